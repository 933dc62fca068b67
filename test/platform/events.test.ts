/** Events: each has its published shape, with ISO 8601 times outside and epoch ms inside, however old its row is (rule E1). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import * as z from "zod";
import "../../src/app.ts";
import { seedContext } from "../../local/park.ts";
import { LOOSENED } from "../../src/modules/access/settings/events.ts";
import { REDEEMED, TICKET_CONFLICT } from "../../src/modules/admission/tickets/events.ts";
import { APPROVAL_EVENTS } from "../../src/modules/offer/approvals/events.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { defineEvent, eventTypes, SAMPLE, time, wireData } from "../../src/platform/events/define.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { consumerOf, drainOutbox, type OutboxEvent } from "../../src/platform/queue/outbox.ts";
import { OF_A_TEST } from "../support/events.ts";
import { call, cashSale, newPark } from "../support/park.ts";

const AT = Date.parse(SAMPLE.at);
const LATER = Date.parse(SAMPLE.later);

const declared = eventTypes().filter(({ summary }) => summary !== OF_A_TEST);

test("[E1] every event of the product is declared under a unique name", () => {
  expect(declared.length).toBeGreaterThanOrEqual(80);
  expect(new Set(declared.map(({ type }) => type)).size).toBe(declared.length);
  expect(() => defineEvent("sale.created", "again", z.object({}), {})).toThrow("declared twice");
});

test.each(declared)(
  "[E1] $type has an example that its schema accepts, without further fields",
  ({ schema, example }) => {
    expect(z.decode(z.strictObject(schema.shape), example as never)).toBeDefined();
    const inside = z.decode(schema, example as never);
    expect(z.encode(schema, inside)).toEqual(JSON.parse(JSON.stringify(example)));
  },
);

test.each(declared)("[E1] $type is read from an older row with epoch ms", (event) => {
  const inside = z.decode(event.schema, event.example as never) as Record<string, unknown>;
  expect(event.read(JSON.parse(JSON.stringify(inside)))).toEqual(inside);
  expect(event.read(event.example as Record<string, unknown>)).toEqual(inside);
});

test("[E1] every event is published with its schema and example", async () => {
  const { webhooks, components } = JSON.parse((await call("GET", "//openapi.json")).text);
  expect(components.schemas.Event.required).toEqual(Object.keys(components.schemas.Event.properties));
  expect(Object.keys(webhooks)).toEqual(expect.arrayContaining(declared.map(({ type }) => type)));
  for (const { type, summary, schema, example } of declared) {
    const { post } = webhooks[type];
    const [around, own] = post.requestBody.content["application/json"].schema.allOf;
    expect([post.summary, around.$ref]).toEqual([summary, "#/components/schemas/Event"]);
    expect(own.properties.type).toEqual({ type: "string", enum: [type] });
    expect(own.properties.data.examples).toEqual([JSON.parse(JSON.stringify(example))]);
    // Events of one shape share it.
    const [shared] = own.properties.data.allOf ?? [own.properties.data];
    const { properties } = shared.$ref ? components.schemas[shared.$ref.split("/").at(-1)] : shared;
    expect(Object.keys(properties), type).toEqual(Object.keys(schema.shape));
  }
});

test("[E1] an event that does not fit its schema is not made", () => {
  expect(() => REDEEMED.pass.of(["ticket", "1"], {} as never)).toThrow();
});

/** Puts a row of the older form into the outbox. */
async function writeOld(tenant_id: string, sequence: number, type: string, data: object): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     VALUES (?, ?, ?, ?, 'test', '1', 0, ?)`,
  )
    .bind(tenant_id, sequence, newId(0), type, JSON.stringify(data))
    .run();
}

test("[E1] older rows are delivered with current data, and an unreadable row unchanged to who reads any row", async () => {
  const tenant_id = newId(Date.now());
  const { id, device_id, ticket_id, employee_id } = SAMPLE;
  const act = { action: "refund", subject_id: id, amount: 5 };
  const approved = {
    ...{ approval_id: id, device_id, ...act, requester_id: employee_id, decision_note: null },
    ...{ status: "approved", decided_by: employee_id, expires_at: AT },
  };
  const pass = { at: AT, device_id, device_name: "North gate", zone: null };
  const conflict = { ticket_id, conflict_id: id, reason: "expired", first_pass: null, admitted: pass };
  const unread = { ticket_id: null, scan_id: id, result: "fail", reason: "unknown", device_id, zone_id: null };
  const setting = { key: "a.b", store_id: null, value: 1, from: LATER, approver_id: null };
  const act_loosened = {
    action: "refund",
    store_id: null,
    next: { approval: "never" },
    from: LATER,
    approver_id: null,
  };
  const rows: [string, object][] = [
    [APPROVAL_EVENTS.approved.type, approved],
    [TICKET_CONFLICT.type, conflict],
    [REDEEMED.fail.type, unread],
    [LOOSENED.type, setting],
    [LOOSENED.type, act_loosened],
    [REDEEMED.fail.type, { of: "another shape" }],
  ];
  for (const [index, [type, data]] of rows.entries()) await writeOld(tenant_id, index + 1, type, data);
  const seen: OutboxEvent[] = [];
  const types = [APPROVAL_EVENTS.approved, TICKET_CONFLICT, REDEEMED.fail, LOOSENED];
  const consumer = {
    name: "reads-old-rows",
    types,
    consume: async (_: unknown, event: OutboxEvent) => void seen.push(event),
  };
  await drainOutbox(seedContext(env), tenant_id, [consumer]);
  const untold = { package_id: null, remaining: 0, unit: "uses", direction: "entry", party: 1, forced: false };
  const { next, ...loosened } = act_loosened;
  expect(seen.map(({ data }) => data)).toEqual([
    approved,
    conflict,
    { ...unread, ...untold },
    { ...setting, action: null, next_value: null },
    { ...loosened, key: null, value: null, next_value: next },
    { of: "another shape" },
  ]);
});

test("[E1] an event that nobody can read holds back no later event", async () => {
  const Named = z.object({ names: z.array(z.string()), happened_at: time });
  const example = { names: [], happened_at: SAMPLE.at };
  const broken = (stored: Record<string, unknown>) => ({ ...stored, names: (stored.names as string[]).toSorted() });
  const named = defineEvent("test.named", OF_A_TEST, Named, example, broken);
  const tenant_id = newId(Date.now());
  await writeOld(tenant_id, 1, named.type, { of: "another shape" });
  await writeOld(tenant_id, 2, named.type, { names: ["B", "A"], happened_at: SAMPLE.at });
  const seen: unknown[] = [];
  const consumer = consumerOf("sorts-names", [named], async (_, { data }) => void seen.push(data.names.join()));
  await drainOutbox(seedContext(env), tenant_id, [consumer]);
  expect(seen).toEqual(["A,B"]);
  expect(wireData(named.type, { of: "another shape" })).toEqual({ of: "another shape" });
});

test("[E1] times are ISO 8601 in the outbox, and epoch ms for consumers", async () => {
  const Timed = z.object({ happened_at: time });
  const timed = defineEvent("test.timed", OF_A_TEST, Timed, { happened_at: SAMPLE.at });
  const tenant_id = newId(Date.now());
  await commit(asTenant(seedContext(env), tenant_id), {
    writes: [],
    audit: [{ event: "test", subject: ["test", "1"] }],
    events: [timed.of(["test", "1"], { happened_at: AT })],
  });
  const row = await env.DB.prepare("SELECT data FROM outbox WHERE tenant_id = ?").bind(tenant_id).first("data");
  expect(JSON.parse(String(row))).toEqual({ happened_at: SAMPLE.at });
  const seen: unknown[] = [];
  const consumer = consumerOf("timed", [timed], async (_, { data }) => void seen.push(data));
  await drainOutbox(seedContext(env), tenant_id, [consumer]);
  expect(seen).toEqual([{ happened_at: AT }]);
});

test("[E1] the event of a sale has its time in wire form", async () => {
  const park = await newPark();
  const { data: sale } = await (await park.till()).post("/sales", cashSale(park.packages.single, 1, 35_000), "key");
  const told = await env.DB.prepare("SELECT data FROM outbox WHERE tenant_id = ? AND type = 'sale.created'")
    .bind(park.tenant_id)
    .first<string>("data");
  const { sold_at, receipt_no, grand_total, ticket_ids } = JSON.parse(String(told));
  expect({ sold_at, receipt_no, grand_total, ticket_ids }).toEqual({
    sold_at: sale.sold_at,
    receipt_no: sale.receipt_no,
    grand_total: 35_000,
    ticket_ids: [sale.tickets[0].ticket_id],
  });
});
