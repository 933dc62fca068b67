/** The policy of a device's store, held in memory: read from D1 at most every 30 seconds, and never before an answer (rules D2, D4). */

import type { Env } from "../../src/env.ts";
import { type GateStanding, isBelowVersion } from "../../src/modules/access/devices/domain/heartbeat.ts";
import { type DeviceFacts, fetchGateStanding } from "./storage.ts";

const FRESH_MS = 30_000;

export class KnownStanding {
  private readonly env: Env;
  private known: { standing: GateStanding; read_at: number } | undefined;
  private asked_at = Number.NEGATIVE_INFINITY;

  constructor(env: Env) {
    this.env = env;
  }

  /** The standing at most 30 seconds old; nothing, or what was known, while D1 cannot be read. `now` is epoch ms. */
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

  /** Takes a standing that another read brought along. */
  take(standing: GateStanding, now: number): void {
    this.known = { standing, read_at: now };
  }

  /** The version that an app must reach which is too old, or null; what is older than 30 seconds is read anew behind the answer. */
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

  /** The facts were read anew and tell it, or the clock was moved. */
  forget(): void {
    this.known = undefined;
    this.asked_at = Number.NEGATIVE_INFINITY;
  }
}
