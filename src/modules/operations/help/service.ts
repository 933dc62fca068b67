/** Use-cases of help: guides, policies and the contact of a park, without a token. */

import type { PublicContext } from "../../../platform/http/context.ts";
import { readSettings } from "../../access/settings/index.ts";
import { getTenant, tenantAtWork } from "../../access/tenants/index.ts";
import { GUIDES, type GuideName, type Language, POLICIES, type PolicyName } from "./domain/names.ts";
import { type Brand, drawPage } from "./domain/page.ts";

interface PageQuery {
  tenant_id?: string;
  lang?: Language;
}

interface Support extends Brand {
  hours: string;
  /** Addresses of the park's own policies. */
  own: Partial<Record<PolicyName, string>>;
}

/** A park's name and contact. Error: E_NOT_FOUND for an unknown park, or one whose records are deleted. */
async function readSupport(base: PublicContext, tenant_id: string): Promise<Support> {
  const ctx = await tenantAtWork(base, tenant_id);
  const [{ name }, settings] = await Promise.all([getTenant(ctx), readSettings(ctx, null)]);
  return {
    name,
    email: settings["support.email"],
    phone: settings["support.phone"],
    hours: settings["support.hours"],
    own: { privacy: settings["legal.privacy_url"], terms: settings["legal.terms_url"] },
  };
}

async function supportOf(base: PublicContext, tenant_id: string | undefined): Promise<Support | null> {
  return tenant_id === undefined ? null : readSupport(base, tenant_id);
}

/** A guide as a page. Error: E_NOT_FOUND for an unknown park. */
export async function drawGuide(base: PublicContext, guide: GuideName, query: PageQuery): Promise<string> {
  const brand = await supportOf(base, query.tenant_id);
  const { GUIDE_TEXTS } = await import("./domain/guides.ts");
  return drawPage(GUIDE_TEXTS[guide], placeOf(`/help/${guide}`, brand, query));
}

/** A policy as a page; with a policy of the park's own, a page that leads to it. Error: E_NOT_FOUND for an unknown park. */
export async function drawPolicy(base: PublicContext, policy: PolicyName, query: PageQuery): Promise<string> {
  const brand = await supportOf(base, query.tenant_id);
  const { POLICY_TEXTS } = await import("./domain/policies.ts");
  return drawPage(POLICY_TEXTS[policy], { ...placeOf(`/legal/${policy}`, brand, query), own_url: brand?.own[policy] });
}

function placeOf(path: string, brand: Brand | null, { tenant_id, lang = "th" }: PageQuery) {
  return { lang, brand, path: tenant_id === undefined ? path : `${path}?tenant_id=${tenant_id}` };
}

/** The ways to get help. Error: E_NOT_FOUND for an unknown park. */
export async function readContact(base: PublicContext, { tenant_id }: Pick<PageQuery, "tenant_id">) {
  const support = await supportOf(base, tenant_id);
  const pathOf = (path: string) => (tenant_id === undefined ? path : `${path}?tenant_id=${tenant_id}`);
  return {
    name: support?.name ?? "PlayPark",
    email: support?.email || null,
    phone: support?.phone || null,
    hours: support?.hours || null,
    docs_url: "/docs",
    help: Object.fromEntries(GUIDES.map((guide) => [guide, pathOf(`/help/${guide}`)])),
    legal: Object.fromEntries(POLICIES.map((policy) => [policy, support?.own[policy] || pathOf(`/legal/${policy}`)])),
  };
}
