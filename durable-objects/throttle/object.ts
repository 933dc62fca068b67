/** A throttle's object: counts one caller's calls exactly over a sliding window (rules L3, G15, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import { forgetAll, loadCalls, saveCalls } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    THROTTLE: DurableObjectNamespace<ThrottleObject>;
  }
}

interface Call {
  bucket: string;
  limit: number;
  window_ms: number;
  now: number;
}

export class ThrottleObject extends DurableObject<Env> {
  private readonly refusals: RefusalLog;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.refusals = new RefusalLog(state.storage, env);
  }

  /** Whether a refusal is the first of its kind in a minute; a repeat is counted. Not for an object that counts calls. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** Counts a call, or returns the seconds until one fits if the window is full. */
  async take(call: Call): Promise<{ ok: true } | { ok: false; retry_after_s: number }> {
    const { granted, retry_after_s } = await this.takeUpTo({ ...call, count: 1 });
    return granted === 1 ? { ok: true } : { ok: false, retry_after_s };
  }

  /** Counts as many of these calls as fit, and returns the seconds until another one fits. */
  async takeUpTo({ bucket, limit, window_ms, now, count }: Call & { count: number }) {
    const recent = loadCalls(this.ctx.storage, bucket).filter((at) => at > now - window_ms);
    const granted = Math.min(count, Math.max(0, limit - recent.length));
    const oldest = recent[recent.length + granted - limit] ?? now;
    const retry_after_s = Math.ceil((oldest + window_ms - now) / 1000);
    if (granted === 0) return { granted, retry_after_s };
    saveCalls(this.ctx.storage, bucket, [...recent, ...Array.from({ length: granted }, () => now)]);
    const due = (await this.ctx.storage.getAlarm()) ?? 0;
    if (due < now + window_ms) await this.ctx.storage.setAlarm(now + window_ms);
    return { granted, retry_after_s };
  }

  /** Takes back calls that were counted at a moment. */
  forgive({ bucket, at, count = 1 }: { bucket: string; at: number; count?: number }): void {
    const calls = loadCalls(this.ctx.storage, bucket);
    let given = 0;
    const left = calls.filter((one) => one !== at || given++ >= count);
    if (left.length < calls.length) saveCalls(this.ctx.storage, bucket, left);
  }

  /** Deletes the object, because every window has passed since the last call. */
  override async alarm(): Promise<void> {
    await this.refusals.flush(Date.now());
    if (this.refusals.pending) return;
    await forgetAll(this.ctx.storage);
  }
}
