/** Events of timecards. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";

const { id: timecard_id, store_id, employee_id } = SAMPLE;
const Card = z.object({ timecard_id: id, employee_id: id, store_id: id });

const Punch = Card.extend({
  happened_at: time,
  timecard_event_id: z.string().optional().describe("the id that the client gave it"),
  handed_in: z.literal(true).optional().describe("true: part of the timecard was handed in after an outage"),
});

function punch<Type extends string>(type: Type, summary: string) {
  return defineEvent(type, summary, Punch, { timecard_id, employee_id, store_id, happened_at: SAMPLE.at });
}

export const PUNCHED = {
  clock_in: punch("timecard.clock_in", "An employee clocked in"),
  clock_out: punch("timecard.clock_out", "An employee clocked out"),
  break_start: punch("timecard.break_start", "An employee started a break"),
  break_end: punch("timecard.break_end", "An employee ended a break"),
} as const;

export const CARD_CORRECTED = defineEvent("timecard.corrected", "A timecard was corrected", Card, {
  ...{ timecard_id, employee_id, store_id },
});
export const CARD_ADDED = defineEvent("timecard.added", "A forgotten timecard was added", Card, {
  ...{ timecard_id, employee_id, store_id },
});
