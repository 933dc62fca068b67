/** Tests of the metrics: who reads them, and what they show of webhooks, devices, outboxes and sockets (rules E5, T7, T9). */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { ulid } from "ulid";
import { expect, test } from "vitest";
import { MOST_SERIES, renderMetrics } from "../../../../src/modules/operations/metrics/domain.ts";
import { FAILURES_TO_OPEN } from "../../../../src/modules/operations/webhooks/domain/health.ts";
import { hex, sha256 } from "../../../../src/platform/crypto/secrets.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import worker from "../../../../src/worker.ts";
import { openScreen } from "../../../support/feed.ts";
import { clientOf, countRows, newPark, newProvider, until } from "../../../support/park.ts";
import { emit, fanOut, newEndpoint, newReceiver, newSubject, withReceivers } from "../webhooks/support.ts";

withReceivers();

const scraper = clientOf("test-metrics-token-of-32-letters");

/** The value of a series, by its name with its labels. */
async function sampleOf(series: string): Promise<number> {
  const { status, text } = await scraper.get("//metrics");
  expect(status).toBe(200);
  const line = text.split("\n").find((sent) => sent.startsWith(`${series} `));
  return Number(line?.slice(series.length) ?? Number.NaN);
}

/** The reads over all tenants during some work; other work of this moment names its tenant. */
async function readsOverAll(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const prototype = Object.getPrototypeOf(env.DB.withSession());
  const { prepare } = prototype;
  prototype.prepare = function (this: D1DatabaseSession, text: string) {
    if (!text.includes("tenant_id = ?")) sent.push(text);
    return prepare.call(this, text);
  };
  try {
    await work();
  } finally {
    prototype.prepare = prepare;
  }
  return sent;
}

test("[T7] the provider in the console and the deployment's token read the metrics; others are refused", async () => {
  const park = await newPark();
  const provider = await newProvider();
  for (const client of [provider, scraper]) {
    const reply = await client.get("//metrics");
    expect([reply.status, reply.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    expect(reply.text).toMatch(/^# HELP outbox_tenants_behind .+\n# TYPE outbox_tenants_behind gauge\n/);
  }
  expect((await (await park.person("owner")).get("//metrics")).status).toBe(403);
  for (const token of ["test-metrics-token-of-32-letterz", "test-metrics-token-of-32-letter", "x"])
    expect((await clientOf(token).get("//metrics")).status, token).toBe(401);
  // The token opens nothing else.
  expect((await scraper.get("/admin/dlq")).status).toBe(401);
  expect((await scraper.get("/tenant")).status).toBe(401);
});

test("[T5] without the secret no bearer token but the provider's reads the metrics", async () => {
  for (const METRICS_TOKEN of [undefined, ""]) {
    const request = new Request("https://park.test/metrics", { headers: { authorization: `Bearer ${scraper.token}` } });
    const { status } = await worker.fetch(request, { ...env, METRICS_TOKEN }, createExecutionContext());
    expect(status).toBe(401);
  }
});

test("[E4] [E5] a destination's attempts, failures and open breaker show under its hash, and a healthy one's beside it", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const bad = newReceiver(() => new Response("no", { status: 500 }));
  const good = newReceiver();
  await newEndpoint(owner, bad.url);
  await newEndpoint(owner, good.url);
  const hashOf = async (url: string) => hex(await sha256(url)).slice(0, 16);
  const of_bad = `{destination="${await hashOf(bad.url)}"}`;
  const of_good = `{destination="${await hashOf(good.url)}"}`;
  await emit(park.tenant_id, Array.from({ length: FAILURES_TO_OPEN }, newSubject));
  await fanOut(park.tenant_id);
  await until(async () => good.calls.length === FAILURES_TO_OPEN && bad.calls.length === FAILURES_TO_OPEN);
  await until(async () => (await sampleOf(`webhook_failures_total${of_bad}`)) === FAILURES_TO_OPEN);
  await until(async () => (await sampleOf(`webhook_attempts_total${of_good}`)) === FAILURES_TO_OPEN);
  expect(await sampleOf(`webhook_attempts_total${of_bad}`)).toBe(FAILURES_TO_OPEN);
  expect(await sampleOf(`webhook_failures_total${of_good}`)).toBe(0);
  expect(await sampleOf(`webhook_breaker_state${of_bad}`)).toBe(1);
  expect(await sampleOf(`webhook_breaker_state${of_good}`)).toBe(0);
  const { text } = await scraper.get("//metrics");
  expect(text).not.toContain(new URL(bad.url).hostname);
  expect(text).not.toContain(park.tenant_id);
});

test("[D3] devices show by status, and one whose outage lasts as offline", async () => {
  const active = await sampleOf('devices{status="active"}');
  const [offline, online] = [await sampleOf("devices_offline"), await sampleOf("devices_online")];
  const park = await newPark();
  const added = await countRows("devices", park.tenant_id);
  await env.DB.prepare(
    `INSERT INTO alerts (tenant_id, alert_id, type, severity, status, store_id, subject_kind, subject_id, details,
       opened_at, request_id, version) VALUES (?, ?, 'device.offline', 'info', 'open', ?, 'device', 'd', '{}', 1, 'r', 1)`,
  )
    .bind(park.tenant_id, newId(Date.now()), park.store_id)
    .run();
  expect(await sampleOf('devices{status="active"}')).toBe(active + added);
  expect(await sampleOf("devices_offline")).toBe(offline + 1);
  expect(await sampleOf("devices_online")).toBe(online + added - 1);
});

test("[E9] a store's sockets and messages show under its id", async () => {
  const park = await newPark();
  const store = `store="${park.store_id}"`;
  const screen = await openScreen(park.store_id, { token: (await park.person("owner")).token, topics: ["dashboard"] });
  await screen.next("ready");
  expect(await sampleOf(`ws_sockets{${store}}`)).toBe(1);
  expect(await sampleOf(`ws_messages_total{${store},direction="in"}`)).toBe(1);
  expect(await sampleOf(`ws_messages_total{${store},direction="out"}`)).toBeGreaterThanOrEqual(1);
  screen.close();
});

test("[E1] an event that no consumer passed shows as a tenant behind, with its age", async () => {
  const before = await sampleOf("outbox_tenants_behind");
  const tenants = Array.from({ length: 3 }, () => newId(Date.now()));
  const old = ulid(Date.now() - 7_200_000);
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT value, 5, ?, 'test.a', 'test', 's', 1, '{}' FROM json_each(?)`,
  )
    .bind(old, JSON.stringify(tenants))
    .run();
  expect(await sampleOf("outbox_tenants_behind")).toBeGreaterThanOrEqual(before + 3);
  expect(await sampleOf("outbox_events_behind_max")).toBeGreaterThanOrEqual(5);
  expect(await sampleOf("outbox_oldest_event_seconds")).toBeGreaterThanOrEqual(7_200);
});

test("[T9] an answer costs eight queries, however many tenants have endpoints, devices and events", async () => {
  const tenants = Array.from({ length: 300 }, () => newId(Date.now()));
  await env.DB.prepare(
    `INSERT INTO webhooks (tenant_id, webhook_id, url, events, status, sealed_secret, from_sequence, created_at, updated_at,
       created_by, version)
     SELECT value, value, 'https://example.com/' || value, '["*"]', 'enabled', 's', 0, 1, 1, 'x', 1 FROM json_each(?)`,
  )
    .bind(JSON.stringify(tenants))
    .run();
  const reads = await readsOverAll(() => scraper.get("//metrics"));
  expect(reads).toHaveLength(8);
  const { text } = await scraper.get("//metrics");
  const series = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(series.filter((line) => line.startsWith("webhook_breaker_state")).length).toBeLessThanOrEqual(150);
  expect(series.length).toBeLessThan(MOST_SERIES);
  await env.DB.prepare("DELETE FROM webhooks WHERE tenant_id IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(tenants))
    .run();
});

test("[T9] a text has at most 1,000 series, counts those left out, and escapes labels and help", () => {
  const samples = Array.from({ length: 1_200 }, (_, n) => [{ n: String(n) }, n] as const);
  const text = renderMetrics([{ name: "many", type: "gauge", help: "a\nb\\c", samples }]);
  const lines = text.trim().split("\n");
  expect(lines.filter((line) => !line.startsWith("#"))).toHaveLength(MOST_SERIES);
  expect(lines.at(-1)).toBe("metrics_series_left_out 201");
  expect(lines[0]).toBe("# HELP many a\\nb\\\\c");
  const quoted = renderMetrics([{ name: "q", type: "gauge", help: "", samples: [[{ of: 'a"b\\c\nd' }, 1]] }]);
  expect(quoted).toContain('q{of="a\\"b\\\\c\\nd"} 1\n');
});
