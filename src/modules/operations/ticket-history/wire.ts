/** Wire shape of a ticket's timeline. */

import * as z from "zod";
import { id, time } from "../../../platform/http/fields.ts";
import { conflictFields } from "../../admission/scans/wire/stats.ts";
import { Redemption } from "../../admission/scans/wire.ts";
import { CHANGE_KINDS, TICKET_STATUSES } from "../../admission/tickets/index.ts";

export { TicketParams } from "../../admission/tickets/wire.ts";

const entry = {
  at: time,
  ticket_id: id,
  store_id: id.nullable(),
  actor_id: z.string().describe("an employee, or a device that acted alone"),
};

export const Timeline = z
  .object({
    ticket_id: id,
    replaces: z.array(id).describe("the tickets that it replaces, the oldest first"),
    replaced_by: id.nullable(),
    truncated: z.boolean().describe("true: later entries are left out"),
    entries: z
      .array(
        z.discriminatedUnion("kind", [
          z
            .object({
              kind: z.literal("issued"),
              ...entry,
              sale_id: id,
              lot_no: z.string().nullable(),
              replaces: id.nullable(),
            })
            .meta({ id: "IssuedEntry" }),
          z.object({ kind: z.literal("attempt"), ...Redemption.shape, ...entry }).meta({ id: "AttemptEntry" }),
          z
            .object({
              kind: z.enum(CHANGE_KINDS),
              ...entry,
              device_id: id.nullable(),
              status: z.enum(TICKET_STATUSES).describe("the new status"),
              reason: z.string().nullable(),
              scan_id: id.nullable().describe("the attempt that was annulled"),
              replaced_by: id.nullable(),
            })
            .meta({ id: "ChangeEntry" }),
          z.object({ kind: z.literal("conflict"), ...entry, ...conflictFields }).meta({ id: "ConflictEntry" }),
          z
            .object({
              kind: z.literal("reprint"),
              ...entry,
              reprint_id: id,
              device_id: id.nullable(),
              approved_by: id.nullable(),
              reason_code: z.string().nullable(),
              printed_count: z.number().int().describe("prints after the first, with this one: COPY n"),
              reissued_as: id.nullable().describe("the ticket that replaces it"),
            })
            .meta({ id: "ReprintEntry" }),
        ]),
      )
      .describe("oldest first"),
  })
  .meta({ id: "Timeline" });
