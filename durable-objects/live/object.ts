/** A store's live object: the sockets of its screens, which hibernate between events (rule E9). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { FeedCounts, FeedPage } from "../../src/modules/operations/live/domain/requests.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { Feed } from "./feed.ts";

declare module "../../src/env.ts" {
  interface Env {
    LIVE: DurableObjectNamespace<LiveObject>;
  }
}

export class LiveObject extends DurableObject<Env> {
  private readonly feed: Feed;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.feed = new Feed(state, env);
  }

  /** Opens a screen's socket; 429 when there are too many. */
  override fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    return this.feed.open(searchParams.get("store_id") ?? "", searchParams.get("network") ?? "", Date.now());
  }

  /** Gives events to the screens. A page that comes again adds nothing. */
  push(page: FeedPage): Promise<void> {
    return this.feed.push(page, Date.now());
  }

  count(): FeedCounts {
    return this.feed.count();
  }

  override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
    try {
      await this.feed.take(socket, raw, Date.now());
    } catch (error) {
      logTrouble("error", "feed message failed", error);
      socket.close(1011, "Something unexpected went wrong. Connect again.");
    }
  }

  override webSocketClose(socket: WebSocket): void {
    this.feed.gone(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.feed.gone(socket);
  }

  override alarm(): Promise<void> {
    return this.feed.check(Date.now());
  }

  /** Deletes everything about the store, because its tenant is purged. */
  async forget(): Promise<void> {
    this.feed.end();
    await this.ctx.storage.deleteAll();
  }
}
