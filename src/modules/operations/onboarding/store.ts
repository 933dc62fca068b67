/** Reads and statements of sign-ups. */

import type { Env } from "../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { type Statement, sql } from "../../../platform/db/sql.ts";
import { firstIdOf } from "../../../shared/ids.ts";
import type { Parts, Step } from "./domain/steps.ts";
import { type Done, onboardings } from "./tables.ts";

export type Draft = typeof onboardings.$inferSelect;

export interface Code {
  code_hash: string;
  code_nonce: string;
}

export function findDraft(db: Database): Promise<Draft | undefined> {
  return db.rowOf(onboardings, sql`SELECT * FROM onboardings WHERE tenant_id = ${db.tenant_id}`);
}

/** Rows that began after a moment. An id tells when it was made, so the key finds them. */
function begunAfter(at: number): Statement {
  return sql`tenant_id >= ${firstIdOf(at)} AND created_at > ${at}`;
}

/** Begins a sign-up, unless so many began since a moment. It changes no row then. */
export function insertDraft(
  draft: Pick<Draft, "tenant_id" | "email" | "language"> & Code,
  now: number,
  { most, since }: { most: number; since: number },
): Statement {
  const { tenant_id, email, language, code_hash, code_nonce } = draft;
  return sql`INSERT INTO onboardings (tenant_id, email, language, code_hash, code_nonce, code_sent_at, code_tries,
               created_at, updated_at, version)
             SELECT ${tenant_id}, ${email}, ${language}, ${code_hash}, ${code_nonce}, ${now}, 0, ${now}, ${now}, 1
             WHERE (SELECT COUNT(*) FROM onboardings WHERE ${begunAfter(since)}) < ${most}`;
}

/** Replaces the code, unless one was sent after a moment or the park is made. */
export function replaceCode(
  tenant_id: string,
  { code_hash, code_nonce }: Code,
  now: number,
  unless_after: number,
): Statement {
  return sql`UPDATE onboardings SET code_hash = ${code_hash}, code_nonce = ${code_nonce}, code_sent_at = ${now},
               code_tries = 0
             WHERE tenant_id = ${tenant_id} AND code_sent_at <= ${unless_after} AND done IS NULL`;
}

/** Counts a try of the code before it is checked; it changes no row once all are used up or another code was sent. */
export function beginTry({ tenant_id, code_nonce }: Draft, most: number): Statement {
  return sql`UPDATE onboardings SET code_tries = code_tries + 1
             WHERE tenant_id = ${tenant_id} AND code_nonce = ${code_nonce} AND code_tries < ${most}`;
}

/** Proves the address of a sign-up; `going_on` gets the token, which is this one or an earlier one of the address. */
export function confirmDraft(draft: Draft, going_on: string, token_hash: string, now: number): Statement[] {
  const { tenant_id, code_nonce } = draft;
  const continues_id = going_on === tenant_id ? null : going_on;
  return [
    sql`UPDATE onboardings SET confirmed_at = COALESCE(confirmed_at, ${now}), code_tries = 0,
          continues_id = ${continues_id}
        WHERE tenant_id = ${tenant_id} AND code_nonce = ${code_nonce}`,
    sql`UPDATE onboardings SET token_hash = ${token_hash} WHERE tenant_id = ${going_on} AND EXISTS (
          SELECT 1 FROM onboardings WHERE tenant_id = ${tenant_id} AND code_nonce = ${code_nonce})`,
  ];
}

/**
 * The latest proven and unfinished sign-up of an address that began after a moment. It reads all of that time: a
 * deployment has a few thousand.
 */
export async function findEarlier(env: Env, email: string, begun_after: number): Promise<string | undefined> {
  const [row] = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string }>(
    sql`SELECT tenant_id FROM onboardings WHERE ${begunAfter(begun_after)} AND email = ${email}
          AND confirmed_at IS NOT NULL AND continues_id IS NULL AND done IS NULL
        ORDER BY updated_at DESC LIMIT 1`,
  );
  return row?.tenant_id;
}

const REPLACED: Readonly<Record<Step, (part: string) => Statement>> = {
  profile: (part) => sql`profile = ${part}`,
  tax: (part) => sql`tax = ${part}`,
  tables: (part) => sql`tables = ${part}`,
  payments: (part) => sql`payments = ${part}`,
};

/** Replaces the part of one step, unless the park is made. */
export function replacePart<Name extends Step>(
  { tenant_id }: Draft,
  step: Name,
  part: Parts[Name],
  now: number,
): Statement {
  return sql`UPDATE onboardings SET ${REPLACED[step](JSON.stringify(part))}, updated_at = ${now}, version = version + 1
             WHERE tenant_id = ${tenant_id} AND done IS NULL`;
}

/**
 * Ends a sign-up from the version that was read: after another act the version becomes null, which aborts the batch. The
 * hash of the PIN leaves, because the person has it now.
 */
export function finishDraft({ tenant_id, version }: Draft, done: Done): Statement {
  return sql`UPDATE onboardings SET done = ${JSON.stringify(done)}, updated_at = ${done.finished_at},
               profile = json_set(profile, '$.owner.pin_hash', ''),
               version = CASE WHEN version = ${version} AND done IS NULL THEN version + 1 END
             WHERE tenant_id = ${tenant_id}`;
}

/** Deletes some unfinished sign-ups: begun before a moment or, if nobody proved their address, before another. */
export function deleteOld(before: number, unproven_before: number, limit: number): Statement {
  return sql`DELETE FROM onboardings WHERE tenant_id IN (
               SELECT tenant_id FROM onboardings
               WHERE tenant_id < ${firstIdOf(unproven_before)} AND created_at < ${unproven_before}
                 AND done IS NULL AND (created_at < ${before} OR confirmed_at IS NULL) LIMIT ${limit})`;
}
