/** An API token's object: whether it is live, what it may do, and the counts of its calls (rules T3, T13, T14, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { TokenAdmission, TokenName, TokenVerdict } from "../../src/modules/access/api-tokens/domain/requests.ts";
import { decideToken } from "../../src/modules/access/api-tokens/domain/tokens.ts";
import { equalSecrets } from "../../src/platform/crypto/secrets.ts";
import { CallCounter, type Used } from "../../src/platform/db/calls.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { type Allowance, UNBOUNDED } from "../../src/shared/rates.ts";
import { accept, type Result, refuse } from "../../src/shared/result.ts";
import { type AdmissionRefusal, decideTenant } from "../../src/shared/standing.ts";
import { HOUR_MS } from "../../src/shared/time.ts";
import { type KnownToken, loadToldUse, type TokenFacts, tellUse, tokenFacts } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    API_TOKEN: DurableObjectNamespace<ApiTokenObject>;
  }
}

export class ApiTokenObject extends DurableObject<Env> {
  private readonly facts: KnownToken;
  private readonly calls: CallCounter;
  private readonly refusals: RefusalLog;
  private told_use: number | null;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = tokenFacts(state.storage, env);
    this.calls = new CallCounter(state.storage, env);
    this.refusals = new RefusalLog(state.storage, env);
    this.told_use = loadToldUse(state.storage);
  }

  /** Decides whether the token may make this request. Reads D1 only when the object has no facts yet. */
  async admit(request: TokenAdmission): Promise<TokenVerdict> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    // Whoever does not know the secret learns nothing, and uses up nothing of the token's.
    if (!facts || !equalSecrets(facts.secret_hash, request.secret_hash))
      return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    const { clock_offset_s, token_id, kind, name, permissions, store_ids, employee_id, employee_epoch } = facts;
    const counted = this.count(facts, request);
    if (!counted.ok) return { ok: false, refusal: counted.refusal, clock_offset_s };
    const person = employee_id === null ? null : { employee_id, epoch: employee_epoch ?? -1 };
    const token = { token_id, kind, name, permissions, store_ids, person };
    return { ok: true, token, allowance: counted.value, clock_offset_s };
  }

  /** Counts a call that is admitted, or returns the refusal. Nothing is awaited. */
  private count(
    facts: TokenFacts,
    { tenant_id, arrived_at, counted }: TokenAdmission,
  ): Result<Allowance, AdmissionRefusal> {
    const ended = decideToken(facts, arrived_at);
    const refused = decideTenant(facts.tenant, arrived_at) ?? (ended && { reason: ended });
    if (!refused) return counted ? this.calls.count(tenant_id, counted, facts, arrived_at) : accept(UNBOUNDED);
    const retry_after_s = this.refusals.count(facts.limits, arrived_at);
    return refuse(retry_after_s > 0 ? { reason: "rate_limited", retry_after_s } : refused);
  }

  /** The used part of each class's hourly limit, at a moment of the world's clock. */
  async usedCalls(token: TokenName, now: number): Promise<Used[]> {
    const facts = this.facts.known ?? (await this.facts.reload(token));
    return facts ? this.calls.used(facts.limits, now) : [];
  }

  /** Writes the counts and the last use after the answers. */
  override async alarm(): Promise<void> {
    await this.calls.flush();
    await this.refusals.flush(Date.now());
    await this.tellUse();
  }

  /** Tells D1 of the last use, at most once an hour. A use that D1 did not take is told with the next one. */
  private async tellUse(): Promise<void> {
    const { called_at } = this.calls;
    const { known } = this.facts;
    if (called_at === null || !known || called_at - (this.told_use ?? 0) < HOUR_MS) return;
    const { tenant_id, token_id } = known;
    try {
      await tellUse(this.ctx.storage, this.env, { tenant_id, token_id }, called_at);
      this.told_use = called_at;
    } catch (error) {
      logTrouble("warn", "use of a token not told yet", error, { tenant_id, token_id });
    }
  }

  /** Whether a refusal is the first of its kind in a minute; a repeat is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** Reads the token's facts from D1 again. */
  async reload(token: TokenName): Promise<void> {
    await this.facts.reload(token);
  }

  /** Deletes everything about the token, because its row or tenant is deleted. */
  async forget(): Promise<void> {
    await this.ctx.storage.deleteAll();
    for (const known of [this.facts, this.refusals]) known.forget();
    this.told_use = null;
  }
}
