/** The short form of `npm run fuzz`: no request of any role makes the server fail. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { callersOf, poolOf } from "../../fuzz/callers.ts";
import type { Document } from "../../fuzz/requests.ts";
import { growthProblem, runFuzz } from "../../fuzz/run.ts";
import { buildProvider } from "../../local/park.ts";
import { call, clientOf, newPark } from "../support/park.ts";
import { SEED } from "../support/seed.ts";
import { shortOrLong } from "../support/storms.ts";

const REQUESTS = shortOrLong(300, 1_000);

test(`[I3] [I9] ${REQUESTS} hostile requests by every role end in no failure, no slow refusal and no flood of rows`, async () => {
  const park = await newPark();
  const provider = await buildProvider(env, { domain: `${crypto.randomUUID()}.test`, pin: () => "482193" });
  const document: Document = JSON.parse((await call("GET", "//openapi.json")).text);
  const login = async (path: string, body: object, token?: string | null) => {
    const reply = token ? await clientOf(token).post(path, body) : await call("POST", path, body);
    return reply.data?.access_token ?? null;
  };
  const target = {
    callers: callersOf(park, provider, login),
    pool: poolOf(park),
    async send({ method, path, headers, body }: Parameters<Parameters<typeof runFuzz>[1]["send"]>[0]) {
      const sent_at = performance.now();
      const below = path.startsWith("/v1/") ? path.slice(3) : `/${path}`;
      const { status, text } = await call(method, below, undefined, { headers, raw: body, listed: true });
      return { status, text, took_ms: performance.now() - sent_at };
    },
    size: async () => (await env.DB.prepare("SELECT 1").all()).meta.size_after ?? 0,
  };
  const result = await runFuzz(document, target, SEED, REQUESTS);
  expect(result.violations, `seed ${SEED}`).toEqual([]);
  expect(growthProblem(result)).toBeNull();
  expect(result.requests).toBe(REQUESTS);
  expect(Object.keys(result.answers).length).toBeGreaterThan(5);
}, 300_000);
