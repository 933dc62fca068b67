/** Plans customers (rule M4): an erased or merged customer stays as they are. */

import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import {
  type Customer,
  type CustomerData,
  findCustomers,
  newCustomer,
  phoneReaderOf,
  recordCustomers,
} from "../../../guests/customers/index.ts";
import type { ReadRow, RowError } from "../domain/rows.ts";
import type { Import } from "../store/imports.ts";
import { type LinkedRow, linkRows, ownIdOf, type Plan, type Planned, recordLinks } from "./plans.ts";

export async function planCustomers(ctx: Context, job: Import, read: readonly ReadRow[]): Promise<Plan> {
  const rows = await linkRows(ctx, job, read);
  const ids = rows.flatMap((row) => row.link?.our_id ?? ownIdOf(job, row) ?? []);
  const [found, readPhone] = await Promise.all([findCustomers(ctx.db, ids), phoneReaderOf(ctx)]);
  const known = new Map(found.map((row) => [row.customer_id, row]));
  const planned: Planned[] = [];
  const errors: RowError[] = [];
  const created: Customer[] = [];
  const replaced: { before: Customer; after: Customer }[] = [];
  const made: { row: LinkedRow; our_id: string }[] = [];
  for (const row of rows) {
    const name = String(row.fields.name);
    const before = known.get(row.link?.our_id ?? ownIdOf(job, row) ?? "");
    const gone = before !== undefined && (before.erased_at !== null || before.merged_into !== null);
    if (gone || row.link?.digest === row.digest) {
      planned.push({ row: row.row, name, outcome: "unchanged", before: {}, after: {} });
      continue;
    }
    const sent = dataOf(row, readPhone);
    if (sent === "phone") {
      errors.push({ row: row.row, column: job.header[job.mapping.phone ?? -1] ?? null, problem: "phone" });
      continue;
    }
    if (!before) {
      const customer = newCustomer(ctx, { phone: null, email: null, note: null, ...sent });
      created.push(customer);
      made.push({ row, our_id: customer.customer_id });
      planned.push({ row: row.row, name, outcome: "created", before: null, after: { ...sent } });
      continue;
    }
    const after = { ...before, ...sent };
    const changes = changesOf<CustomerData>(before, sent);
    const is_changed = Object.keys(changes.after).length > 0;
    if (is_changed) replaced.push({ before, after });
    if (row.link) made.push({ row, our_id: before.customer_id });
    planned.push({ row: row.row, name, outcome: is_changed ? "changed" : "unchanged", ...changes });
  }
  return { planned, errors, parts: [recordCustomers(ctx, created, replaced), recordLinks(job, made)] };
}

/** The data that a row has; an empty cell says nothing. */
function dataOf({ fields }: ReadRow, readPhone: Awaited<ReturnType<typeof phoneReaderOf>>) {
  const { phone, email, note } = fields;
  const stored = typeof phone === "string" ? readPhone(phone) : null;
  if (stored === undefined) return "phone" as const;
  return {
    name: String(fields.name),
    ...(stored !== null && { phone: stored }),
    ...(typeof email === "string" && { email }),
    ...(typeof note === "string" && { note }),
  };
}
