/**
 * The watch over a device: its alarm notices when no sign of life came in time, and looks at the signs and not at the
 * alarm (rule D3).
 */

import { type Env, settingsOf } from "../../src/env.ts";
import { endDay } from "../../src/modules/access/devices/domain/days.ts";
import {
  decideReturn,
  decideWatch,
  isExpected,
  isUnheard,
  isUnstable,
  isWatched,
  type Outage,
  type ReturnVerdict,
} from "../../src/modules/access/devices/domain/watch.ts";
import { wakeBy } from "../../src/platform/db/alarms.ts";
import { newId } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { localTime, MINUTE_MS, tenantTime } from "../../src/shared/time.ts";
import { reportEnd, reportOffline, writeBeats } from "./outage.ts";
import type { DeviceFacts, KnownDevice, Life, LifeRow } from "./storage.ts";

/** A failed report is repeated after this time, then after ever longer times. */
const RETRY_MS = 1_000;
const RETRY_AT_MOST_MS = MINUTE_MS;
/** While an outage lasts and a socket is open, its pings are looked for this often. */
const PINGS_EVERY_MS = MINUTE_MS;
/** An object that woke may lack signs of this time, because its row is written at most once a second. */
const UNWRITTEN_MS = 1_000;

/** Signs that other parts of the object know; epoch ms of the world's clock, null for none. */
interface OtherSigns {
  calledAt(): number | null;
  pingedAt(): number | null;
  hasSocket(): boolean;
}

/** Moments are epoch ms of the world's clock. */
export class DeviceWatch {
  private readonly state: DurableObjectState;
  private readonly env: Env;
  private readonly facts: KnownDevice;
  private readonly row: LifeRow;
  private readonly others: OtherSigns;
  /** A sign came since the object woke; until then the stored signs may lack the last ones. */
  private fresh = true;
  private armed = false;
  private settling = false;
  private failures = 0;

  constructor(state: DurableObjectState, env: Env, facts: KnownDevice, row: LifeRow, others: OtherSigns) {
    this.state = state;
    this.env = env;
    this.facts = facts;
    this.row = row;
    this.others = others;
  }

  private get life(): Life {
    return this.row.now;
  }

  /** Notes a sign of life. Nothing is awaited, and nothing is written unless the device was offline. */
  noteSign(now: number): void {
    this.fresh = false;
    const ends_silence = this.takeSign(now);
    this.life.by_ping = false;
    if (this.life.outage) {
      // While D1 refuses, or a return must last, the alarm looks again, and not each request.
      const at_alarm = this.failures > 0 || this.settling || (!ends_silence && this.steadyAt(now) !== null);
      if (!at_alarm) this.state.waitUntil(this.check(now));
    } else if (!this.armed) this.wake(now + this.offlineAfter());
  }

  /** Moves the last sign. True: it ends a long silence in an outage, which is kept. */
  private takeSign(at: number): boolean {
    const { sign_at, outage } = this.life;
    this.life.sign_at = Math.max(at, sign_at ?? 0);
    if (!outage || at - (sign_at ?? 0) <= this.offlineAfter()) return false;
    this.life.signs_from = at;
    this.row.save();
    return true;
  }

  private decideReturn(outage: Outage, now: number): ReturnVerdict {
    const { sign_at, signs_from } = this.life;
    return decideReturn(outage, { sign_at, signs_from, offline_after_ms: this.offlineAfter() }, now);
  }

  /** When the return of an unstable device will have lasted long enough; null: it is not returning, or it is back. */
  private steadyAt(now: number): number | null {
    const { outage } = this.life;
    const verdict = outage && this.decideReturn(outage, now);
    return verdict?.back_at === null ? verdict.next_at : null;
  }

  /**
   * Looks at a device whose facts changed: it may have become expected, or may no longer be. One that was not expected
   * gets its whole time: a park whose maintenance ends early, whose hours or whose clock change, alarms for none.
   */
  noteFacts(fresh: DeviceFacts, before: DeviceFacts | undefined, now: number): void {
    if (!before) return;
    if (isExpected(fresh, now) && !isExpected(before, now) && this.life.sign_at !== null) {
      this.life.watched_from = now;
      this.row.save();
    }
    if (this.life.sign_at !== null) this.state.waitUntil(this.check(now));
  }

  /** Keeps the last ping of a socket that closed. */
  noteClosed(pinged_at: number | null): void {
    if (!this.life.by_ping) return;
    this.life.by_ping = false;
    this.life.sign_at = Math.max(pinged_at ?? 0, this.life.sign_at ?? 0);
    this.row.save();
  }

  /** Reports a device that is overdue or back, and sets the alarm for the next look. Safe at any time. */
  async check(now: number): Promise<void> {
    this.armed = false;
    const facts = this.facts.known;
    if (!facts) return;
    this.gatherSigns(now);
    await this.writeDays(facts, now);
    if (this.life.outage) await this.settle(now);
    if (this.life.outage) return this.wakeInOutage(now);
    const { sign_at, watched_from } = this.life;
    const offline_after_ms = this.offlineAfter() + (this.fresh ? UNWRITTEN_MS : 0);
    const signs = { sign_at, watched_from, offline_after_ms };
    const verdict = decideWatch(facts, signs, now);
    if (verdict.overdue_since === null) {
      if (verdict.next_at !== null) this.wake(verdict.next_at);
      return;
    }
    if (isUnheard(facts, signs, now)) {
      this.life.watched_from = now;
      this.row.save();
      return this.wake(now + offline_after_ms + 1);
    }
    const since = verdict.overdue_since;
    const unstable = isUnstable(this.life.returned_at, since, this.offlineAfter());
    this.life.outage = { alert_id: newId(now), since, noticed_at: now, reported: false, unstable };
    this.life.signs_from = null;
    this.row.save();
    await this.settle(now);
    if (this.life.outage) this.wakeInOutage(now);
  }

  /** Takes the signs that woke nobody: counted calls and pings. */
  private gatherSigns(now: number): void {
    const { life } = this;
    const called_at = this.others.calledAt();
    if (called_at !== null) this.takeSign(Math.min(called_at, now));
    const pinged_at = this.others.pingedAt();
    if (pinged_at !== null && pinged_at > (life.sign_at ?? 0)) {
      this.takeSign(pinged_at);
      life.by_ping = true;
      this.row.save();
    } else if (life.by_ping && !this.others.hasSocket()) {
      // The server restarted and took the socket with its pings: the device gets its time to connect again.
      life.by_ping = false;
      life.sign_at = now;
      this.row.save();
    }
  }

  /** Writes the heartbeats of past days to D1, once a day. */
  private async writeDays(facts: DeviceFacts, now: number): Promise<void> {
    const today = localTime(tenantTime(now, facts.clock_offset_s), facts.time_zone).date;
    const { day, past_days } = endDay(this.life, today);
    if (past_days.length === 0) return;
    try {
      await writeBeats(this.env, facts, past_days);
      Object.assign(this.life, { day, past_days: [] });
      this.row.save();
    } catch (error) {
      logTrouble("warn", "heartbeats of past days not written yet", error, { device_id: facts.device_id });
    }
  }

  /** Writes the beginning and the end of the outage to D1, in this order. A failure is left to the next look. */
  private async settle(now: number): Promise<void> {
    if (this.settling) return;
    this.settling = true;
    try {
      await this.report(now);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      const { tenant_id, device_id } = this.facts.known ?? {};
      logTrouble("warn", "outage not reported yet", error, { tenant_id, device_id });
    } finally {
      this.settling = false;
    }
  }

  private async report(now: number): Promise<void> {
    const waitUntil = (work: Promise<unknown>) => this.state.waitUntil(work);
    const { outage } = this.life;
    const facts = this.facts.known;
    if (!outage || !facts) return;
    if (!outage.reported) {
      const alert_id = await reportOffline(this.env, facts, outage, waitUntil);
      this.life.outage = { ...outage, alert_id, reported: true };
      this.row.save();
      return this.report(now);
    }
    const { back_at } = this.decideReturn(outage, now);
    if (back_at === null && isWatched(facts)) return;
    await reportEnd(this.env, facts, outage, { back_at, now }, waitUntil);
    this.life.outage = null;
    this.life.returned_at = back_at;
    this.row.save();
  }

  private wakeInOutage(now: number): void {
    const in_ms = Math.min(RETRY_AT_MOST_MS, RETRY_MS * 2 ** Math.max(0, this.failures - 1));
    const undone = !this.life.outage?.reported || this.failures > 0 || this.settling;
    const steady_at = this.steadyAt(now);
    if (undone) this.wake(now + in_ms);
    else if (this.others.hasSocket()) this.wake(Math.min(now + PINGS_EVERY_MS, steady_at ?? Number.POSITIVE_INFINITY));
    else if (steady_at !== null) this.wake(steady_at);
  }

  private wake(at: number): void {
    this.armed = true;
    this.state.waitUntil(wakeBy(this.state.storage, at));
  }

  private offlineAfter(): number {
    return settingsOf(this.env).offline_after_ms;
  }
}
