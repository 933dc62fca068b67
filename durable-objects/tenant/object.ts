/** A tenant's object: as its sealer it links the rows of the audit in order and keeps the head (rule U2); it also counts the bytes of a day, and requests that wait for events. */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { AUDIT_BROKEN } from "../../src/modules/operations/audits/events.ts";
import { wakeBy } from "../../src/platform/db/alarms.ts";
import { readChain } from "../../src/platform/db/chain.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import type { SealerState } from "../../src/platform/queue/sealer.ts";
import type { Finding, Head } from "../../src/shared/chain.ts";
import { type NotedBytes, noteBytes } from "./bytes.ts";
import { linkRows } from "./links.ts";
import { type ChainState, fetchRoot, loadChain, saveChain, type Waiter, writeLinks } from "./storage.ts";
import { addWaiter, removeWaiter } from "./waiters.ts";

declare module "../../src/env.ts" {
  interface Env {
    TENANT: DurableObjectNamespace<TenantObject>;
  }
}

/** How long after a commit its rows are linked; those of one tenant in between share a batch. */
const SEAL_DELAY_MS = 900;
const RETRY_MS = 30_000;
const PAGE = 1_000;

export class TenantObject extends DurableObject<Env> {
  private kept: ChainState | undefined;
  /** The current run. Runs follow one another, because two at once would write the same links. */
  private sealing: Promise<unknown> = Promise.resolve();
  private failures = 0;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.kept = loadChain(state.storage);
  }

  /** Makes sure that a run begins after this moment; returns when, epoch ms. */
  async wake(tenant_id: string): Promise<number> {
    this.stateOf(tenant_id);
    return wakeBy(this.ctx.storage, Date.now() + SEAL_DELAY_MS);
  }

  /**
   * Links all rows that are committed now, and returns the head and the break of the chain. `newest` is the newest
   * committed row, if it has a link: when it is the head, there is nothing to read. Error: E_UNAVAILABLE.
   */
  async seal(tenant_id: string, newest?: Head): Promise<SealerState> {
    const kept = this.stateOf(tenant_id);
    const { head } = kept;
    if (!newest || newest.sequence !== head?.sequence || newest.hash !== head.hash) await this.run(kept);
    return { head: kept.head ?? (await fetchRoot(openDatabase(this.env, tenant_id))), broken: kept.broken };
  }

  /** Adds bytes to those of today, and alerts the owner once a day of too many; nothing is refused (rule T9). */
  noteBytes(noted: NotedBytes): Promise<void> {
    return noteBytes(this.ctx, this.env, noted, Date.now());
  }

  /** Adds a request that waits for events; false if `most` of the tenant's wait already. */
  addWaiter(waiter: Waiter, most: number): boolean {
    return addWaiter(this.ctx.storage, waiter, most, Date.now());
  }

  removeWaiter(id: string): void {
    removeWaiter(this.ctx.storage, id, Date.now());
  }

  /** Deletes the chain, because the tenant's records are gone. */
  async forget(): Promise<void> {
    await this.sealing;
    this.kept = undefined;
    await this.ctx.storage.deleteAll();
  }

  /** The alarm survives a crash. After a failure it is set again here, because the platform's retries end. */
  override async alarm(): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    try {
      await this.run(kept);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      logTrouble("warn", "audit not sealed yet", error, { tenant_id: kept.tenant_id });
      await this.ctx.storage.setAlarm(Date.now() + Math.min(RETRY_MS, SEAL_DELAY_MS * 2 ** this.failures));
    }
  }

  private stateOf(tenant_id: string): ChainState {
    if (!this.kept) this.keep({ tenant_id, head: undefined, broken: null });
    return this.kept as ChainState;
  }

  private keep(kept: ChainState): void {
    this.kept = kept;
    saveChain(this.ctx.storage, kept);
  }

  private run(kept: ChainState): Promise<void> {
    const done = this.sealing.then(() => this.linkAll(kept));
    this.sealing = done.catch(() => undefined);
    return done;
  }

  /**
   * Links page by page until nothing is left. The head is kept after D1 has the links; a row with its link stays as it
   * is.
   */
  private async linkAll(kept: ChainState): Promise<void> {
    const db = openDatabase(this.env, kept.tenant_id);
    while (!kept.broken) {
      const head = kept.head ?? (await fetchRoot(db));
      const { rows, more } = await readChain(db, head.sequence, PAGE + 1);
      const { links, reached, broken } = await linkRows(head, rows);
      const headless = rows[0]?.sequence !== head.sequence && (await fetchRoot(db)).sequence !== head.sequence;
      if (headless) return this.breakOff(kept, { first_bad: head.sequence, reason: "cut" });
      if (links.length > 0) await writeLinks(db, links);
      if (reached.sequence > head.sequence) {
        kept.head = reached;
        this.keep(kept);
      }
      if (broken) return this.breakOff(kept, broken);
      if (!more) return;
    }
  }

  /** Stops linking a chain that was changed. This is recorded once, and later reports name the place. */
  private async breakOff(kept: ChainState, broken: Finding): Promise<void> {
    const { tenant_id, head } = kept;
    logTrouble("error", "audit chain broken", broken.reason, { tenant_id, ...broken });
    const ctx = asTenant(
      systemContext(this.env, "audit", (work) => this.ctx.waitUntil(work)),
      tenant_id,
    );
    const subject = ["tenant", tenant_id] as const;
    const data = { ...broken, sealed_through: head?.sequence ?? 0 };
    await commit(ctx, {
      writes: [],
      audit: [{ event: AUDIT_BROKEN.type, subject, changes: data }],
      events: [AUDIT_BROKEN.of(subject, data)],
    });
    kept.broken = broken;
    this.keep(kept);
  }
}
