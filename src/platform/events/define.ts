/** Events are declared once, with name, shape and example; a commit takes only what a declaration made. */

import * as z from "zod";

/** The words of events. A time is epoch ms inside and ISO 8601 outside, and is read whatever year it says. */
export { deviceTime as time, id, money, signedMoney, taxes } from "../http/fields.ts";

/** Ids and moments for examples. */
export const SAMPLE = {
  id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
  store_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG0",
  device_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG1",
  employee_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG2",
  ticket_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG3",
  package_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG4",
  at: "2026-05-01T03:30:00.000Z",
  later: "2026-05-01T16:59:59.999Z",
} as const;

declare const MADE: unique symbol;

/** A fact for the modules above and the world outside; `data` is in wire form. Only an event's `of` makes one. */
export interface EventEntry {
  type: string;
  subject: readonly [kind: string, id: string];
  data: Record<string, unknown>;
  /** Absent: the caller's store. */
  store_id?: string | null;
  /** Epoch ms; absent: now. */
  at?: number;
  readonly [MADE]: true;
}

type Stored = Record<string, unknown>;

/** A declared event. `Data` is its data inside: times as epoch ms. */
export interface EventType<Data = unknown, Type extends string = string> {
  readonly type: Type;
  /** One sentence for integrators. */
  readonly summary: string;
  readonly schema: z.ZodObject;
  /** Its data on the wire. */
  readonly example: unknown;
  /** Makes an entry for a commit. Throws when the data is not of the event's shape. */
  of(subject: EventEntry["subject"], data: Data, about?: Pick<EventEntry, "store_id" | "at">): EventEntry;
  /** Reads stored data, also of rows from before times were ISO 8601; undefined when it is of another shape. */
  read(stored: Stored): Data | undefined;
}

/** The data of an event inside. */
export type DataOf<Event> = Event extends EventType<infer Data> ? Data : never;

const declared = new Map<string, EventType>();

/** Every declared event, by name. */
export function eventTypes(): EventType[] {
  return [...declared.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

/**
 * Declares an event. `complete` brings the data of older rows into today's shape; it gets today's data too, and leaves that
 * as it is. Throws when the name is declared already.
 */
export function defineEvent<Type extends string, Schema extends z.ZodObject>(
  type: Type,
  summary: string,
  schema: Schema,
  example: z.input<Schema>,
  complete: (stored: Stored) => Stored = (stored) => stored,
): EventType<z.output<Schema>, Type> {
  if (declared.has(type)) throw new Error(`the event ${type} is declared twice`);
  const event: EventType<z.output<Schema>, Type> = {
    type,
    summary,
    schema,
    example,
    of(subject, data, about) {
      const entry: Omit<EventEntry, typeof MADE> = { type, subject, data: z.encode(schema, data), ...about };
      return entry as EventEntry;
    },
    read(stored) {
      const kept = complete(stored);
      const told = z.safeDecode(schema, kept as z.input<Schema>);
      if (told.success) return told.data;
      // Older rows hold the data as it is inside.
      const inside = z.safeEncode(schema, kept as z.output<Schema>);
      return inside.success ? z.decode(schema, inside.data) : undefined;
    },
  };
  declared.set(type, event);
  return event;
}
