/** The events that the roll-ups count, and the facts that each of them records (rule R3). */

import type { EventFact } from "../../../../platform/db/outbox.ts";
import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import type { EventType } from "../../../../platform/events/define.ts";
import { CHANGED, REDEEMED, TICKET_CONFLICT } from "../../../admission/tickets/index.ts";
import { PAYMENT_CAPTURED, PAYMENT_CREATED, PAYMENT_FAILED } from "../../../counter/payments/index.ts";
import { REFUND_CREATED } from "../../../counter/refunds/index.ts";
import { REPRINT_CREATED } from "../../../counter/reprints/index.ts";
import { SALE_VOIDED } from "../../../counter/sales/index.ts";
import { DRAWER_MOVED, DRAWER_OPENED, SHIFT_ADJUSTED, SHIFT_CLOSED } from "../../../counter/shifts/index.ts";
import { type Fact, type NamedFact, pairOf } from "../domain/counted.ts";

/** Names an event's facts by its subject and by the record inside it, empty for none. */
type Naming = (subject_id: string, inner_id: string) => readonly NamedFact[];

const entryInside: Naming = (_, inner_id) => (inner_id === "" ? [] : [["entry", inner_id]]);
const scanOf = (fact: Fact): Naming => {
  return (subject_id, inner_id) => [[fact, pairOf(subject_id, inner_id)]];
};
const withEntry = (fact: Fact): Naming => {
  return (subject_id) => [
    [fact, subject_id],
    ["entry", subject_id],
  ];
};

const NAMED: readonly (readonly [EventType, Naming])[] = [
  [SALE_CREATED, withEntry("sale")],
  [
    SALE_VOIDED,
    (subject_id, inner_id) => [
      ["void", subject_id],
      ["entry", inner_id],
    ],
  ],
  [REFUND_CREATED, withEntry("refund")],
  [PAYMENT_CREATED, entryInside],
  [PAYMENT_CAPTURED, entryInside],
  [PAYMENT_FAILED, entryInside],
  [DRAWER_MOVED, entryInside],
  [DRAWER_OPENED, entryInside],
  [SHIFT_ADJUSTED, entryInside],
  [SHIFT_CLOSED, (subject_id) => [["shift", subject_id]]],
  [REDEEMED.pass, scanOf("scan")],
  [REDEEMED.fail, scanOf("scan")],
  [CHANGED.annul, scanOf("annulment")],
  [REPRINT_CREATED, (_, inner_id) => [["reprint", inner_id]]],
  [TICKET_CONFLICT, (subject_id, inner_id) => [["conflict", pairOf(inner_id, subject_id)]]],
];

/** The events that the roll-ups count. */
export const COUNTED_EVENTS: readonly EventType[] = NAMED.map(([event]) => event);
export const COUNTED_TYPES: readonly string[] = COUNTED_EVENTS.map(({ type }) => type);

const NAMINGS = new Map(NAMED.map(([{ type }, naming]) => [type, naming]));

/** The facts of some events. */
export function factsTold(events: readonly EventFact[]): NamedFact[] {
  return events.flatMap(({ type, subject_id, inner_id }) => NAMINGS.get(type)?.(subject_id, inner_id ?? "") ?? []);
}
