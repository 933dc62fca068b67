/** Intentions: one act that a person means once. Its key and its body stay until the server's answer is known. */
import { useState } from "react";
import { ApiError } from "./api.ts";
import { newKey } from "./idempotency.ts";

/** The server has this key with another body, so the first one may have happened. */
const MISMATCH = "E_IDEMPOTENCY_MISMATCH";

/** Whether the server refused and did nothing. After any other error the act may have happened. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.code !== MISMATCH;
}

export type Intend<Body> = <Reply>(asked: Body, send: (body: Body, key: string) => Promise<Reply>) => Promise<Reply>;

/**
 * A sender of acts with one Idempotency-Key each. After a lost answer the next try sends the first body again, so that it
 * repeats nothing; a body that says something else is another act with another key.
 */
export function createIntention<Body extends object>(): Intend<Body> {
  let held: { key: string; body: Body } | null = null;
  return async (asked, send) => {
    if (!held || wordsOf(held.body) !== wordsOf(asked)) held = { key: newKey(), body: asked };
    const sent = held;
    try {
      const reply = await send(sent.body, sent.key);
      if (held === sent) held = null;
      return reply;
    } catch (error) {
      if (held === sent && isRefusal(error)) held = null;
      throw error;
    }
  };
}

export function useIntention<Body extends object>(): Intend<Body> {
  const [intend] = useState(() => createIntention<Body>());
  return intend;
}

/** The words of an act. A new try has a new grant, which does not make it another act. */
function wordsOf<Body extends object>(body: Body): string {
  return JSON.stringify({ ...body, approval_token: undefined });
}
