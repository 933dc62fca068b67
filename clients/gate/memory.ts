/** What a gate knows is the sum of changes, each kept before it is acted upon: to read them again is to know the same. */

import type { Answer, Days, Direction, Pass, Presence, Terms, TicketTerms, Usage } from "#gate-rules";
import type { CrowdedZone, OpResult, Policy, Zone } from "./wire.ts";

/** A ticket on the list. Times are epoch ms by the server's clock. */
export interface Entry {
  h: string;
  type: TicketTerms["type"];
  quota_or_minutes: number;
  used: number;
  valid_from: number;
  valid_to: number | null;
  terms: Terms;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Absent in what an older gate kept. */
  days?: Days | null;
  unbound: boolean;
}

/** An attempt to go in or out that the server has not answered yet. */
export interface Attempt {
  /** Whichever way the server meets the attempt first, by this id it is one. */
  scan_id: string;
  code: string;
  h: string;
  direction: Direction;
  party: number;
  zone_id: string | null;
  answers?: readonly Answer[];
  /** By the device's own clock. */
  device_at: number;
  /** By the server's clock, as far as the gate knows it. */
  at: number;
  /** The server was asked, so it may know of it. */
  asked: boolean;
  /** What the gate said by itself; null while it has said nothing. */
  decided: { result: "pass" | "fail"; reason: string | null } | null;
}

/** An attempt that the server refused to record, with its reason. */
export interface Rejection {
  attempt: Attempt;
  answer: OpResult;
}

/** What the gate was told of itself, its store and the list. */
export interface Facts extends Policy {
  device_name: string;
  store_id: string;
  time_zone: string;
  cutoff_hour: number;
  revoked_key_versions: number[];
  zone: Zone | null;
  zones: CrowdedZone[];
  /** Up to where the list was read. */
  cursor: string | null;
  /** When the list was last brought up to date, and when the whole of it was last begun; epoch ms, server's clock. */
  synced_at: number;
  begun_at: number;
  /** By how much the device's clock was ahead then. */
  clock_offset_ms: number;
}

/** One step of what a gate knows. Listing a ticket releases it; revoking takes it off the list. */
export interface Change {
  facts?: Facts;
  entries?: Entry[];
  revoked?: string[];
  /** Those of `revoked` that may be released yet. */
  blocked?: string[];
  attempts?: Attempt[];
  answered?: string[];
  rejections?: Rejection[];
  dismissed?: string[];
  /** The code of the server's refusal of the gate itself, or null. */
  stopped?: string | null;
}

/** Where changes are kept. Each method resolves when a loss of power can no longer undo it. */
export interface GateStorage {
  load(): Promise<Change[]>;
  append(change: Change): Promise<void>;
  /** Exchanges all changes for one that says the same, at once or not at all. */
  replace(snapshot: Change): Promise<void>;
}

export interface Memory {
  facts: Facts | null;
  entries: Map<string, Entry>;
  revoked: Set<string>;
  blocked: Set<string>;
  attempts: Map<string, Attempt>;
  rejections: Map<string, Rejection>;
  stopped: string | null;
}

export function emptyMemory(): Memory {
  return {
    facts: null,
    entries: new Map(),
    revoked: new Set(),
    blocked: new Set(),
    attempts: new Map(),
    rejections: new Map(),
    stopped: null,
  };
}

export function applyChange(memory: Memory, change: Change): void {
  if (change.facts) memory.facts = change.facts;
  if (change.stopped !== undefined) memory.stopped = change.stopped;
  for (const entry of change.entries ?? []) {
    memory.entries.set(entry.h, entry);
    memory.revoked.delete(entry.h);
    memory.blocked.delete(entry.h);
  }
  for (const h of change.revoked ?? []) {
    memory.entries.delete(h);
    memory.revoked.add(h);
    memory.blocked.delete(h);
  }
  for (const h of change.blocked ?? []) memory.blocked.add(h);
  for (const attempt of change.attempts ?? []) {
    // What is recorded anew comes after the others.
    memory.attempts.delete(attempt.scan_id);
    memory.attempts.set(attempt.scan_id, attempt);
  }
  for (const scan_id of change.answered ?? []) memory.attempts.delete(scan_id);
  for (const rejection of change.rejections ?? []) memory.rejections.set(rejection.attempt.scan_id, rejection);
  for (const scan_id of change.dismissed ?? []) memory.rejections.delete(scan_id);
}

/** The one change that makes this memory of an empty one. */
export function snapshotOf(memory: Memory): Change {
  return {
    ...(memory.facts && { facts: memory.facts }),
    entries: [...memory.entries.values()],
    revoked: [...memory.revoked],
    blocked: [...memory.blocked],
    attempts: [...memory.attempts.values()],
    rejections: [...memory.rejections.values()],
    stopped: memory.stopped,
  };
}

/** The attempts that the gate decided by itself and has to hand in, in the order that it recorded them in, whatever its clock said. */
export function outboxOf(memory: Memory): Attempt[] {
  return [...memory.attempts.values()].filter(({ decided }) => decided !== null);
}

export function usageOf({ used, first_pass, last_pass_at, presence, days }: Entry): Usage {
  return { status: "active", used, first_pass, last_pass_at, presence, ...(days && { days }) };
}
