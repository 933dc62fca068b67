/** Events of tickets. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, time } from "../../../platform/events/define.ts";
import { DOUBTS } from "../../../shared/handed-in.ts";
import { CHANGE_KINDS } from "./domain/changes.ts";
import { DIRECTIONS, TICKET_STATUSES, TICKET_TYPES, type TicketStatus, UNITS } from "./domain/words.ts";

const count = z.number().int();
const status = z.enum(TICKET_STATUSES);
const { ticket_id, package_id, device_id } = SAMPLE;
const scan_id = SAMPLE.id;

const Scan = z.object({
  ticket_id: id.nullable().describe("null when no ticket has the code"),
  scan_id: id,
  package_id: id.nullable(),
  result: z.enum(["pass", "fail"]),
  reason: z.string().nullable().describe("the reason of the refusal; accept unknown values"),
  remaining: z.number(),
  unit: z.enum(UNITS),
  device_id: id,
  zone_id: id.nullable(),
  direction: z.enum(DIRECTIONS),
  party: count,
  forced: z.boolean().describe("true: an employee with the permission admitted the guest anyway"),
  doubts: z.array(z.enum(DOUBTS)).optional().describe("reasons to check a scan that was handed in"),
});
const scan = {
  ticket_id,
  scan_id,
  package_id,
  remaining: 0,
  unit: "uses",
  device_id,
  zone_id: null,
  direction: "entry",
  party: 1,
  forced: false,
} as const;

/** Fields that older stored events of unread codes lack. */
const UNREAD = { package_id: null, remaining: 0, unit: "uses", direction: "entry", party: 1, forced: false };

export const REDEEMED = {
  pass: defineEvent("ticket.redeemed.pass", "A ticket was admitted, in or out", Scan, {
    ...scan,
    ...{ result: "pass", reason: null },
  }),
  fail: defineEvent(
    "ticket.redeemed.fail",
    "A scan was refused",
    Scan,
    { ...scan, result: "fail", reason: "duplicate_use" },
    (stored) => ({ ...UNREAD, ...stored }),
  ),
} as const;

/** A replacement ticket has the event `ticket.reissued` instead. */
export const TICKET_ISSUED = defineEvent(
  "ticket.issued",
  "A sale issued tickets, all in one event",
  z.object({
    sale_id: id,
    tickets: z.array(
      z.object({
        ticket_id: id,
        line_no: count,
        package_id: id,
        type: z.enum(TICKET_TYPES),
        price: money,
        lot_no: z.string().nullable().describe("the lot of a blank"),
        valid_from: time,
        valid_to: time.nullable(),
        status,
      }),
    ),
  }),
  {
    sale_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG8",
    tickets: [
      {
        ...{ ticket_id, line_no: 1, package_id, type: "single", price: 35_000, lot_no: null },
        ...{ valid_from: SAMPLE.at, valid_to: SAMPLE.later, status: "active" },
      },
    ],
  },
);

/** Tickets that were sold elsewhere have this event, and no `ticket.issued`. */
export const TICKET_IMPORTED = defineEvent(
  "ticket.imported",
  "An import made or changed tickets that were sold elsewhere",
  z.object({
    import_id: id,
    ticket_ids: z.array(id),
    changed_ids: z.array(id).describe("those of ticket_ids that existed before"),
    is_first: z.boolean().describe("true: the park had no such ticket before"),
  }),
  { import_id: SAMPLE.id, ticket_ids: [ticket_id], changed_ids: [], is_first: false },
);

const Change = z
  .object({
    ticket_id: id,
    package_id: id.nullable(),
    key_version: count,
    status: status.describe("the ticket's status from now on"),
    device_id: id.nullable(),
    scan_id: id.nullable().describe("the attempt that was annulled"),
    places: count.optional().describe("places of a party that a refund took or returned"),
    replaced_by: id.nullable(),
  })
  .meta({ id: "TicketChanged" });

function change<Type extends string>(
  type: Type,
  summary: string,
  example: { status: TicketStatus; scan_id?: string; places?: number; replaced_by?: string },
) {
  const base = { ticket_id, package_id, key_version: 1, device_id, scan_id: null, replaced_by: null };
  return defineEvent(type, summary, Change, { ...base, ...example });
}

export const CHANGED = {
  annul: change("ticket.annulled", "A pass was annulled", { status: "active", scan_id }),
  block: change("ticket.blocked", "A ticket was blocked", { status: "blocked" }),
  unblock: change("ticket.unblocked", "A blocked ticket was released", { status: "active" }),
  cancel: change("ticket.cancelled", "A ticket was cancelled", { status: "cancelled" }),
  reissue: change("ticket.reissued", "A ticket was replaced by a new one", {
    ...{ status: "revoked", replaced_by: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGB" },
  }),
  refund: change("ticket.refunded", "A ticket was refunded", { status: "refunded" }),
  unrefund: change("ticket.unrefunded", "A refund of a ticket was abandoned", { status: "active" }),
  refund_places: change("ticket.places_refunded", "A refund took places of a party", { status: "active", places: 2 }),
  unrefund_places: change("ticket.places_unrefunded", "A refund of places was abandoned", {
    ...{ status: "active", places: 2 },
  }),
} as const;

/** Events of which a gate must hear at once. */
export const TICKET_CHANGES = Object.values(CHANGED);

const Pass = z.object({ at: time, device_id: id, device_name: z.string(), zone: z.string().nullable() });

export const TICKET_CONFLICT = defineEvent(
  "ticket.conflict",
  "An offline gate admitted a ticket that the server would have refused",
  z.object({
    ticket_id: id,
    conflict_id: id,
    reason: z.string(),
    first_pass: Pass.nullable(),
    admitted: Pass,
  }),
  {
    ...{ ticket_id, conflict_id: scan_id, reason: "duplicate_use" },
    first_pass: { at: SAMPLE.at, device_id, device_name: "North gate", zone: null },
    admitted: { at: SAMPLE.later, device_id, device_name: "South gate", zone: null },
  },
);

/** An alert for a person; the ticket continues without the line. */
export const LINE_SET_ASIDE = defineEvent(
  "alert.ticket_line_set_aside",
  "A line of a ticket's log cannot be stored in D1",
  z.object({
    ticket_id: id,
    sequence: count,
    kind: z.enum(["scan", ...CHANGE_KINDS]),
    scan_id: id.nullable(),
    device_id: id.nullable(),
  }),
  { ticket_id, sequence: 3, kind: "scan", scan_id, device_id },
);
