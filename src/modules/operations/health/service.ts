/** Readiness: the database is asked once in five seconds, however many callers there are. */

import type { Env } from "../../../env.ts";
import { EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import type { PublicContext } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { askDatabase } from "./store.ts";

const HELD_MS = 5_000;
/** How often a waiting caller checks whether the question of another caller is answered. */
const LOOK_EVERY_MS = 100;

interface Question {
  /** Epoch ms. */
  begun_at: number;
  /** Whether the database answered; undefined while it is being asked. */
  answered: boolean | undefined;
}

/** The last question in this isolate. A request cannot await a promise of another request, so it polls the outcome. */
const last_asked = new WeakMap<Env, Question>();

/** Whether the database answers, or did within the last five seconds. Error: E_UNAVAILABLE when it does not. */
export async function checkReadiness({ env, arrived_at, waitUntil }: PublicContext) {
  let asked = last_asked.get(env);
  if (!asked || arrived_at - asked.begun_at >= HELD_MS) {
    asked = { begun_at: arrived_at, answered: undefined };
    last_asked.set(env, asked);
    const answering = ask(env, asked);
    // Others wait for the answer, also after this client has gone.
    waitUntil(answering);
    await answering;
  }
  for (let waited_ms = 0; asked.answered === undefined && waited_ms < HELD_MS; waited_ms += LOOK_EVERY_MS)
    await scheduler.wait(LOOK_EVERY_MS);
  if (!asked.answered) throw new AppError(errors.unavailable, undefined, HELD_MS / 1000);
  return { status: "ok" as const, checks: { database: "ok" as const } };
}

async function ask(env: Env, asked: Question): Promise<void> {
  try {
    await askDatabase(openDatabase(env, EVERY_TENANT));
    asked.answered = true;
  } catch {
    asked.answered = false;
  }
}
