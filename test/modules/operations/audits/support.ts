/** Test support: a tenant that only has an audit, and writes past the triggers. */

import { env } from "cloudflare:workers";
import { seedContext } from "../../../../local/park.ts";
import {
  type Verification,
  type VerifyQuery,
  verify,
} from "../../../../src/modules/operations/audits/service/verify.ts";
import { type AuditEntry, commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, newId, type PublicContext } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";

export interface TestChain {
  tenant_id: string;
  act(entry?: Partial<AuditEntry>): Promise<void>;
  verify(query?: Partial<VerifyQuery>): Promise<Verification>;
}

/** A new tenant's chain with `count` linked rows. */
export async function newChain(count: number, base: PublicContext = seedContext(env)): Promise<TestChain> {
  const tenant_id = newId(Date.now());
  const ctx = () => asTenant(base, tenant_id);
  const act = (entry: Partial<AuditEntry> = {}) =>
    commit(ctx(), {
      writes: [],
      audit: [{ event: "test.acted", subject: ["test", "1"], changes: { amount: 7 }, ...entry }],
    });
  for (let done = 0; done < count; done++) await act();
  await linkNow(env, tenant_id);
  return { tenant_id, act, verify: (query = {}) => verify(ctx(), { archives: false, ...query }) };
}

/** Changes rows as the owner of the database could: past every trigger. */
export async function tamper(...statements: string[]): Promise<void> {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('audits', 'audit_archives')",
  ).all<{ name: string; sql: string }>();
  await env.DB.batch([
    ...results.map(({ name }) => env.DB.prepare(`DROP TRIGGER ${name}`)),
    ...statements.map((text) => env.DB.prepare(text)),
    ...results.map(({ sql }) => env.DB.prepare(sql)),
  ]);
}
