/** Creates a complete tenant in one commit; a request that dies leaves nothing. */

import { randomBytes } from "../../../../platform/crypto/secrets.ts";
import { type Commit, type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { asTenant, type Context } from "../../../../platform/http/context.ts";
import { PERMISSIONS } from "../../../../shared/permissions.ts";
import { drawPin, recordEmployee, recordRoles, requireStrongPin } from "../../../access/employees/index.ts";
import { KIOSK_FLAG, recordFlags } from "../../../access/settings/index.ts";
import {
  type NewStore,
  type NewTenant,
  recordStore,
  recordTenant,
  TENANT_CREATED,
} from "../../../access/tenants/index.ts";
import { recordPaymentTypes } from "../../../counter/payments/index.ts";
import { recordReasonCodes } from "../../../offer/approvals/index.ts";
import { recordTax } from "../../../offer/pricing/index.ts";
import { providerOnly } from "./named.ts";

export interface NewPark extends Omit<NewTenant, "kind"> {
  /** At least one. */
  stores: NewStore[];
  owner: { name: string; email: string; pin?: string };
}

/**
 * Creates a tenant that is ready to sell: its stores, roles, tax, payment types and reasons, and an owner of every
 * store, whose PIN is drawn when none is given.
 * Errors: E_PERMISSION outside the console, E_DUPLICATE for a taken e-mail address.
 */
export async function provisionPark(ctx: Context, { stores, owner, ...input }: NewPark) {
  providerOnly(ctx);
  const tenant_id = ctx.newId();
  const own = asTenant({ ...ctx, trace: { ctx: null, error_code: null } }, tenant_id, { actor: ctx.actor });
  const pin = owner.pin ?? drawPin(randomBytes);
  requireStrongPin(pin, PERMISSIONS, "owner.pin");
  const { store_ids, work } = planPark(own, input, stores);
  const roles = Object.fromEntries(store_ids.map((store_id) => [store_id, ["owner"]]));
  const { employee_id, part } = await recordEmployee(own, { ...owner, pin, roles });
  const made = {
    tenant_id,
    name: input.name,
    mode: input.mode,
    stores: stores.map(({ name }, at) => ({ store_id: store_ids[at] ?? "", name })),
    owner: { employee_id, email: owner.email.toLowerCase(), pin },
  };
  const { owner: _, ...changes } = made;
  await commit(ctx, {
    writes: [],
    audit: [{ event: TENANT_CREATED, subject: ["tenant", tenant_id], changes }],
    beside: { ctx: own, work: { ...work, parts: [...work.parts, part] } },
    reply: made,
  });
  return made;
}

const VAT: FirstTax = { name: "VAT 7 %", rate_bps: 700, mode: "inclusive" };

const TENDERS = [
  { method: "cash", label_en: "Cash", label_th: "เงินสด" },
  { method: "qr", label_en: "QR payment", label_th: "คิวอาร์" },
  { method: "card", label_en: "Card", label_th: "บัตร" },
  { method: "other", label_en: "Other", label_th: "อื่น ๆ" },
  { method: "account", label_en: "On account", label_th: "ลงบัญชี", kind: "account" },
] as const;

type FirstTender = (typeof TENDERS)[number]["method"];

interface FirstTax {
  name: string;
  rate_bps: number;
  mode: "inclusive" | "exclusive";
}

/** What a new tenant chose to begin with. */
interface FirstTerms {
  /** The default tax; VAT of 7 % inside the price unless given. */
  tax?: FirstTax;
  /** The active payment types; all unless given. The others are there too, but inactive. */
  tenders?: readonly FirstTender[];
}

/** The commit of a new tenant with everything that a tenant begins with; and the ids of its stores, in order. */
export function planPark(
  ctx: Context,
  tenant: NewTenant,
  stores: readonly NewStore[],
  { tax = VAT, tenders: active }: FirstTerms = {},
): { store_ids: string[]; work: Commit & { parts: CommitPart[] } } {
  const made = stores.map((store) => recordStore(ctx, { time_zone: tenant.time_zone, ...store }));
  const tenders = recordPaymentTypes(
    ctx,
    TENDERS.map((type) => ({ ...type, active: active?.includes(type.method) ?? true })),
  );
  const reasons = recordReasonCodes(ctx, [
    { reason_code: "guest_request", label_en: "Guest's wish", label_th: "ลูกค้าร้องขอ", actions: ["refund", "void"] },
    { reason_code: "printer_jam", label_en: "Printer jam", label_th: "เครื่องพิมพ์ขัดข้อง", actions: ["reprint"] },
    {
      reason_code: "goodwill",
      label_en: "Goodwill",
      label_th: "ไมตรีจิต",
      actions: ["manual_discount", "refund", "goodwill"],
    },
    {
      reason_code: "cashier_error",
      label_en: "Cashier's mistake",
      label_th: "พนักงานทำผิดพลาด",
      actions: ["void", "refund"],
    },
  ]);
  const flags = recordFlags(ctx, [{ flag: KIOSK_FLAG, enabled: true, description: "Guests may buy at kiosks" }]);
  const places = made.map(({ part }) => part);
  const parts = [
    recordRoles(ctx),
    ...places,
    recordTax(ctx, { ...tax, is_default: true, active: true }).part,
    tenders,
    reasons,
    flags,
  ];
  return { store_ids: made.map(({ store_id }) => store_id), work: { ...recordTenant(ctx, tenant), parts } };
}
