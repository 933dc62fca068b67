/** Tests of a throttle: a window counts every call, for any number at once, and drops none too early. */

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("[L3] of fifty calls at once a window of ten admits exactly ten, and tells when the next fits", async () => {
  const throttle = env.THROTTLE.getByName(`test:${crypto.randomUUID()}`);
  const now = Date.now();
  const take = (at: number) => throttle.take({ bucket: "b", limit: 10, window_ms: 3_600_000, now: at });
  const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => take(now + i)));
  expect(verdicts.filter(({ ok }) => ok)).toHaveLength(10);
  expect(verdicts.at(-1)).toEqual({ ok: false, retry_after_s: 3600 });
  expect(await take(now + 3_600_000)).toEqual({ ok: true });
});

test("[L3] a short window of the same caller does not end a long one", async () => {
  const throttle = env.THROTTLE.getByName(`test:${crypto.randomUUID()}`);
  const now = Date.now();
  await throttle.take({ bucket: "long", limit: 1, window_ms: 3_600_000, now });
  await throttle.take({ bucket: "short", limit: 1, window_ms: 1, now });
  await scheduler.wait(5);
  expect((await throttle.take({ bucket: "long", limit: 1, window_ms: 3_600_000, now: now + 10 })).ok).toBe(false);
  await runDurableObjectAlarm(throttle);
  expect((await throttle.take({ bucket: "long", limit: 1, window_ms: 3_600_000, now: now + 20 })).ok).toBe(true);
});
