/** Intentions: one act that a person means once. Its key and its body stay until the server's answer is known. */
import { useRef } from "react";
import { ApiError } from "./api.ts";
import { newKey } from "./idempotency.ts";

/** The parts of an act that a new try makes anew, and that do not make it another act. */
interface Grant {
  approval_token?: string;
}

/** Whether the server refused and did nothing. After any other error the act may have happened. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ApiError && error.status >= 400 && error.status < 500 && !error.code.startsWith("E_IDEMPOTENCY")
  );
}

/**
 * Sends an act with one Idempotency-Key. After a lost answer the next try sends the first body again, so that it repeats
 * nothing; a body that says something else is another act with another key.
 */
export function useIntention<Body extends Grant>() {
  const held = useRef<{ key: string; body: Body } | null>(null);
  return async <Reply>(asked: Body, send: (body: Body, key: string) => Promise<Reply>): Promise<Reply> => {
    if (!held.current || wordsOf(held.current.body) !== wordsOf(asked)) held.current = { key: newKey(), body: asked };
    const { body, key } = held.current;
    try {
      const reply = await send(body, key);
      held.current = null;
      return reply;
    } catch (error) {
      if (isRefusal(error)) held.current = null;
      throw error;
    }
  };
}

function wordsOf<Body extends Grant>(body: Body): string {
  return JSON.stringify({ ...body, approval_token: undefined });
}
