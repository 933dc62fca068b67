/** Use-cases of live feeds: open a screen's socket, and give each listening store its page of events (rule E9). */

import { type EventType, eventTypes, wireData } from "../../../platform/events/define.ts";
import type { Context, PublicContext } from "../../../platform/http/context.ts";
import { logTrouble } from "../../../platform/log/log.ts";
import type { OutboxEvent } from "../../../platform/queue/outbox.ts";
import { networkOf } from "../../../shared/addresses.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { pagesOf } from "./domain/pages.ts";
import type { FeedCounts } from "./domain/requests.ts";
import { listAllListening, listListening } from "./store.ts";

const FULL_RETRY_S = 30;
/** The most objects that are called at once. */
const AT_ONCE = 20;

/**
 * A screen's end of a socket. Its first message says who it is, so the object has the name of the store alone.
 * Error: E_RATE_LIMIT when the store or the network has too many sockets.
 */
export async function openFeed({ env, ip }: PublicContext, store_id: string): Promise<WebSocket> {
  const asked = new URLSearchParams({ store_id, network: networkOf(ip) });
  const request = new Request(`https://live/?${asked}`, { headers: { upgrade: "websocket" } });
  const { webSocket } = await env.LIVE.getByName(store_id).fetch(request);
  if (!webSocket) throw new AppError(errors.rate_limit, undefined, FULL_RETRY_S);
  return webSocket;
}

/** The events of feeds: all of them, because a dashboard brings whatever its person may see. */
export function feedEvents(): EventType[] {
  return eventTypes();
}

/** Whether any store of the tenant has screens. */
export async function hasListeners({ db, arrived_at }: Context): Promise<boolean> {
  return (await listListening(db, arrived_at)).length > 0;
}

/** Gives each listening store its part of the events in one call. Throws if one fails; a repeat adds nothing. */
export async function pushToStores(ctx: Context, events: readonly OutboxEvent[]): Promise<void> {
  const { env, tenant_id, db, arrived_at } = ctx;
  const run = events.map((event) => ({ ...event, data: wireData(event.type, event.data) }));
  const pages = pagesOf(tenant_id, await listListening(db, arrived_at), run);
  for (let at = 0; at < pages.length; at += AT_ONCE)
    await Promise.all(pages.slice(at, at + AT_ONCE).map((page) => env.LIVE.getByName(page.store_id).push(page)));
}

/** The sockets of a store now, and its messages since its object woke. */
type StoreSockets = FeedCounts & { store_id: string };

/** The sockets of at most `limit` stores with screens, of all tenants; a silent object is left out. One query and a call a store. */
export async function countSockets({ env, arrived_at }: PublicContext, limit: number): Promise<StoreSockets[]> {
  const store_ids = await listAllListening(env, arrived_at, limit);
  const found: StoreSockets[][] = [];
  for (let at = 0; at < store_ids.length; at += AT_ONCE)
    found.push(
      ...(await Promise.all(
        store_ids.slice(at, at + AT_ONCE).map(async (store_id) => {
          try {
            return [{ store_id, ...(await env.LIVE.getByName(store_id).count()) }];
          } catch (error) {
            logTrouble("warn", "sockets not counted", error, { store_id });
            return [];
          }
        }),
      )),
    );
  return found.flat();
}
