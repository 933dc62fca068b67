/** Health of the endpoints of all tenants, for the metrics of the deployment: bounded in endpoints and in rows (rules E4, E5, T9). */

import type { Env } from "../../../../env.ts";
import { hex, sha256 } from "../../../../platform/crypto/secrets.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { type BreakerState, worstOf } from "../domain/health.ts";
import { listEndpoints } from "../store/endpoints.ts";
import { countDead, countEndpoints, countOwnDead, listAttempted } from "../store/metrics.ts";
import { endpointObject } from "./object.ts";
import type { EndpointName } from "./wake.ts";

/** The most endpoints that are read. Those with a delivery that waits for a retry come first. */
const ENDPOINTS = 150;
const AT_ONCE = 20;
/** Characters of a destination's hash. */
const HASH_LENGTH = 16;

/** All endpoints with one URL. */
interface DestinationHealth {
  /** The first characters of the URL's SHA-256, in hex. */
  destination: string;
  attempts: number;
  failures: number;
  /** The worst of its endpoints; null: no object answered. */
  breaker: BreakerState | null;
}

/** Three queries, and a call for each endpoint with a delivery that waits for a retry. */
export async function readHealth(base: PublicContext): Promise<{
  destinations: DestinationHealth[];
  endpoints: { status: string; count: number }[];
  dead_letters: number;
}> {
  const { env, arrived_at } = base;
  const [attempted, endpoints, dead_letters] = await Promise.all([
    listAttempted(env, arrived_at - DAY_MS, ENDPOINTS),
    countEndpoints(env),
    countDead(env),
  ]);
  const found: DestinationHealth[] = [];
  for (let at = 0; at < attempted.length; at += AT_ONCE)
    found.push(
      ...(await Promise.all(
        attempted.slice(at, at + AT_ONCE).map(async ({ url, waiting, attempts, failures, ...name }) => ({
          destination: hex(await sha256(url)).slice(0, HASH_LENGTH),
          attempts,
          failures,
          // A breaker opens only by failures, whose deliveries wait for a retry: others need no call.
          breaker: waiting ? await breakerAt(env, name) : ("closed" as const),
        })),
      )),
    );
  const destinations = [...Map.groupBy(found, ({ destination }) => destination)].map(([destination, those]) => ({
    destination,
    attempts: those.reduce((sum, { attempts }) => sum + attempts, 0),
    failures: those.reduce((sum, { failures }) => sum + failures, 0),
    breaker: worstOf(those.flatMap(({ breaker }) => breaker ?? [])),
  }));
  return { destinations, endpoints, dead_letters };
}

async function breakerAt(env: Env, name: EndpointName): Promise<BreakerState | null> {
  try {
    return (await endpointObject(env, name).read()).breaker;
  } catch (error) {
    logTrouble("warn", "breaker not read", error, { ...name });
    return null;
  }
}

/** The endpoints of the context's tenant without their addresses, and its dead letters by endpoint. */
export async function readOwnHealth({ db }: Pick<Context, "db">) {
  const [endpoints, dead_letters] = await Promise.all([listEndpoints(db), countOwnDead(db)]);
  return {
    endpoints: endpoints.map(({ webhook_id, status, disabled_reason, events }) => ({
      ...{ webhook_id, status, disabled_reason, events },
      dead_letters: dead_letters.find((dead) => dead.webhook_id === webhook_id)?.count ?? 0,
    })),
  };
}
