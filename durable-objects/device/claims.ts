/** Scan ids that a device claims: each stands for one code, and its scan is kept before its ticket decides it (rules G4, G2). */

import type { Env } from "../../src/env.ts";
import type { Claim } from "../../src/shared/principals.ts";
import { RecentScans } from "./recent.ts";

/** How many recent claims are remembered. */
const CLAIMS_KEPT = 5_000;

/** Moments are epoch ms of the world's clock. */
export class ScanClaims {
  /** The scans that D1 may lack. */
  readonly recent: RecentScans;
  private readonly subjects = new Map<string, string>();

  constructor(storage: DurableObjectStorage, env: Env, now: number) {
    this.recent = new RecentScans(storage, env, now);
  }

  /** Whether the id stands for this subject, or stood for none before. Nothing is awaited. */
  take({ id, subject, ticket_ids }: Claim, now: number): boolean {
    const known = this.subjects.get(id);
    if (known !== undefined) return known === subject;
    this.subjects.set(id, subject);
    this.recent.add(id, ticket_ids, now);
    const [oldest] = this.subjects.keys();
    if (this.subjects.size > CLAIMS_KEPT && oldest !== undefined) this.subjects.delete(oldest);
    return true;
  }

  /** What a claimed id stands for, as long as the object is awake; else null. */
  subjectOf(claim_id: string): string | null {
    return this.subjects.get(claim_id) ?? null;
  }

  forget(): void {
    this.subjects.clear();
    this.recent.forget();
  }
}
