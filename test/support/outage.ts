/** Operations of an outage for tests of use-cases: one context for each operation, with its id as key. */

import { env } from "cloudflare:workers";
import { seedContext } from "../../local/park.ts";
import type { OfflineSale } from "../../src/modules/counter/sales/index.ts";
import { asTenant, type Context, type DevicePrincipal, newId } from "../../src/platform/http/context.ts";
import type { DeviceKey, TestPark } from "./park.ts";

/** The context of a till's operation; without an id it is never repeated. */
export async function operation(park: TestPark, op_id = newId(Date.now()), on: DeviceKey = "pos"): Promise<Context> {
  const { tenant_id } = park;
  const row = await env.DB.prepare("SELECT store_id, name, type, receipt_prefix FROM devices WHERE device_id = ?")
    .bind(park.devices[on]?.device_id)
    .first<Pick<DevicePrincipal, "store_id" | "name" | "type" | "receipt_prefix">>();
  if (!row) throw new Error(`no device ${on}`);
  const device_id = park.devices[on]?.device_id ?? "";
  const standing = {
    zone: null,
    epoch: 1,
    upload_only: false,
    paired_at: 0,
    revoked_at: null,
    revoked_key_versions: [],
    zones: [],
    zone_history: [],
    contact_before: null,
    kept_tickets: [],
    foreign_codes: false,
  };
  return asTenant(seedContext(env), tenant_id, {
    actor: { kind: "device", id: device_id },
    device: { ...row, ...standing, device_id, permissions: ["sell"] },
    store_id: row.store_id,
    reply_key: { caller_id: device_id, idempotency_key: `op:${op_id}`, fingerprint: op_id, sealed: false },
  });
}

/** An offline sale of one day ticket for cash. */
export function offlineSale(park: TestPark, fields: Partial<OfflineSale> = {}): OfflineSale {
  const happened_at = Date.now() - 60_000;
  return {
    sale_id: newId(Date.now()),
    receipt_no: "D1X-1",
    items: [{ package_id: park.packages.single, qty: 1 }],
    payments: [{ method: "cash", amount: 35_000 }],
    totals: { grand_total: 35_000 },
    happened_at,
    device_at: happened_at - 5_000,
    ...fields,
  };
}

/** The context of an operation that is overtaken: `rival` runs between its last read and its first commit. */
export function overtaken(ctx: Context, rival: () => Promise<unknown>): Context {
  let pending: (() => Promise<unknown>) | undefined = rival;
  const connection = () => {
    const session = ctx.db.connection();
    const batch = async (statements: D1PreparedStatement[]) => {
      const first = pending;
      pending = undefined;
      await first?.();
      return session.batch(statements);
    };
    return { prepare: session.prepare.bind(session), batch } as D1DatabaseSession;
  };
  return { ...ctx, db: { ...ctx.db, connection } };
}
