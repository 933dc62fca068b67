/** The price of a cron tick: idle tenants cost no query, because each job finds its due tenants by one query. */

import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import type { Env } from "../../src/env.ts";
import { newId } from "../../src/platform/http/context.ts";
import type { WakeUp } from "../../src/platform/queue/outbox.ts";
import worker from "../../src/worker.ts";
import { cashSale, newPark } from "../support/park.ts";

const IDLE_TENANTS = 500;
/** The most D1 queries of one tick, of all jobs and of the objects that they call. */
const QUERIES_A_TICK = 15;
const DAY_MS = 86_400_000;

/** Every tenant that has rows now. */
async function knownTenants(): Promise<Set<unknown>> {
  const { results } = await env.DB.prepare("SELECT tenant_id FROM tenants UNION SELECT tenant_id FROM outbox").all();
  return new Set(results.map(({ tenant_id }) => tenant_id));
}

/** Tenants with a row of each table that a job looks at, and nothing to do: copies of the rows of one park. */
async function idleTenants(): Promise<string[]> {
  const park = await newPark();
  const till = await park.till();
  await till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  await till.post("/customers", { name: "Somchai" }, newId(Date.now()));
  const parked = await till.post("/open_tickets", { items: [{ package_id: park.packages.single, qty: 1 }] }, "parked");
  expect(parked.status).toBe(201);
  const owner = await park.person("owner");
  const hook = await owner.post("/webhooks", { url: "https://hooks.example.com/", events: ["sale.*"] });
  expect(hook.status).toBe(201);
  const file = { kind: "customers", file_name: "guests.csv", content: btoa("name\nMali") };
  expect((await owner.post("/imports", file)).status).toBe(201);
  const tenants = Array.from({ length: IDLE_TENANTS }, () => newId(Date.now()));
  const tables = [
    ...["tenants", "outbox", "settings", "replies", "customers", "open_tickets", "audits", "webhooks"],
    "imports",
  ];
  for (const table of tables) {
    const { results: columns } = await env.DB.prepare("SELECT name FROM pragma_table_info(?)").bind(table).all();
    const values = columns.map(({ name }) =>
      name === "tenant_id" ? "json_each.value" : name === "hash" || name === "prev_hash" ? "NULL" : `one.${name}`,
    );
    const { meta } = await env.DB.prepare(
      `INSERT INTO ${table} (${columns.map(({ name }) => name).join()}) SELECT ${values.join()}
       FROM json_each(?) JOIN (SELECT * FROM ${table} WHERE tenant_id = ? LIMIT 1) one`,
    )
      .bind(JSON.stringify(tenants), park.tenant_id)
      .run();
    expect(meta.changes, table).toBeGreaterThan(0);
  }
  // The cron gives 20 tenants a minute their place in the reports, once for each.
  await env.DB.prepare(
    `INSERT INTO report_places (tenant_id, sequence, generation, version)
     SELECT tenant_id, MAX(sequence), 0, 1 FROM outbox GROUP BY tenant_id ON CONFLICT DO NOTHING`,
  ).run();
  return tenants;
}

/** The messages that sweeps sent. The test hands them over itself: 500 timers a tick are more than a local queue bears. */
const sent: WakeUp[] = [];
const OUTBOX = {
  send: async (body: WakeUp) => void sent.push(body),
  sendBatch: async (batch: Iterable<{ body: WakeUp }>) => void sent.push(...[...batch].map(({ body }) => body)),
};
const quiet: Env = { ...env, OUTBOX: OUTBOX as unknown as Env["OUTBOX"] };

/** Drains the tenants of all messages, until none is sent again. */
async function handOver(): Promise<void> {
  while (sent.length > 0) {
    const messages = sent.splice(0, 100).map((body) => ({ body, retry: () => undefined }));
    const batch = { queue: "playpark-outbox", messages } as unknown as MessageBatch<WakeUp>;
    const execution = createExecutionContext();
    await worker.queue(batch, quiet, execution);
    await waitOnExecutionContext(execution);
  }
}

interface Tick {
  /** The queries by their text, without those about other tenants. */
  counted: Map<string, number>;
  /** The tick recorded acts, of whatever tenants. */
  acted: boolean;
}

async function queriesOfTick(at: number, others: ReadonlySet<unknown>): Promise<Tick> {
  const counted = new Map<string, number>();
  let acted = false;
  const count = (text: string, values: unknown[]) => {
    acted ||= text.startsWith("INSERT INTO audits");
    if (!values.some((value) => others.has(value))) counted.set(text, (counted.get(text) ?? 0) + 1);
  };
  const prototype = Object.getPrototypeOf(env.DB.withSession());
  const { prepare } = prototype;
  vi.useFakeTimers({ toFake: ["Date"], now: at });
  prototype.prepare = function (this: D1DatabaseSession, text: string) {
    const prepared = prepare.call(this, text);
    const { bind } = prepared;
    prepared.bind = (...values: unknown[]) => {
      count(text.replaceAll(/\s+/g, " "), values);
      return bind.apply(prepared, values);
    };
    return prepared;
  };
  try {
    const controller = { scheduledTime: at, cron: "* * * * *", noRetry: () => undefined };
    await worker.scheduled(controller as ScheduledController, quiet, createExecutionContext());
  } finally {
    prototype.prepare = prepare;
    vi.useRealTimers();
  }
  return { counted, acted };
}

test("[E1] [T9] one tick costs 500 idle tenants at most 15 queries of all jobs together, in any minute", async () => {
  const others = await knownTenants();
  const own = await idleTenants();
  for (const tenant_id of await knownTenants()) if (!own.includes(String(tenant_id))) others.add(tenant_id);
  // Days that are over: a later moment would move the ids of the tests that follow.
  const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2;
  const sum = (counted: Map<string, number>) => [...counted.values()].reduce((all, one) => all + one, 0);
  let { counted, acted } = await queriesOfTick(noon, others);
  // The first sweep wakes every tenant, and no later one does: their common cursors have moved.
  const woken = new Set(sent.map(({ tenant_id }) => tenant_id));
  expect(own.filter((tenant_id) => !woken.has(tenant_id))).toEqual([]);
  await handOver();
  // The first ticks link the tenants' rows, deliver their events, and export the heads of this day, also of other tests' tenants.
  for (let minute = 1; minute < 60 && (acted || sum(counted) > QUERIES_A_TICK); minute++) {
    ({ counted, acted } = await queriesOfTick(noon + minute * 60_000, others));
    await handOver();
  }
  const told = () => [...counted].map(([text, times]) => `${times} × ${text}`).join("\n");
  expect(sum(counted), told()).toBeLessThanOrEqual(QUERIES_A_TICK);
  expect(counted.size).toBeGreaterThan(5);
  for (const minute of [0, 1, 7, 11, 23, 35]) {
    ({ counted } = await queriesOfTick(noon + DAY_MS / 2 + minute * 60_000, others));
    expect(sum(counted), told()).toBeLessThanOrEqual(QUERIES_A_TICK);
    expect(sent.filter(({ tenant_id }) => own.includes(tenant_id))).toEqual([]);
    await handOver();
  }
});
