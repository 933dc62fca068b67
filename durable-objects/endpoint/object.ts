/** An endpoint's object: lets one run at a time deliver, which keeps the order, and holds the breaker (rules E5, E6). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import {
  afterAttempt,
  breakerOf,
  HEALTHY,
  type Health,
  hasFailedTooLong,
  roomOf,
} from "../../src/modules/operations/webhooks/domain/health.ts";
import type { BeginAnswer, EndpointState, NoteAnswer } from "../../src/modules/operations/webhooks/domain/runs.ts";
import { RUN_LEASE_MS } from "../../src/modules/operations/webhooks/domain/runs.ts";
import { loadHealth, saveHealth } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    /** One for each endpoint, named by tenant and endpoint. */
    ENDPOINT: DurableObjectNamespace<EndpointObject>;
  }
}

export class EndpointObject extends DurableObject<Env> {
  /** Only failures and the first success after them are stored: a healthy endpoint writes nothing. */
  private health: Health;
  /** The present run. It is only in memory: a run that dies with it is begun again by the next wake-up. */
  private run: { run_id: string; until: number } | undefined;
  /** Somebody wanted to begin since the present run's last attempt, so it looks once more before it ends. */
  private wanted = false;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.health = loadHealth(state.storage) ?? HEALTHY;
  }

  /** Begins a run, unless another one is under way or the breaker is open. */
  begin(run_id: string): BeginAnswer {
    const now = Date.now();
    if (this.run && this.run.run_id !== run_id && this.run.until > now) {
      this.wanted = true;
      return { ok: false, now, open: false };
    }
    const room = roomOf(this.health, now);
    if (room === 0) return { ok: false, now, open: true };
    this.run = { run_id, until: now + RUN_LEASE_MS };
    this.wanted = false;
    return { ok: true, now, room };
  }

  /** Keeps a run alive while it waits for a slow answer. False: it is no longer the present run. */
  keep(run_id: string): boolean {
    if (this.run?.run_id !== run_id) return false;
    this.run.until = Date.now() + RUN_LEASE_MS;
    return true;
  }

  /** Counts an attempt, and says how many may be in flight from now on. */
  note(run_id: string, succeeded: boolean): NoteAnswer {
    const now = Date.now();
    const is_mine = this.keep(run_id);
    const before = this.health;
    this.health = afterAttempt(before, succeeded, now);
    if (!succeeded || before.failures > 0) saveHealth(this.ctx.storage, this.health);
    const wanted = is_mine && this.wanted;
    if (is_mine) this.wanted = false;
    return { now, room: is_mine ? roomOf(this.health, now) : 0, too_long: hasFailedTooLong(this.health), wanted };
  }

  /** Ends a run; true: somebody wanted to begin meanwhile. */
  end(run_id: string): boolean {
    if (this.run?.run_id !== run_id) return false;
    this.run = undefined;
    return this.wanted;
  }

  read(): EndpointState {
    const { failures, failing_since, open_until } = this.health;
    const now = Date.now();
    return { breaker: breakerOf(this.health, now), failures, failing_since, open_until, now };
  }

  /** Closes the breaker, because somebody changed or enabled the endpoint. */
  reset(): void {
    this.health = HEALTHY;
    saveHealth(this.ctx.storage, this.health);
  }

  /** Deletes the object, because the endpoint is gone. */
  async forget(): Promise<void> {
    this.health = HEALTHY;
    this.run = undefined;
    await this.ctx.storage.deleteAll();
  }
}
