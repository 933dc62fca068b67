/** The gate's interface for apps: its options, verdicts, events and state. */

import type { Answer, Direction, Message, Question, Unit } from "#gate-rules";
import type { Connect } from "./live.ts";
import type { GateStorage, Rejection } from "./memory.ts";
import type { Conflict } from "./outbox.ts";
import type { Policy, WirePass, Zone } from "./wire.ts";

export interface GateOptions {
  /** The server's address, without /v1. */
  base_url: string;
  device_id: string;
  device_token: string;
  /** Where changes are stored; by default in memory, until the page closes. */
  storage?: GateStorage;
  app_version?: string;
  /** The longest wait for the server before the gate decides alone. */
  timeout_ms?: number;
  /** The time between heartbeats, and between attempts to reach an absent server. */
  heartbeat_ms?: number;
  retry_ms?: number;
  on?: (event: GateEvent) => void;
  fetch?: typeof fetch;
  /** The device's own clock, epoch ms. */
  now?: () => number;
  /** Ms on a monotonic clock; by default the page's own. */
  elapsed?: () => number;
  /** A new ULID. */
  newId?: () => string;
  /** Opens a WebSocket; null for a gate that only polls. */
  connect?: Connect | null;
}

export interface ScanOptions {
  direction?: Direction;
  /** The number of guests in this scan. */
  party?: number;
  /** The zone of a handheld's scan. A gate that is bound to a zone scans only for that zone. */
  zone_id?: string;
  /** All answers to the questions of an incomplete verdict; send its scan id with them. */
  answers?: readonly Answer[];
  scan_id?: string;
}

export interface GateVerdict {
  result: "pass" | "fail";
  /** Rule G6, an open list; `gate_stopped` when this gate may admit nobody. */
  reason: string | null;
  /** The code of the reason, for which the error table has a remedy. */
  code: string | null;
  /** What is left, in `unit`. */
  remaining: number;
  unit: Unit;
  message: Message;
  /** For a pass: what staff should check when the guest enters. */
  attention: Message | null;
  /** For an `incomplete` verdict: the questions that the guest must answer first. */
  questions: readonly Question[];
  scan_id: string;
  /** Whether the gate decided alone. */
  offline: boolean;
  /** For a fail: the earlier pass. */
  first_pass: WirePass | null;
}

export type GateEvent =
  | { type: "online" | "offline" | "list" }
  | { type: "verdict"; verdict: GateVerdict }
  | { type: "conflict"; conflict: Conflict }
  | { type: "rejected"; rejection: Rejection }
  | { type: "stopped"; code: string }
  | { type: "resumed" }
  | { type: "update_required"; min_app_version: string | null }
  /** A person asks this gate to start again, or tells the person at it something. */
  | { type: "restart_asked" }
  | { type: "message"; text: string }
  /** Background work failed, for example the storage. It is tried again. */
  | { type: "error"; error: unknown };

export interface GateState {
  online: boolean;
  /** The error code with which the server stopped this gate; null while the gate may work. */
  stopped: string | null;
  /** The number of attempts that wait to be handed in. */
  queue_depth: number;
  list_size: number;
  /** The last update of the list, epoch ms by the server's clock; null without a list. */
  synced_at: number | null;
  /** Positive when the device's clock is ahead. */
  clock_offset_ms: number;
  policy: Policy | null;
  zone: Zone | null;
  /** Attempts that the server refused to record. Show them to staff, then dismiss them. */
  rejections: Rejection[];
}
