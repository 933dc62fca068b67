/** Reads of the list: a new list counts when it is complete, and until then the previous one counts (rules O1, O2). */

import { crowdAfter, newer, passed, pendingPasses, readPage } from "./list.ts";
import { type Attempt, applyChange, type Change, type Entry, emptyMemory, type Facts, type Memory } from "./memory.ts";
import { GateError, type Session } from "./session.ts";
import type { Bootstrap } from "./wire.ts";

export interface ReaderOptions {
  memory: Memory;
  session: Session;
  device_id: string;
  keep: (change: Change) => Promise<void>;
  /** Replaces all stored changes by the whole memory. */
  keepAll: () => Promise<void>;
}

const PAGE_TIMEOUT_MS = 30_000;
/** The list has the tickets that are valid within a day, so all of it is read twice a day. */
const WHOLE_EVERY_MS = 12 * 3_600_000;
const CHANGES_EVERY_MS = 5 * 60_000;
/** The server's list follows its verdicts by about half a second. */
const LIST_LAG_MS = 2_000;

export function openReader({ memory, session, device_id, keep, keepAll }: ReaderOptions) {
  /** A new list that is being read; an outage only pauses it. */
  let draft: { list: Memory; begun_at: number; cursor: string } | null = null;
  /** When the server's passes last changed entries, by the server's clock. */
  const touched = new Map<string, number>();

  /** Reads page after page. Fails like `call`. */
  async function read(): Promise<void> {
    for (let more = true, anew = false; more; ) {
      const requested_at = session.time();
      const cursor = anew ? null : (draft?.cursor ?? cursorAt(requested_at));
      const query = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      anew = false;
      try {
        const page = await session.call<Bootstrap>(`/gate/bootstrap${query}`, { timeout_ms: PAGE_TIMEOUT_MS });
        await take(page, requested_at);
        more = page.has_more;
      } catch (error) {
        // The gate was moved to another store, or the server no longer knows this cursor.
        if (!(error instanceof GateError) || error.status !== 422 || cursor === null) throw error;
        draft = null;
        anew = true;
      }
    }
  }

  /** The cursor to continue from; null to start a new list. */
  function cursorAt(now: number): string | null {
    const { facts } = memory;
    return facts && now - facts.begun_at < WHOLE_EVERY_MS ? facts.cursor : null;
  }

  async function take(page: Bootstrap, requested_at: number): Promise<void> {
    const { facts: told, entries } = readPage(page);
    const { revoked, blocked = [] } = page;
    if (page.whole) draft = { list: emptyMemory(), begun_at: told.synced_at, cursor: page.cursor };
    const begun_at = draft?.begun_at ?? memory.facts?.begun_at ?? told.synced_at;
    const device_name = session.deviceName() || memory.facts?.device_name || "";
    const known: Facts = { ...told, device_name, clock_offset_ms: session.offsetMs(), begun_at };
    // The server does not count the guests yet that this gate admitted alone.
    const facts = [...pendingPasses(memory).values()].flat().reduce(crowdAfter, known);
    if (!draft) {
      // Until all changes are read, the list is as old as before.
      const synced_at = page.has_more ? (memory.facts?.synced_at ?? 0) : facts.synced_at;
      return keep({ facts: { ...facts, synced_at }, entries: settled(entries, facts, requested_at), revoked, blocked });
    }
    draft.cursor = page.cursor;
    applyChange(draft.list, { entries, revoked, blocked });
    if (page.has_more) return;
    const { list } = draft;
    draft = null;
    const standing = settled([...list.entries.values()], facts, requested_at);
    memory.facts = facts;
    memory.revoked = list.revoked;
    memory.blocked = list.blocked;
    memory.entries = new Map(standing.map((entry) => [entry.h, entry]));
    memory.foreign = list.foreign;
    touched.clear();
    await keepAll();
  }

  /** Entries with the passes that the server did not know when it sent them. */
  function settled(entries: readonly Entry[], facts: Facts, requested_at: number): Entry[] {
    const pending = pendingPasses(memory);
    return entries.map((told) => {
      const passes = pending.get(told.h) ?? [];
      const entry = passes.reduce((before, attempt) => passed(before, attempt, facts, device_id), told);
      const mine = memory.entries.get(entry.h);
      const just_now = (touched.get(entry.h) ?? Number.NEGATIVE_INFINITY) > requested_at - LIST_LAG_MS;
      return mine && just_now ? newer(mine, entry) : entry;
    });
  }

  return {
    read,

    isDue(): boolean {
      const { facts } = memory;
      const now = session.time();
      if (!facts || draft || cursorAt(now) === null) return true;
      return now - facts.synced_at > Math.min(CHANGES_EVERY_MS, (facts.list_max_age_s * 1000) / 3);
    },

    /** The entry to store after a pass by the server. */
    entryAfter(attempt: Attempt): Entry[] {
      const entry = memory.entries.get(attempt.h);
      if (!memory.facts || !entry) return [];
      touched.set(attempt.h, session.time());
      return [passed(entry, attempt, memory.facts, device_id)];
    },

    /** Removes a ticket, named by each of its codes, from the list, and from a new list that is being read. */
    async revoke(hashes: string[], blocked: boolean): Promise<void> {
      const change = { revoked: hashes, blocked: blocked ? hashes : [] };
      if (draft) applyChange(draft.list, change);
      await keep(change);
    },
  };
}
