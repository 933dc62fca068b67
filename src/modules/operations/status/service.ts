/** Use-cases of the system's state: everybody reads it, also in an outage, and the provider announces it. */

import type { Env } from "../../../env.ts";
import { commit } from "../../../platform/db/commit.ts";
import { EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import type { Context, PublicContext } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { checkReadiness } from "../health/index.ts";
import { type Announcement, decideState } from "./domain.ts";
import { STATE_ANNOUNCED } from "./events.ts";
import { findAnnouncement, upsertAnnouncement } from "./store.ts";

/** How long this isolate shows the announcement without asking again, so that a crowd costs one read. */
const HELD_MS = 10_000;

/** The last announcement that this isolate read: it is shown while the database does not answer. */
const last_read = new WeakMap<Env, { at: number; announcement: Announcement | null }>();

/** The state now. It never fails: without a database it shows what was announced last, or an outage. */
export async function readState(base: PublicContext) {
  const { env, arrived_at } = base;
  const answers = await checkReadiness(base).then(
    () => true,
    () => false,
  );
  const held = last_read.get(env);
  if (answers && (!held || arrived_at - held.at >= HELD_MS)) {
    const announcement = await findAnnouncement(openDatabase(env, EVERY_TENANT)).catch(
      () => held?.announcement ?? null,
    );
    last_read.set(env, { at: arrived_at, announcement });
  }
  const { announcement = null } = last_read.get(env) ?? {};
  return { ...decideState(announcement, answers, arrived_at), checked_at: arrived_at };
}

type SentState = Pick<Announcement, "state" | "message_en" | "message_th"> & { ends_at?: number | null };

/** Announces a state to everybody. Error: E_VALIDATION for an end that is past. */
export async function announceState(ctx: Context, { ends_at = null, ...sent }: SentState) {
  const { arrived_at, env } = ctx;
  if (ends_at !== null && ends_at <= arrived_at)
    throw new AppError(errors.validation, { fields: [{ path: "ends_at", message: "is past; name a later time" }] });
  const announcement: Announcement = { ...sent, set_at: arrived_at, ends_at };
  const reply = { ...decideState(announcement, true, arrived_at), checked_at: arrived_at };
  await commit(ctx, {
    writes: [upsertAnnouncement(announcement)],
    audit: [{ event: STATE_ANNOUNCED, subject: ["system", "state"], changes: { ...sent, ends_at }, store_id: null }],
    reply,
  });
  last_read.set(env, { at: arrived_at, announcement });
  return reply;
}
