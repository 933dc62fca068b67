/**
 * The gate policy of a device's store, in memory: read from D1 at most every 30 seconds, and for admissions after the
 * answer (rules D2, D4).
 */

import type { Env } from "../../src/env.ts";
import { type GateStanding, isBelowVersion } from "../../src/modules/access/devices/domain/heartbeat.ts";
import { type DeviceFacts, fetchGateStanding } from "./storage.ts";

const FRESH_MS = 30_000;

export class GatePolicyCache {
  private readonly env: Env;
  private known: { standing: GateStanding; read_at: number } | undefined;
  private asked_at = Number.NEGATIVE_INFINITY;

  constructor(env: Env) {
    this.env = env;
  }

  /**
   * The policy, at most 30 seconds old. While D1 cannot be read: the last known one, or that of the facts. `now` is
   * epoch ms.
   */
  async read(facts: DeviceFacts, now: number): Promise<GateStanding> {
    if (this.known && now - this.known.read_at < FRESH_MS) return this.known.standing;
    this.asked_at = now;
    try {
      const standing = await fetchGateStanding(this.env, facts);
      this.take(standing, now);
      return standing;
    } catch {
      return this.known?.standing ?? { min_app_version: facts.min_app_version, newest_cursor: null };
    }
  }

  /** Takes a policy that another read returned. */
  take(standing: GateStanding, now: number): void {
    this.known = { standing, read_at: now };
  }

  /**
   * The version that a too old app must reach, or null. A policy older than 30 seconds is read again after the answer.
   */
  decideTooOld(
    facts: DeviceFacts,
    app_version: string | null,
    now: number,
    waitUntil: (work: Promise<unknown>) => void,
  ): string | null {
    if (app_version === null) return null;
    if (now - Math.max(this.known?.read_at ?? 0, this.asked_at) >= FRESH_MS) waitUntil(this.read(facts, now));
    const { min_app_version } = this.known?.standing ?? facts;
    return min_app_version !== null && isBelowVersion(app_version, min_app_version) ? min_app_version : null;
  }

  /** Forgets the policy: the facts were read again and have it, or the clock moved. */
  forget(): void {
    this.known = undefined;
    this.asked_at = Number.NEGATIVE_INFINITY;
  }
}
