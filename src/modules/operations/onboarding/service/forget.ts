/** Old sign-ups leave once a day (rule Z6). */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { DAY_MS, HOUR_MS } from "../../../../shared/time.ts";
import { DRAFT_LIFE_MS } from "../domain/codes.ts";
import { deleteOld } from "../store.ts";

/** 04:00 UTC, before the parks of Thailand are busy. */
const HOUR_OF_DAY = 4;
/** More than a day's sign-ups. */
const ROWS_A_TICK = 500;
/** The turn up to which none is old; a cache of this isolate that saves reads. */
let done_turn = 0;

/** Deletes what is old at the latest turn: one query a day, and more only while there is more to delete. */
export async function forgetOnboardings({ env, arrived_at }: PublicContext): Promise<void> {
  const turn = arrived_at - ((arrived_at - HOUR_OF_DAY * HOUR_MS) % DAY_MS);
  if (turn <= done_turn) return;
  const [deleted] = await bookkeep(openDatabase(env, EVERY_TENANT), [
    deleteOld(turn - DRAFT_LIFE_MS, turn - DAY_MS, ROWS_A_TICK),
  ]);
  if ((deleted ?? 0) < ROWS_A_TICK) done_turn = turn;
}
