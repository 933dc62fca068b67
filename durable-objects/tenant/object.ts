/** One tenant's sealer: it links the rows of the audit in their order, and remembers the head (rule U2). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { AUDIT_BROKEN } from "../../src/modules/operations/audits/events.ts";
import { wakeBy } from "../../src/platform/db/alarms.ts";
import { readChain } from "../../src/platform/db/chain.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import type { Sealed } from "../../src/platform/queue/seal.ts";
import type { Finding } from "../../src/shared/chain.ts";
import { type NotedBytes, noteBytes } from "./bytes.ts";
import { linkRows } from "./links.ts";
import { fetchRoot, type Kept, loadKept, saveKept, writeLinks } from "./storage.ts";

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
  private kept: Kept | undefined;
  /** One run after another: two would write the same links. */
  private sealing: Promise<unknown> = Promise.resolve();
  private failures = 0;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.kept = loadKept(state.storage);
  }

  /** Sees to it that a run begins after this moment; answers when, epoch ms. */
  async wake(tenant_id: string): Promise<number> {
    this.meet(tenant_id);
    return wakeBy(this.ctx.storage, Date.now() + SEAL_DELAY_MS);
  }

  /** Links what is committed by now, and tells where the chain stands. Error: E_UNAVAILABLE. */
  async seal(tenant_id: string): Promise<Sealed> {
    const kept = this.meet(tenant_id);
    await this.run(kept);
    return { head: kept.head ?? (await fetchRoot(openDatabase(this.env, tenant_id))), broken: kept.broken };
  }

  /** Adds bytes to those of today, and tells the owner once a day of too many; nothing is refused (rule T9). */
  noteBytes(noted: NotedBytes): Promise<void> {
    return noteBytes(this.ctx, this.env, noted, Date.now());
  }

  /** The tenant's records are gone, and its chain with them. */
  async forget(): Promise<void> {
    await this.sealing;
    this.kept = undefined;
    await this.ctx.storage.deleteAll();
  }

  /** The alarm outlives a crash; after a failure it is set again by hand, for its own retries end. */
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

  private meet(tenant_id: string): Kept {
    if (!this.kept) this.keep({ tenant_id, head: undefined, broken: null });
    return this.kept as Kept;
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    saveKept(this.ctx.storage, kept);
  }

  private run(kept: Kept): Promise<void> {
    const done = this.sealing.then(() => this.linkAll(kept));
    this.sealing = done.catch(() => undefined);
    return done;
  }

  /** Page by page until nothing is left. The head is kept after D1 took the links: a row that bears its link is taken as it is. */
  private async linkAll(kept: Kept): Promise<void> {
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

  /** Nothing is linked any more to a chain that somebody changed; it is told once, and the reports of it name the place. */
  private async breakOff(kept: Kept, broken: Finding): Promise<void> {
    const { tenant_id, head } = kept;
    logTrouble("error", "audit chain broken", broken.reason, { tenant_id, ...broken });
    const ctx = asTenant(
      systemContext(this.env, "audit", (work) => this.ctx.waitUntil(work)),
      tenant_id,
    );
    const subject = ["tenant", tenant_id] as const;
    const told = { ...broken, sealed_through: head?.sequence ?? 0 };
    await commit(ctx, {
      writes: [],
      audit: [{ event: AUDIT_BROKEN.type, subject, changes: told }],
      events: [AUDIT_BROKEN.of(subject, told)],
    });
    kept.broken = broken;
    this.keep(kept);
  }
}
