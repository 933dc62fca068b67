/** Whether the service can do its work: the database is asked once in five seconds, however many want to know. */

import type { Env } from "../../../env.ts";
import { EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import type { PublicContext } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { askDatabase } from "./store.ts";

const HELD_MS = 5_000;
/** How often somebody who finds no answer looks whether the one being asked has it. */
const LOOK_EVERY_MS = 100;

interface Asked {
  /** Epoch ms. */
  begun_at: number;
  /** Whether the database answered; undefined while it is being asked. */
  answered: boolean | undefined;
}

/** The last question in this isolate; a promise of another request cannot be waited for, so its outcome is looked at. */
const last_asked = new WeakMap<Env, Asked>();

/** Whether the database answers, or did within the last five seconds. Error: E_UNAVAILABLE when it does not. */
export async function checkReadiness({ env, arrived_at, waitUntil }: PublicContext) {
  let asked = last_asked.get(env);
  if (!asked || arrived_at - asked.begun_at >= HELD_MS) {
    asked = { begun_at: arrived_at, answered: undefined };
    last_asked.set(env, asked);
    const answering = ask(env, asked);
    // Others look for the answer, also when this client has gone.
    waitUntil(answering);
    await answering;
  }
  for (let waited_ms = 0; asked.answered === undefined && waited_ms < HELD_MS; waited_ms += LOOK_EVERY_MS)
    await scheduler.wait(LOOK_EVERY_MS);
  if (!asked.answered) throw new AppError(errors.unavailable, undefined, HELD_MS / 1000);
  return { status: "ok" as const, checks: { database: "ok" as const } };
}

async function ask(env: Env, asked: Asked): Promise<void> {
  try {
    await askDatabase(openDatabase(env, EVERY_TENANT));
    asked.answered = true;
  } catch {
    asked.answered = false;
  }
}
