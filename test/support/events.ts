/** Events by name: those of the product, and events that tests invent. */

import * as z from "zod";
import { defineEvent, type EventType, eventTypes } from "../../src/platform/events/define.ts";

/** The summary of events that tests invent. */
export const OF_A_TEST = "An event of a test";

/** The event of a name; an undeclared one accepts any data. */
export function eventNamed(type: string): EventType<object> {
  const known = eventTypes().find((event) => event.type === type) as EventType<object> | undefined;
  return known ?? defineEvent(type, OF_A_TEST, z.looseObject({}), {});
}
