/** A tenant is made whole in one commit, by the use-cases that make its parts; a request that dies leaves nothing. */

import { randomBytes } from "../../../platform/crypto/secrets.ts";
import { commit, gather } from "../../../platform/db/commit.ts";
import { asTenant, type Context } from "../../../platform/http/context.ts";
import { PERMISSIONS } from "../../../shared/permissions.ts";
import { createReasonCodes } from "../../approvals/index.ts";
import { createEmployee, drawPin, requireStrongPin, seedRoles } from "../../employees/index.ts";
import { createPaymentTypes } from "../../payments/index.ts";
import { createTax } from "../../pricing/index.ts";
import { createFlags, KIOSK_FLAG } from "../../settings/index.ts";
import { createStore, createTenant, type NewTenant, TENANT_CREATED } from "../../tenants/index.ts";
import { providerOnly } from "./named.ts";

interface NewStore {
  name: string;
  time_zone?: string;
}

export interface NewPark extends Omit<NewTenant, "kind"> {
  /** At least one. */
  stores: NewStore[];
  owner: { name: string; email: string; pin?: string };
}

/**
 * Makes a park that is ready to sell: its stores, roles, tax, tenders and reasons, and an owner everywhere, whose PIN is
 * drawn when none is given. Errors: E_PERMISSION outside the console, E_DUPLICATE when the e-mail address is taken.
 */
export async function provisionPark(ctx: Context, { stores, owner, ...input }: NewPark) {
  providerOnly(ctx);
  const tenant_id = ctx.newId();
  const own = asTenant({ ...ctx, trace: { ctx: null, error_code: null } }, tenant_id, { actor: ctx.actor });
  const pin = owner.pin ?? drawPin(randomBytes);
  requireStrongPin(pin, PERMISSIONS, "owner.pin");
  let store_ids: string[] = [];
  let employee_id = "";
  const work = await gather(own, async () => {
    store_ids = await equipPark(own, input, stores);
    const roles = Object.fromEntries(store_ids.map((store_id) => [store_id, ["owner"]]));
    employee_id = await createEmployee(own, { ...owner, pin, roles });
  });
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
    beside: { ctx: own, work },
    reply: made,
  });
  return made;
}

/** Gives a new tenant what every park begins with. Returns the ids of its stores, in their order. */
export async function equipPark(ctx: Context, tenant: NewTenant, stores: readonly NewStore[]): Promise<string[]> {
  await createTenant(ctx, tenant);
  await seedRoles(ctx);
  const store_ids: string[] = [];
  for (const store of stores) store_ids.push(await createStore(ctx, { time_zone: tenant.time_zone, ...store }));
  await createTax(ctx, { name: "VAT 7 %", rate_bps: 700, mode: "inclusive", is_default: true, active: true });
  await createPaymentTypes(ctx, [
    { method: "cash", label_en: "Cash", label_th: "เงินสด" },
    { method: "qr", label_en: "QR payment", label_th: "คิวอาร์" },
    { method: "card", label_en: "Card", label_th: "บัตร" },
    { method: "other", label_en: "Other", label_th: "อื่น ๆ" },
    { method: "account", label_en: "On account", label_th: "ลงบัญชี", kind: "account" },
  ]);
  await createReasonCodes(ctx, [
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
  await createFlags(ctx, [{ flag: KIOSK_FLAG, enabled: true, description: "Guests may buy at kiosks" }]);
  return store_ids;
}
