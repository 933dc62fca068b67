/** Wire shapes of sums of attempts and of conflicts. */

import * as z from "zod";
import { id, paging, time } from "../../../../platform/http/fields.ts";
import { pass } from "../../tickets/wire.ts";
import { failReason, Redemption } from "../wire.ts";

export { TicketParams } from "../../tickets/wire.ts";

export const conflictFields = {
  conflict_id: id.describe("the scan_id of the admission that lost"),
  ticket_id: id,
  store_id: id,
  reason: failReason,
  first_pass: pass.nullable().describe("the pass that stands"),
  admitted: pass.describe("the admission that lost"),
  received_at: time,
};

export const Conflict = z.object(conflictFields).meta({ id: "Conflict" });

const count = z.number().int();

export const Summary = z
  .object({
    store_id: id,
    from: time,
    to: time,
    attempts: count,
    pass: count.describe("attempts, annulled ones included"),
    fail: count,
    forced: count,
    annulled: count,
    exits: count,
    admitted_offline: count,
    by_reason: z.record(z.string(), count).describe("failed attempts"),
    by_zone: z.array(
      z.object({
        zone_id: id.nullable(),
        zone: z.string().nullable(),
        entries: count.describe("people"),
        exits: count.describe("people"),
        fails: count,
        inside: count.describe("people, now"),
      }),
    ),
    by_device: z.array(z.object({ device_id: id, device_name: z.string(), attempts: count, pass: count, fail: count })),
    by_hour: z.array(z.object({ hour: time, pass: count, fail: count })).describe("hours with at least one attempt"),
  })
  .meta({ id: "RedemptionSummary" });

export const SummaryQuery = z.strictObject({
  store_id: id.optional(),
  from: time.optional().describe("default: the beginning of the business date of `to`"),
  to: time.optional().describe("default: the end of today's business date; at most 92 days after `from`"),
  device_id: id.optional(),
  zone_id: id.optional(),
});

export const ZoneInside = z
  .object({
    zone_id: id,
    zone: z.string(),
    business_date: z.string(),
    inside: count.describe("people, now"),
    entries: count.describe("people, on the business date"),
    exits: count.describe("people, on the business date"),
    fails: count.describe("attempts, on the business date"),
  })
  .meta({ id: "ZoneInside" });

export const ZoneInsideQuery = z.strictObject({ store_id: id.optional() });

export const DuplicateCheck = z
  .object({
    ticket_id: id,
    passes: count.describe("admitted guests; a guest who enters again counts again"),
    allowed: count.nullable().describe("null when time or credits decide"),
    duplicates: z.array(Redemption).describe("attempts beyond what the ticket had left"),
    conflicts: z.array(Conflict),
    suspicious: z.boolean().describe("true: there is a duplicate or a conflict"),
  })
  .meta({ id: "DuplicateCheck" });

export const ConflictQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  from: time.optional(),
  to: time.optional(),
});
