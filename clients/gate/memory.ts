/** The gate's memory: the sum of its changes, each stored before it takes effect, so that reading them again gives the same memory. */

import type { Answer, Days, Direction, Pass, Presence, Terms, TicketTerms, Usage } from "#gate-rules";
import type { CrowdedZone, OpResult, Policy, Zone } from "./wire.ts";

/** A ticket on the list. Times are epoch ms by the server's clock. */
export interface Entry {
  h: string;
  /** The hash of its code of another system; absent for a ticket that was sold here. */
  foreign_h?: string;
  type: TicketTerms["type"];
  quota_or_minutes: number;
  used: number;
  valid_from: number;
  valid_to: number | null;
  terms: Terms;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Absent in entries that an older gate stored. */
  days?: Days | null;
  unbound: boolean;
}

/** An attempt to enter or leave that the server has not answered yet. */
export interface Attempt {
  /** The attempt's id, the same online and when it is handed in. */
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
  /** The server was asked, so it may know the attempt. */
  asked: boolean;
  /** The gate's own decision; null while there is none. */
  decided: { result: "pass" | "fail"; reason: string | null } | null;
}

/** An attempt that the server refused to record, with its reason. */
export interface Rejection {
  attempt: Attempt;
  answer: OpResult;
}

/** The server's facts about the gate, its store and the list. */
export interface Facts extends Policy {
  device_name: string;
  store_id: string;
  time_zone: string;
  cutoff_hour: number;
  revoked_key_versions: number[];
  /** The key of `foreign_h`; null without such tickets, absent in facts that an older gate stored. */
  foreign_code_key?: string | null;
  zone: Zone | null;
  zones: CrowdedZone[];
  /** The place up to which the list was read. */
  cursor: string | null;
  /** The last update of the list, and the beginning of its last full read; epoch ms, server's clock. */
  synced_at: number;
  begun_at: number;
  /** How far the device's clock was ahead then. */
  clock_offset_ms: number;
}

/** One change of the memory. Listing a ticket ends its revocation; revoking removes it from the list. */
export interface Change {
  facts?: Facts;
  entries?: Entry[];
  revoked?: string[];
  /** The part of `revoked` that may still be released. */
  blocked?: string[];
  attempts?: Attempt[];
  answered?: string[];
  rejections?: Rejection[];
  dismissed?: string[];
  /** The code of the server's refusal of the gate itself, or null. */
  stopped?: string | null;
}

/** The storage of changes. Each method resolves when a loss of power can no longer undo it. */
export interface GateStorage {
  load(): Promise<Change[]>;
  append(change: Change): Promise<void>;
  /** Replaces all changes by one equal change, atomically. */
  replace(snapshot: Change): Promise<void>;
}

export interface Memory {
  facts: Facts | null;
  entries: Map<string, Entry>;
  /** The `h` of an entry by its `foreign_h`. */
  foreign: Map<string, string>;
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
    foreign: new Map(),
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
    if (entry.foreign_h) memory.foreign.set(entry.foreign_h, entry.h);
    for (const h of [entry.h, entry.foreign_h ?? entry.h]) {
      memory.revoked.delete(h);
      memory.blocked.delete(h);
    }
  }
  for (const h of change.revoked ?? []) {
    memory.entries.delete(h);
    memory.revoked.add(h);
    memory.blocked.delete(h);
  }
  for (const h of change.blocked ?? []) memory.blocked.add(h);
  for (const attempt of change.attempts ?? []) {
    // An attempt that is recorded again moves to the end.
    memory.attempts.delete(attempt.scan_id);
    memory.attempts.set(attempt.scan_id, attempt);
  }
  for (const scan_id of change.answered ?? []) memory.attempts.delete(scan_id);
  for (const rejection of change.rejections ?? []) memory.rejections.set(rejection.attempt.scan_id, rejection);
  for (const scan_id of change.dismissed ?? []) memory.rejections.delete(scan_id);
}

/** The one change that turns an empty memory into this one. */
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

/** The attempts that the gate decided alone and must hand in, in the order of recording, whatever its clock said. */
export function outboxOf(memory: Memory): Attempt[] {
  return [...memory.attempts.values()].filter(({ decided }) => decided !== null);
}

export function usageOf({ used, first_pass, last_pass_at, presence, days }: Entry): Usage {
  return { status: "active", used, first_pass, last_pass_at, presence, ...(days && { days }) };
}
