/** Commands that a person sends to a device: each reaches it at most once, and before it expires (rule D4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { HOUR_MS } from "../../../../shared/time.ts";

export const SENT_TYPES = ["refresh_list", "restart", "message"] as const;
type SentType = (typeof SENT_TYPES)[number];

/** A sent command as the device gets it. */
export type SentCommand =
  | { type: "refresh_list"; command_id: string }
  | { type: "restart"; command_id: string }
  | { type: "message"; command_id: string; text: string };

/** A command that waits for its device; `expires_at` is epoch ms by the tenant's clock. */
export interface PendingCommand {
  command_id: string;
  type: SentType;
  /** Only of a message. */
  text: string | null;
  expires_at: number;
}

/** How long a command waits unless its sender says. */
const WAITS_MS = HOUR_MS;
/** The most commands that wait for one device; further ones replace the oldest. */
export const COMMANDS_KEPT = 20;
/** The most recent commands whose repeats are known. */
const TAKEN_KEPT = 100;

/** A command from its request; refused with the field at fault: a message has a text, and only a message. */
export function decideCommand(
  { type, text, expires_in_s }: { type: SentType; text?: string; expires_in_s?: number },
  command_id: string,
  now: number,
): Result<PendingCommand, { path: string; message: string }> {
  if (type === "message" && text === undefined) return refuse({ path: "text", message: "is needed for a message" });
  if (type !== "message" && text !== undefined) return refuse({ path: "text", message: "is only for a message" });
  const waits_ms = expires_in_s === undefined ? WAITS_MS : expires_in_s * 1_000;
  return accept({ command_id, type, text: text ?? null, expires_at: now + waits_ms });
}

/** The commands that wait, and the ids of those that came before. */
export interface CommandQueue {
  waiting: readonly PendingCommand[];
  known_ids: readonly string[];
}

/** The queue with a command, or the same queue when it had the command already or the command has expired. */
export function addCommand(queue: CommandQueue, command: PendingCommand, now: number): CommandQueue {
  if (command.expires_at <= now || queue.known_ids.includes(command.command_id)) return queue;
  return {
    waiting: [...queue.waiting, command].slice(-COMMANDS_KEPT),
    known_ids: [...queue.known_ids, command.command_id].slice(-TAKEN_KEPT),
  };
}

/** The commands that have not expired, as the device gets them. */
export function dueCommands({ waiting }: CommandQueue, now: number): SentCommand[] {
  return waiting
    .filter(({ expires_at }) => expires_at > now)
    .map(({ type, command_id, text }) =>
      type === "message" ? { type, command_id, text: text ?? "" } : { type, command_id },
    );
}
