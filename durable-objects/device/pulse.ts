/** A device's signs of life: heartbeats, contacts and clock, in memory and at intervals in storage (rules D3, D4, O4). */

import type { Env } from "../../src/env.ts";
import { addContact, contactBefore } from "../../src/modules/access/devices/domain/contact.ts";
import { countBeat } from "../../src/modules/access/devices/domain/days.ts";
import {
  type Command,
  countSkew,
  decideCommands,
  type GateStanding,
  type Heartbeat,
  joinCommands,
  keepHeartbeat,
  keepSkew,
  type LastHeartbeat,
} from "../../src/modules/access/devices/domain/heartbeat.ts";
import { isMoved, zoneOf } from "../../src/modules/access/devices/domain/live.ts";
import type { Pulse, SignsOfLife } from "../../src/modules/access/devices/domain/requests.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { localTime } from "../../src/shared/time.ts";
import type { SentCommands } from "./commands.ts";
import { GatePolicyCache } from "./gate-standing.ts";
import { reportSkew } from "./projection.ts";
import type { DeviceFacts, KnownDevice, LifeRow } from "./storage.ts";

/** A heartbeat is written at most this often: an object that wakes must know the last one, or it would miss the device. */
const BEAT_WRITE_MS = 1_000;
/** Other requests are written less often: the row of their counts has the last one. */
const SEEN_WRITE_MS = 120_000;

/** Moments are epoch ms of the tenant's clock. */
export class DevicePulse {
  private readonly state: DurableObjectState;
  private readonly env: Env;
  private readonly facts: KnownDevice;
  private readonly gate: GatePolicyCache;
  private readonly row: LifeRow;
  private readonly sent: SentCommands;
  private life_written_at: number;

  constructor(state: DurableObjectState, env: Env, facts: KnownDevice, row: LifeRow, sent: SentCommands) {
    this.state = state;
    this.env = env;
    this.facts = facts;
    this.gate = new GatePolicyCache(env);
    this.row = row;
    this.sent = sent;
    this.life_written_at = row.now.last_seen_at ?? 0;
  }

  private get life() {
    return this.row.now;
  }

  /** The policy of the device's store, at most 30 seconds old. */
  readGate(facts: DeviceFacts, now: number): Promise<GateStanding> {
    return this.gate.read(facts, now);
  }

  /** The version that the device's app must reach, if its last heartbeat has an older one; else null. */
  decideTooOld(facts: DeviceFacts, now: number): string | null {
    const app_version = this.life.last_heartbeat?.app_version ?? null;
    return this.gate.decideTooOld(facts, app_version, now, (work) => this.state.waitUntil(work));
  }

  /** The contact before the work that the device may be handing in at `now`; null for none. */
  contactBefore(now: number): number | null {
    return contactBefore(this.life.contacts, now);
  }

  /** The last signs of life; `pinged_at` is that of the socket by the world's clock, and `clock` makes it the tenant's. */
  signsOfLife(pinged_at: number | null, clock: (epoch_ms: number) => number): SignsOfLife {
    const { last_seen_at, last_heartbeat } = this.life;
    const seen_at = pinged_at === null ? last_seen_at : Math.max(clock(pinged_at), last_seen_at ?? 0);
    return { last_seen_at: seen_at, last_heartbeat };
  }

  /** Notes an admitted request of the device. */
  noteRequest(now: number): void {
    this.life.last_seen_at = Math.max(now, this.life.last_seen_at ?? 0);
    this.life.contacts = addContact(this.life.contacts, now);
    if (this.life.last_seen_at - this.life_written_at >= SEEN_WRITE_MS) this.write(this.life.last_seen_at);
  }

  /** Takes a heartbeat. Without `gate`, the policy is read, at most every 30 seconds. */
  async take(facts: DeviceFacts, beat: Heartbeat, now: number, gate?: GateStanding): Promise<Pulse> {
    const last = keepHeartbeat(beat, now, this.life.last_heartbeat);
    Object.assign(this.life, countBeat(this.life, localTime(now, facts.time_zone).date));
    await this.keep(facts, last);
    if (gate) this.gate.take(gate, now);
    const standing = gate ?? (await this.gate.read(facts, now));
    return { offset_ms: last.offset_ms, commands: this.commandsFor(this.facts.known ?? facts, standing, now) };
  }

  /** Takes a skew that was measured elsewhere like that of a heartbeat. */
  noteSkew(facts: DeviceFacts, offset_ms: number, now: number): Promise<void> {
    return this.keep(facts, keepSkew(this.life.last_heartbeat, offset_ms, now));
  }

  /** Takes facts that were read again; `now` is by the clock of these facts. */
  noteFacts(fresh: DeviceFacts, before: DeviceFacts | undefined, now: number): void {
    this.gate.forget();
    if (!before) return;
    if (before.clock_offset_s !== fresh.clock_offset_s) this.keepToClock(now);
    if (!isMoved(before, fresh)) return;
    this.life.moved = true;
    this.write(this.life_written_at);
  }

  /** The commands for the device now. That it moved is sent once. */
  commandsFor(facts: DeviceFacts, gate: GateStanding, now: number): Command[] {
    const { last_heartbeat, moved } = this.life;
    if (moved) {
      this.life.moved = false;
      this.write(this.life_written_at);
    }
    const { app_version = null, list_cursor = null } = last_heartbeat ?? {};
    const decided = decideCommands({ app_version, list_cursor }, gate, moved ? { zone: zoneOf(facts) } : null);
    // An app that must be updated first gets the others afterwards.
    if (decided.some(({ type }) => type === "minimum_version")) return decided;
    return joinCommands(decided, this.sent.take(now));
  }

  forget(): void {
    this.gate.forget();
  }

  /** Removes moments in the future after the clock was put back. */
  private keepToClock(now: number): void {
    if (this.life.last_seen_at !== null) this.life.last_seen_at = Math.min(this.life.last_seen_at, now);
    this.life.contacts = this.life.contacts.filter((at) => at <= now);
    this.write(Math.min(this.life_written_at, now));
  }

  /**
   * Keeps a heartbeat. Reports a clock that became wrong, a few times an hour; the next heartbeat repeats a failed
   * report.
   */
  private async keep(facts: DeviceFacts, last: LastHeartbeat): Promise<void> {
    const { clock_flagged: was_flagged = false, app_version: had_version = null } = this.life.last_heartbeat ?? {};
    this.life.last_heartbeat = last;
    this.life.last_seen_at = Math.max(last.at, this.life.last_seen_at ?? 0);
    this.life.contacts = addContact(this.life.contacts, last.at);
    const skews = last.clock_flagged && !was_flagged ? countSkew(this.life.skews, last.at) : null;
    if (skews) {
      const before = this.life.skews;
      this.life.skews = skews;
      const { offset_ms, at } = last;
      const waitUntil = (work: Promise<unknown>) => this.state.waitUntil(work);
      await reportSkew(this.env, facts, { offset_ms, at }, waitUntil).catch((error) => {
        logTrouble("warn", "skew not reported yet", error);
        this.life.last_heartbeat = { ...(this.life.last_heartbeat ?? last), clock_flagged: false };
        this.life.skews = before;
      });
    }
    const is_news = last.clock_flagged !== was_flagged || last.app_version !== had_version;
    if (is_news || last.at - this.life_written_at >= BEAT_WRITE_MS) this.write(last.at);
  }

  private write(now: number): void {
    this.life_written_at = now;
    this.row.save();
  }
}
