/** A fleet falls silent, and the server is killed while it waits: each silent gate has one alert in time, no other has one. */
import { afterAll, expect, test } from "vitest";
import { type Client, dataOf, loginDevice, loginEmployee, openClient, readAll } from "../../simulator/client.ts";
import { freePort, readPark } from "../../simulator/server.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const GATES = shortOrLong(15, 200);
const BEATING = shortOrLong(5, 20);
/** Real in the long form; the server must start again within it. */
const OFFLINE_AFTER_S = shortOrLong(20, 120);
const BEAT_EVERY_MS = 4_000;

interface Alert {
  type: string;
  device_id: string;
  opened_at: string;
  details: { since: string };
}

const folder = makeDataFolder();
let server: ServerProcess | undefined;

afterAll(async () => {
  await server?.end("SIGKILL");
  folder.remove();
});

async function pairGates(client: Client, manager: string, store_id: string, count: number) {
  const paired: { device_id: string; device_token: string }[] = [];
  for (let n = 0; n < count; n++) {
    const asked = client.post<{ site_key: string }>("/pairings", { store_id, type: "GATE" }, { token: manager });
    const { site_key } = await dataOf("a site key", asked);
    const device = { name: `Gate ${n}`, type: "GATE" };
    paired.push(await dataOf("a pairing", client.post("/auth/device/register", { site_key, device })));
  }
  return paired;
}

test(`[D3] of ${GATES} gates those that fall silent have one alert within ${OFFLINE_AFTER_S + 2} seconds although the server was killed, and no other has one`, async () => {
  const port = await freePort();
  const settings = { OFFLINE_AFTER_S: String(OFFLINE_AFTER_S) };
  server = await startServer(folder.path, port, settings);
  const client = openClient(server.url);
  const { employees, store_id } = readPark(folder.path);
  if (!employees.owner) throw new Error("The demo park has no owner.");
  const { owner } = employees;
  const manager = await loginEmployee(client, owner, {});
  await dataOf("a step-up", client.post("/auth/step-up", { pin: owner.pin }, { token: manager }));
  const gates = await pairGates(client, manager, store_id, GATES);
  const tokens = new Map<string, string>();
  for (const gate of gates) tokens.set(gate.device_id, await loginDevice(client, gate));
  const beat = async ({ device_id }: { device_id: string }) => {
    const sent_at = new Date().toISOString();
    const sent = client.post("/provider/heartbeats", { sent_at }, { token: tokens.get(device_id) });
    await dataOf("a heartbeat", sent);
  };
  const beating = gates.slice(0, BEATING);
  const silent = gates.slice(BEATING);

  await Promise.all(gates.map(beat));
  const stopped_at = Date.now();
  await server.end("SIGKILL");
  server = await startServer(folder.path, port, settings);
  let failed: unknown;
  let ended = false;
  const beats = (async () => {
    while (!ended) {
      await Promise.all(beating.map(beat)).catch((error) => {
        failed = error;
      });
      await new Promise((resolve) => setTimeout(resolve, BEAT_EVERY_MS));
    }
  })();
  const wait_ms = stopped_at + (OFFLINE_AFTER_S + 10) * 1_000 - Date.now();
  await new Promise((resolve) => setTimeout(resolve, wait_ms));
  ended = true;
  await beats;
  expect(failed).toBeUndefined();

  const alerts = (await readAll<Alert>(client, "/provider/alerts", manager)).filter(({ device_id }) =>
    tokens.has(device_id),
  );
  expect(alerts.map(({ device_id }) => device_id).toSorted()).toEqual(
    silent.map(({ device_id }) => device_id).toSorted(),
  );
  const delays = alerts.map(({ opened_at, details }) => Date.parse(opened_at) - Date.parse(details.since));
  expect(Math.min(...delays)).toBeGreaterThan(OFFLINE_AFTER_S * 1_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual((OFFLINE_AFTER_S + 2) * 1_000);
  client.close();
});
