/** Sockets over real HTTP: a gate's, opened like a browser, which cannot send headers, and a screen's by its client. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeedNews, openFeed } from "../../clients/live/index.ts";
import { type Client, dataOf, loginDevice, loginEmployee, openClient } from "../../simulator/client.ts";
import { freePort, type Park, readPark } from "../../simulator/server.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;
let client: Client;
let park: Park;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort(), { OFFLINE_AFTER_S: "5" });
  client = openClient(server.url);
  park = readPark(folder.path);
});

afterAll(async () => {
  client?.close();
  await server?.end("SIGTERM");
  folder.remove();
});

test("[D4] a gate opens its socket with its token as a protocol, is greeted and answered, and is cut off when it is suspended", async () => {
  const { gate } = park.devices;
  const { owner } = park.employees;
  if (!gate || !owner) throw new Error("The demo park is not whole.");
  const token = await loginDevice(client, gate);
  const manager = await loginEmployee(client, owner, {});

  const plain = await client.get("/gate/live", { token });
  expect([plain.status, plain.error?.code]).toEqual([426, "E_UPGRADE_REQUIRED"]);

  const socket = new WebSocket(`${server.url.replace("http", "ws")}/v1/gate/live`, ["playpark", `bearer.${token}`]);
  const told: { type: string; data: Record<string, unknown> }[] = [];
  socket.addEventListener("message", ({ data }) => told.push(JSON.parse(String(data))));
  await once(socket, "open");
  expect(socket.protocol).toBe("playpark");
  await expect.poll(() => told.length).toBe(1);
  socket.send(JSON.stringify({ type: "heartbeat", sent_at: new Date().toISOString(), battery: 90 }));
  await expect.poll(() => told.length).toBe(2);

  const closed = once(socket, "close");
  await dataOf("suspending", client.post(`/devices/${gate.device_id}/suspend`, {}, { token: manager }));
  const [{ code, reason }] = await closed;
  expect([code, reason]).toEqual([4403, "This device is not active."]);
  expect(told.map(({ type }) => type)).toEqual(["hello", "heartbeat", "device.suspended"]);
});

test("[E9] a screen in another process shows a sale of a till as it happens, with the client's defaults", async () => {
  const { pos } = park.devices;
  const { owner, cashier } = park.employees;
  if (!pos || !owner || !cashier) throw new Error("The demo park is not whole.");
  const manager = await loginEmployee(client, owner, {});
  const till = await loginEmployee(client, cashier, { token: await loginDevice(client, pos) });
  const news: FeedNews[] = [];
  const { store_id } = park;
  const feed = openFeed({
    base_url: server.url,
    store_id,
    topics: ["counter"],
    token: () => manager,
    on: (each) => news.push(each),
  });
  await expect.poll(() => feed.state).toBe("live");
  await client.post("/shifts/open", { cash_open: 100_000 }, { token: till });
  const types = () => news.map((each) => (each.type === "event" ? each.event.type : each.type));
  await expect.poll(types, { timeout: 10_000 }).toContain("shift.opened");
  feed.close();
  expect(types()[0]).toBe("ready");
});

test("[D3] [D5] [E9] a gate whose plug is pulled is an alert on the screen of its fleet, which its next heartbeat resolves", async () => {
  const { gate2 } = park.devices;
  const { owner } = park.employees;
  if (!gate2 || !owner) throw new Error("The demo park is not whole.");
  const manager = await loginEmployee(client, owner, {});
  const token = await loginDevice(client, gate2);
  const beat = () => client.post("/provider/heartbeats", { sent_at: new Date().toISOString() }, { token });
  const told: string[] = [];
  const feed = openFeed({
    base_url: server.url,
    store_id: park.store_id,
    topics: ["fleet"],
    token: () => manager,
    on: (news) => {
      if (news.type !== "event") return;
      const { type, data } = news.event;
      if (data.device_id === gate2.device_id) told.push(`${type} ${data.type ?? ""}`.trim());
    },
  });
  await expect.poll(() => feed.state).toBe("live");
  await dataOf("a heartbeat", beat());
  await expect.poll(() => told, { timeout: 60_000 }).toContain("alert.opened device.offline");
  await dataOf("a heartbeat", beat());
  await expect.poll(() => told, { timeout: 60_000 }).toContain("alert.resolved device.offline");
  feed.close();
  expect(told.filter((each) => each.startsWith("alert."))).toEqual([
    "alert.opened device.offline",
    "alert.resolved device.offline",
  ]);
});
