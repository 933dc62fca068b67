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
  async take({ bucket, limit, window_ms, now }: Call): Promise<{ ok: true } | { ok: false; retry_after_s: number }> {
    const recent = loadCalls(this.ctx.storage, bucket).filter((at) => at > now - window_ms);
    const oldest = recent[recent.length - limit];
    if (oldest !== undefined) return { ok: false, retry_after_s: Math.ceil((oldest + window_ms - now) / 1000) };
    saveCalls(this.ctx.storage, bucket, [...recent, now]);
    const due = (await this.ctx.storage.getAlarm()) ?? 0;
    if (due < now + window_ms) await this.ctx.storage.setAlarm(now + window_ms);
    return { ok: true };
  }

  /** Takes back a call that was counted at a moment. */
  forgive({ bucket, at }: { bucket: string; at: number }): void {
    const calls = loadCalls(this.ctx.storage, bucket);
    const index = calls.lastIndexOf(at);
    if (index >= 0) saveCalls(this.ctx.storage, bucket, calls.toSpliced(index, 1));
  }

  /** Deletes the object, because every window has passed since the last call. */
  override async alarm(): Promise<void> {
    await this.refusals.flush(Date.now());
    if (this.refusals.pending) return;
    await forgetAll(this.ctx.storage);
  }
}
