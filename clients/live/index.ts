/** The live client: everything that a screen needs to show a store's events as they happen. */

export type { Feed, FeedEvent, FeedNews, FeedOptions, Socket, Topic } from "./api.ts";
export { openFeed } from "./feed.ts";
