/** An act that a person means once is done once, also when its answer is lost. */

import { expect, test } from "vitest";
import { ApiError } from "../../admin/src/kit/api.ts";
import { createIntention } from "../../admin/src/kit/intention.ts";

interface Body {
  amount: number;
  approval_token?: string;
}

const lost = new ApiError({ code: "OFFLINE", message: "", status: 0 });
const refusal = (code: string, status: number) => new ApiError({ code, message: "", status });

/** Sends bodies one after another; each outcome is a reply or an error. Returns what was sent. */
async function sent(acts: [body: Body, outcome: string | ApiError][]) {
  const intend = createIntention<Body>();
  const calls: { body: Body; key: string }[] = [];
  for (const [body, outcome] of acts)
    await intend(body, async (sent_body, key) => {
      calls.push({ body: sent_body, key });
      if (outcome instanceof ApiError) throw outcome;
      return outcome;
    }).catch(() => undefined);
  const keys = [...new Set(calls.map(({ key }) => key))];
  return calls.map(({ body, key }) => [keys.indexOf(key), body.amount, body.approval_token ?? null]);
}

test("[I5] after a lost answer the first body is sent again with its key, also when a new grant was made", async () => {
  const acts: Parameters<typeof sent>[0] = [
    [{ amount: 100, approval_token: "a" }, lost],
    [{ amount: 100, approval_token: "b" }, refusal("E_UNAVAILABLE", 503)],
    [{ amount: 100, approval_token: "c" }, "done"],
    [{ amount: 100, approval_token: "d" }, "done"],
  ];
  expect(await sent(acts)).toEqual([
    [0, 100, "a"],
    [0, 100, "a"],
    [0, 100, "a"],
    [1, 100, "d"],
  ]);
});

test("[I5] a refusal ends the act, and another body is another act", async () => {
  const acts: Parameters<typeof sent>[0] = [
    [{ amount: 100, approval_token: "a" }, refusal("E_APPROVAL_REQUIRED", 403)],
    [{ amount: 100, approval_token: "b" }, lost],
    [{ amount: 90, approval_token: "c" }, "done"],
  ];
  expect(await sent(acts)).toEqual([
    [0, 100, "a"],
    [1, 100, "b"],
    [2, 90, "c"],
  ]);
});

test("[I5] a key that the server saw with another body stays, so that nothing happens twice", async () => {
  const acts: Parameters<typeof sent>[0] = [
    [{ amount: 100 }, lost],
    [{ amount: 100 }, refusal("E_IDEMPOTENCY_MISMATCH", 409)],
    [{ amount: 100 }, "done"],
  ];
  expect((await sent(acts)).map(([key]) => key)).toEqual([0, 0, 0]);
});
