/** Events by their names: those of the product, and loose ones that tests make up. */

import * as z from "zod";
import { defineEvent, type EventType, eventTypes } from "../../src/platform/events/define.ts";

/** What the events say that tests make up. */
export const OF_A_TEST = "An event of a test";

/** The event of a name; one that nobody declared takes any data. */
export function eventNamed(type: string): EventType<object> {
  const known = eventTypes().find((event) => event.type === type) as EventType<object> | undefined;
  return known ?? defineEvent(type, OF_A_TEST, z.looseObject({}), {});
}
