/** The messages of a live feed in both directions, their limit, and the reasons to close a socket (rule E9). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { readObject } from "../../../../shared/socket-messages.ts";
import { isTopic, TOPICS, type Topic } from "./topics.ts";

/** Every type of message to a screen. */
export const SCREEN_MESSAGES = ["ready", "event", "gap", "error"] as const;

/** A message to a screen: `sequence` is that of its event, or the screen's place in the feed; null for an error. */
export interface ScreenMessage {
  type: (typeof SCREEN_MESSAGES)[number];
  sequence: number | null;
  data: Record<string, unknown>;
}

/** A message from a screen. `after`: the last sequence that it has; it gets what came later. */
export type ClientMessage =
  | { type: "auth"; token: string; topics: readonly Topic[]; after: number | null }
  | { type: "ack"; sequence: number };

/** The reasons to close a socket; the codes of 4000 and above are ours. */
export const CLOSING = {
  left: { code: 1000, reason: "The screen closed the socket." },
  binary: { code: 1003, reason: "Messages are JSON text." },
  too_large: { code: 1009, reason: "A message is at most 4 KiB." },
  unexpected: { code: 1011, reason: "Something unexpected went wrong. Connect again." },
  later: { code: 1013, reason: "The caller cannot be checked now. Connect again later." },
  junk: { code: 4400, reason: "The message is not valid." },
  ended: { code: 4401, reason: "The token is not valid, or its session has ended. Log in again." },
  refused: { code: 4403, reason: "The caller may not see this feed." },
  expired: { code: 4407, reason: "The token has expired. Connect again with a fresh one." },
  unproven: { code: 4408, reason: "No auth message came within 10 seconds." },
  silent: { code: 4409, reason: "No ping came for 90 seconds." },
  slow: { code: 4410, reason: "100 events were not acknowledged within 10 seconds." },
  flood: { code: 4429, reason: "At most 60 messages in 10 seconds." },
} as const satisfies Record<string, { code: number; reason: string }>;

export type Closing = keyof typeof CLOSING;

const MAX_BYTES = 4 * 1024;
const MAX_TOKEN = 2_000;

interface MessageFault {
  closing: Closing;
  /** The text that the screen gets before the socket is closed. */
  message: string;
}

/** Reads a message from a screen. */
export function readMessage(raw: string | ArrayBuffer): Result<ClientMessage, MessageFault> {
  const read = readObject(raw, MAX_BYTES, CLOSING);
  if (!read.ok) return read;
  const { type, ...fields } = read.value;
  if (type !== "auth" && type !== "ack") return junk('The type is unknown. Send "auth" or "ack".');
  const wrong = wrongField(FIELDS[type], fields);
  if (wrong !== undefined) return junk(`${wrong.slice(0, 50)} is not valid. ${REMEDIES[wrong] ?? "Leave it out."}`);
  if (type === "ack") return accept({ type, sequence: Number(fields.sequence) });
  const topics = TOPIC_NAMES.filter((topic) => (fields.topics as Topic[]).includes(topic));
  return accept({ type, token: String(fields.token), topics, after: (fields.after as number | undefined) ?? null });
}

function junk(message: string): { ok: false; refusal: MessageFault } {
  return refuse({ closing: "junk", message });
}

interface Field {
  needed: boolean;
  fits(value: unknown): boolean;
}

const isPlace = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];

/** The fields of each message, and the values that each may have. */
const FIELDS: Record<ClientMessage["type"], Record<string, Field>> = {
  auth: {
    token: {
      needed: true,
      fits: (value) => typeof value === "string" && value.length >= 1 && value.length <= MAX_TOKEN,
    },
    topics: {
      needed: true,
      fits: (value) =>
        Array.isArray(value) && value.length >= 1 && value.length <= TOPIC_NAMES.length && value.every(isTopic),
    },
    after: { needed: false, fits: isPlace },
  },
  ack: { sequence: { needed: true, fits: isPlace } },
};

const REMEDIES: Readonly<Record<string, string>> = {
  token: "Send the access token.",
  topics: `Name some of ${TOPIC_NAMES.join(", ")}.`,
  after: "Send the sequence of the last event that you have.",
  sequence: "Send the sequence of the last event that you got.",
};

function wrongField(known: Record<string, Field>, sent: Record<string, unknown>): string | undefined {
  const unknown = Object.keys(sent).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) return unknown;
  return Object.entries(known).find(([name, { needed, fits }]) =>
    Object.hasOwn(sent, name) ? !fits(sent[name]) : needed,
  )?.[0];
}
