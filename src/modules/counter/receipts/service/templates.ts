/** Use-cases of receipt templates: a store's own comes before the tenant's; without either the default look is used. */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore, requireStore, requireStores } from "../../../access/tenants/index.ts";
import { keepPicture } from "../../../offer/pictures/index.ts";
import { DEFAULT_LOOK, type Look } from "../domain/words.ts";
import { findTemplate, insertTemplate, listTemplateRows, type ReceiptTemplate, updateTemplate } from "../store.ts";

export interface TemplateInput extends Partial<Look> {
  name: string;
  active?: boolean;
}

/** Creates a template for a store, or for all stores with `store_id: null`. Errors: those of the scope, E_PERMISSION. */
export async function createTemplate(
  ctx: Context,
  { store_id, ...input }: TemplateInput & { store_id?: string | null },
): Promise<ReceiptTemplate> {
  const scope = await scopeOf(ctx, store_id);
  const { tenant_id, now: created_at } = ctx;
  const template = {
    tenant_id,
    receipt_template_id: ctx.newId(),
    store_id: scope,
    ...wholeOf(input),
    created_at,
  };
  await commit(ctx, {
    writes: [insertTemplate(template)],
    parts: [await keepPicture(ctx, template.logo_url, "logo_url")],
    audit: [{ event: "receipt_template.created", ...about(template), changes: { ...input } }],
    reply: template,
  });
  return template;
}

/** Replaces a template. Errors: E_NOT_FOUND, those of its scope. */
export async function replaceTemplate(
  ctx: Context,
  receipt_template_id: string,
  input: TemplateInput,
): Promise<ReceiptTemplate> {
  const before = await templateToEdit(ctx, receipt_template_id);
  return change(ctx, before, { ...before, ...wholeOf(input) }, "receipt_template.changed");
}

/** Deactivates a template. Errors as for replacing it. */
export async function retireTemplate(ctx: Context, receipt_template_id: string): Promise<ReceiptTemplate> {
  const before = await templateToEdit(ctx, receipt_template_id);
  if (!before.active) return before;
  return change(ctx, before, { ...before, active: false }, "receipt_template.deactivated");
}

async function change(
  ctx: Context,
  before: ReceiptTemplate,
  after: ReceiptTemplate,
  event: string,
): Promise<ReceiptTemplate> {
  await commit(ctx, {
    writes: [updateTemplate(after)],
    parts: [await keepPicture(ctx, after.logo_url, "logo_url")],
    audit: [{ event, ...about(after), changes: changesOf(before, after) }],
    reply: after,
  });
  return after;
}

async function templateToEdit(ctx: Context, receipt_template_id: string): Promise<ReceiptTemplate> {
  const template = await findTemplate(ctx.db, receipt_template_id);
  if (!template) throw new AppError(errors.not_found);
  await scopeOf(ctx, template.store_id);
  return template;
}

async function scopeOf(ctx: Context, store_id: string | null | undefined): Promise<string | null> {
  if (store_id !== null) return requireStore(ctx, "settings_write", store_id);
  await requireEveryStore(ctx, "settings_write");
  return null;
}

function wholeOf({ name, active = true, ...look }: TemplateInput) {
  return { name, active, ...DEFAULT_LOOK, ...look };
}

function about({ receipt_template_id, store_id }: ReceiptTemplate) {
  return { subject: ["receipt_template", receipt_template_id] as const, store_id };
}

/** A template of the caller's store, or of all stores. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function getTemplate(ctx: Context, receipt_template_id: string): Promise<ReceiptTemplate> {
  const template = await findTemplate(ctx.db, receipt_template_id);
  if (!template) throw new AppError(errors.not_found);
  if (template.store_id !== null) storeFor(ctx, null, template.store_id);
  return template;
}

/** Lists the templates of the caller's stores and of all stores; inactive ones need `settings_write`. */
export async function listTemplates(
  ctx: Context,
  { store_id, active }: { store_id?: string; active?: boolean },
): Promise<ReceiptTemplate[]> {
  const permission = active === true ? null : "settings_write";
  return listTemplateRows(ctx.db, { store_ids: await requireStores(ctx, permission, store_id), active });
}

/** The look of a store's receipts: the store's latest template, else the tenant's latest, else the default look. */
export async function lookOf(ctx: Context, store_id: string): Promise<Look> {
  const templates = await listTemplateRows(ctx.db, { store_ids: [store_id], active: true });
  return templates.findLast((template) => template.store_id === store_id) ?? templates.at(-1) ?? DEFAULT_LOOK;
}
