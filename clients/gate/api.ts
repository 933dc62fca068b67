/** What an app gives a gate and gets from it. */

import type { Answer, Direction, Message, Question, Unit } from "#gate-rules";
import type { Connect } from "./live.ts";
import type { GateStorage, Rejection } from "./memory.ts";
import type { Conflict } from "./outbox.ts";
import type { Policy, WirePass, Zone } from "./wire.ts";

export interface GateOptions {
  /** Without /v1. */
  base_url: string;
  device_id: string;
  device_token: string;
  /** Forgets with the page unless given. */
  storage?: GateStorage;
  app_version?: string;
  /** How long a guest waits for the server before the gate decides alone. */
  timeout_ms?: number;
  /** Between signs of life, and between tries to reach a server that is away. */
  heartbeat_ms?: number;
  retry_ms?: number;
  on?: (event: GateEvent) => void;
  fetch?: typeof fetch;
  /** The device's own clock, epoch ms. */
  now?: () => number;
  /** Ms since some moment, by a clock that nobody sets; a page's own unless given. */
  elapsed?: () => number;
  /** A new ULID. */
  newId?: () => string;
  /** Opens a WebSocket; null for a gate that only asks now and then. */
  connect?: Connect | null;
}

export interface ScanOptions {
  direction?: Direction;
  /** How many guests go through at once. */
  party?: number;
  /** Of a handheld; a gate that is bound to a zone scans for no other. */
  zone_id?: string;
  /** All that the guest said to the questions of an incomplete verdict, with its scan id. */
  answers?: readonly Answer[];
  scan_id?: string;
}

export interface GateVerdict {
  result: "pass" | "fail";
  /** Rule G6, an open list; `gate_stopped` when this gate may admit nobody. */
  reason: string | null;
  /** In `unit`. */
  remaining: number;
  unit: Unit;
  message: Message;
  /** Of a pass: what to look at when the guest goes in. */
  attention: Message | null;
  /** Of an `incomplete` verdict: what the guest is asked first. */
  questions: readonly Question[];
  scan_id: string;
  /** The gate decided by itself. */
  offline: boolean;
  /** Of a fail: who came first. */
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
  /** Something went wrong in the background, as with the storage; what was to be done is tried again. */
  | { type: "error"; error: unknown };

export interface GateState {
  online: boolean;
  /** Why the server lets this gate do nothing, as an error code; null while it stands. */
  stopped: string | null;
  /** Attempts that wait to be handed in. */
  queue_depth: number;
  list_size: number;
  /** When the list was last brought up to date, epoch ms by the server's clock; null without a list. */
  synced_at: number | null;
  /** Positive when the device's clock is ahead. */
  clock_offset_ms: number;
  policy: Policy | null;
  zone: Zone | null;
  /** What the server would not record: shown to somebody, then dismissed. */
  rejections: Rejection[];
}
