/** Webhooks in a storm: a receiver that fails at random, and kill -9 of the server in the middle, lose no event. */

import { setTimeout } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { freePort } from "../../simulator/server.ts";
import { seededRandom } from "../support/seed.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder, startServer } from "./support.ts";
import { listen, openStopped, ownerOf, waitFor } from "./webhooks.ts";

const EVENTS = shortOrLong(200, 10_000);
const EVENTS_OF_A_SUBJECT = 4;
/** One fewer than open the breaker, which would pause for ten minutes. */
const MOST_FAILURES_IN_A_ROW = 7;

/** After a fourth failure a delivery waits two minutes, and the test with it. */
const MOST_FAILURES_OF_AN_EVENT = shortOrLong(2, 3);

interface Received {
  event_id: string;
  sequence: number;
  subject_id: string;
}

test(`[E4] [E6] ${EVENTS} events to a receiver that fails 30 % at random, with kill -9 of the server in the middle twice: each arrives with its id, none is missing, each subject in order`, async () => {
  const random = seededRandom();
  const folder = makeDataFolder();
  let webhook: Webhook | undefined;
  const accepted: Received[] = [];
  const ids = new Map<number, Set<string>>();
  const failures = new Map<number, number>();
  let [refused, in_a_row, forged] = [0, 0, 0];
  const receiver = await listen(await freePort(), (body, request, response) => {
    let event: Received;
    try {
      event = webhook?.verify(body, request.headers as Record<string, string>) as Received;
    } catch {
      forged += 1;
      response.writeHead(401).end();
      return;
    }
    ids.set(event.sequence, (ids.get(event.sequence) ?? new Set()).add(String(request.headers["webhook-id"])));
    const failed = failures.get(event.sequence) ?? 0;
    if (random.chance(0.3) && in_a_row < MOST_FAILURES_IN_A_ROW && failed < MOST_FAILURES_OF_AN_EVENT) {
      failures.set(event.sequence, failed + 1);
      refused += 1;
      in_a_row += 1;
      response.writeHead(500).end();
      return;
    }
    in_a_row = 0;
    accepted.push(event);
    response.writeHead(204).end();
  });
  let server = await startServer(folder.path, await freePort());
  try {
    const call = await ownerOf(server);
    const url = `http://localhost:${receiver.port}/`;
    const made = await call("POST", "/webhooks", { url, events: ["alert.*"] });
    const { webhook_id, secret } = made.data as { webhook_id: string; secret: string };
    webhook = new Webhook(secret);
    await server.end("SIGTERM");
    const first = openStopped(folder.path, (db) => addEvents(db, webhook_id));
    const arrived = () =>
      new Set(accepted.map(({ sequence }) => sequence).filter((sequence) => sequence >= first)).size;
    server = await startServer(folder.path, server.port);
    for (const share of [0.3, 0.6]) {
      await waitFor(`${share} arrived`, () => arrived() >= EVENTS * share);
      await server.end("SIGKILL");
      server = await startServer(folder.path, server.port);
    }
    const shown = new Set<number>();
    for (let idle = 0; arrived() < EVENTS && idle < 900; idle++) {
      await setTimeout(100);
      if (!shown.has(arrived())) idle = 0;
      shown.add(arrived());
    }
    expect([arrived(), forged]).toEqual([EVENTS, 0]);
    expect(refused).toBeGreaterThan(EVENTS * 0.2);
    expect([...ids.values()].filter((seen) => seen.size !== 1)).toEqual([]);
    // Of each subject the first acceptance of each event comes in the order of sequences.
    const firsts = [...new Map(accepted.toReversed().map((event) => [event.sequence, event])).values()].toReversed();
    const wrong = [...Map.groupBy(firsts, ({ subject_id }) => subject_id).values()].filter((events) =>
      events.some(({ sequence }, at) => sequence < (events[at - 1]?.sequence ?? 0)),
    );
    expect(wrong).toEqual([]);
    const again = await ownerOf(server);
    await waitFor("the log says that all are delivered", async () => {
      const { data } = await again("GET", `/webhooks/${webhook_id}/deliveries?status=pending`);
      return (data as unknown[]).length === 0;
    });
    const dead = await again("GET", "/dlq");
    expect(dead.data).toEqual([]);
  } finally {
    await server.end("SIGTERM");
    await receiver.close();
    folder.remove();
  }
});

/** Adds events of many subjects, whose events alternate; returns the first sequence. */
function addEvents(db: Parameters<Parameters<typeof openStopped>[1]>[0], webhook_id: string): number {
  const [park] = db
    .prepare(
      `SELECT w.tenant_id, MAX(o.sequence) AS last FROM webhooks w JOIN outbox o ON o.tenant_id = w.tenant_id
       WHERE w.webhook_id = ?`,
    )
    .all(webhook_id);
  const [tenant_id, last] = [String(park?.tenant_id), Number(park?.last)];
  const add = db.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, store_id, at, data)
     VALUES (?, ?, ?, 'alert.tenant_bytes', 'tenant', ?, NULL, ?, '{"bytes":2,"limit":1}')`,
  );
  const subjects = EVENTS / EVENTS_OF_A_SUBJECT;
  const id = (kind: string, at: number) => `01ARZ3NDEKTSV4RRFF${kind}${String(at).padStart(7, "0")}`;
  db.exec("BEGIN");
  for (let at = 0; at < EVENTS; at++)
    add.run(tenant_id, last + 1 + at, id("E", at), id("S", at % subjects), Date.now());
  db.exec("COMMIT");
  return last + 1;
}
