/** Scan ids of a device: each is bound to one code, and its scan is kept before its ticket decides it (rules G4, G2). */

import type { Env } from "../../src/env.ts";
import type { ScanBinding } from "../../src/shared/principals.ts";
import { RecentScans } from "./recent.ts";

/** The number of recent scan ids in memory. */
const BINDINGS_KEPT = 5_000;

/** Moments are epoch ms of the world's clock. */
export class ScanBindings {
  /** The scans that D1 may lack. */
  readonly recent: RecentScans;
  private readonly subjects = new Map<string, string>();

  constructor(storage: DurableObjectStorage, env: Env, now: number) {
    this.recent = new RecentScans(storage, env, now);
  }

  /** Binds an id to a subject. False when it is bound to another one. Nothing is awaited. */
  take({ id, subject, ticket_ids }: ScanBinding, now: number): boolean {
    const known = this.subjects.get(id);
    if (known !== undefined) return known === subject;
    this.subjects.set(id, subject);
    this.recent.add(id, ticket_ids, now);
    const [oldest] = this.subjects.keys();
    if (this.subjects.size > BINDINGS_KEPT && oldest !== undefined) this.subjects.delete(oldest);
    return true;
  }

  /** The subject of an id; null when it has none, or the object slept since. */
  subjectOf(scan_id: string): string | null {
    return this.subjects.get(scan_id) ?? null;
  }

  forget(): void {
    this.subjects.clear();
    this.recent.forget();
  }
}
