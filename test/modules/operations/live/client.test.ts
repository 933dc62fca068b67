/** The live client in workerd against the real server: it shows what happens, also what happened while it was away. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type FeedNews, openFeed, type Socket } from "../../../../clients/live/index.ts";
import { verifyToken } from "../../../../src/platform/http/tokens.ts";
import { askForFeed } from "../../../support/feed.ts";
import { cashSale, newPark, until } from "../../../support/park.ts";

test("[E9] the client shows the sales of another till, resumes after a loss without a gap, and stops with its session", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const news: FeedNews[] = [];
  const sockets: WebSocket[] = [];
  const feed = openFeed({
    base_url: "https://park.test",
    store_id: park.store_id,
    topics: ["counter"],
    token: () => manager.token,
    on: (each) => news.push(each),
    random: () => 0,
    connect: async (url) => {
      const { webSocket } = await askForFeed(new URL(url).searchParams.toString());
      if (!webSocket) throw new Error("no socket");
      webSocket.accept();
      sockets.push(webSocket);
      return webSocket as unknown as Socket;
    },
  });
  await until(async () => feed.state === "live");
  const till = await park.till();
  const [package_id = ""] = Object.values(park.packages);
  const sell = async (key: string) =>
    (await till.post("/sales", cashSale(package_id, 1, 35_000), key)).data.sale_id as string;
  const sold = () =>
    news.flatMap((each) =>
      each.type === "event" && each.event.type === "sale.created" ? [each.event.subject_id] : [],
    );
  const first = await sell("k1");
  await until(async () => sold().length === 1);
  sockets[0]?.close(3000, "the network is gone");
  await until(async () => feed.state !== "live");
  const second = await sell("k2");
  await until(async () => sold().length === 2);
  expect(sold()).toEqual([first, second]);
  expect(news.map(({ type }) => type).filter((type) => type === "gap")).toEqual([]);
  const { employee_id } = await verifyToken(env, manager.token, ["employee"], Date.now());
  const owner = await park.person("owner");
  await owner.call("DELETE", `/employees/${employee_id}/sessions`);
  await until(async () => feed.state === "stopped");
  expect(news.at(-1)).toMatchObject({ type: "stopped", code: "E_UNAUTHENTICATED" });
});
