/** Declarations of events: each has a name, a schema and an example, once; a commit takes only events made by a declaration. */

import * as z from "zod";

/** The basic fields of events. A time is epoch ms inside and ISO 8601 on the wire, and any year is read. */
export { deviceTime as time, id, money, signedMoney, taxes } from "../http/fields.ts";

/** Ids and times for examples. */
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

/** A fact for higher modules and for integrators; `data` is in wire form. Only an event's `of` makes one. */
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

type StoredData = Record<string, unknown>;

/** A declared event. `Data` is its internal form: times are epoch ms. */
export interface EventType<Data = unknown, Type extends string = string> {
  readonly type: Type;
  /** One sentence for integrators. */
  readonly summary: string;
  readonly schema: z.ZodObject;
  /** Its data on the wire. */
  readonly example: unknown;
  /** Makes an entry for a commit. Throws when the data does not fit the event's schema. */
  of(subject: EventEntry["subject"], data: Data, about?: Pick<EventEntry, "store_id" | "at">): EventEntry;
  /** Reads stored data, also from rows older than ISO 8601 times; undefined when it does not fit. Never throws. */
  read(stored: StoredData): Data | undefined;
}

/** The internal form of an event's data. */
export type DataOf<Event> = Event extends EventType<infer Data> ? Data : never;

const declared = new Map<string, EventType>();

/** Every declared event, by name. */
export function eventTypes(): EventType[] {
  return [...declared.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** An event's data in its present shape on the wire, from stored or internal form; of an unknown type or shape as it is. */
export function wireData(type: string, given: unknown): StoredData {
  const event = declared.get(type);
  const stored = given as StoredData;
  const data = event?.read(stored);
  if (!event || data === undefined) return stored;
  return orUndefined(() => z.encode(event.schema, data as z.output<typeof event.schema>)) ?? stored;
}

/** A reader's value, or undefined if it throws: data of another shape must not stop the events after it. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Declares an event. `complete` brings the data of older rows into the current shape, and leaves current data unchanged.
 * Throws when the name is already declared.
 */
export function defineEvent<Type extends string, Schema extends z.ZodObject>(
  type: Type,
  summary: string,
  schema: Schema,
  example: z.input<Schema>,
  complete: (stored: StoredData) => StoredData = (stored) => stored,
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
      return orUndefined(() => {
        const kept = complete(stored);
        const told = z.safeDecode(schema, kept as z.input<Schema>);
        if (told.success) return told.data;
        // Older rows have the data in internal form.
        const inside = z.safeEncode(schema, kept as z.output<Schema>);
        return inside.success ? z.decode(schema, inside.data) : undefined;
      });
    },
  };
  declared.set(type, event);
  return event;
}
