/** Tests of alert rules: an event that a park chose opens one alert. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { DEVICE_EVENTS } from "../../../../src/modules/access/devices/events.ts";
import { findRule, isRuleEvent } from "../../../../src/modules/operations/fleet/domain/rules.ts";
import { alertRuleConsumers } from "../../../../src/modules/operations/fleet/jobs.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, systemContext } from "../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { countRows, newPark, type TestPark } from "../../../support/park.ts";

const drain = ({ tenant_id }: TestPark) =>
  drainOutbox(
    systemContext(env, "test", () => undefined),
    tenant_id,
    alertRuleConsumers(),
  );

test("[D5] a rule has an event or a prefix that exists, and never an alert", () => {
  const known = ["sale.voided", "alert.opened"];
  const events = ["sale.voided", "sale.", "sale", "refund.", "alert.opened", "alert."];
  expect(events.map((event) => isRuleEvent(event, known))).toEqual([true, true, false, false, false, false]);
});

test("[D5] of the rules that an event meets the most severe one counts, in its store, if it is enabled", () => {
  const rule = { rule_id: "a", store_id: null, event: "sale.", severity: "info", enabled: true } as const;
  const rules = [
    rule,
    { ...rule, rule_id: "b", event: "sale.voided", severity: "critical", store_id: "S" },
    { ...rule, rule_id: "c", severity: "critical", enabled: false },
  ] as const;
  const found = (type: string, store_id: string | null) => findRule(rules, { event_id: "e", type, store_id })?.rule_id;
  expect([found("sale.voided", "S"), found("sale.voided", "T"), found("refund.made", "S")]).toEqual([
    "b",
    "a",
    undefined,
  ]);
});

test("[D5] an event that meets a rule opens one alert, however often it is delivered", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const gate = park.devices.gate?.device_id;
  await owner.post(`/devices/${gate}/suspend`);
  await owner.post(`/devices/${gate}/resume`);
  const rule = await owner.post("/alert-rules", { event: "device.suspended", severity: "critical", channel: "live" });
  expect(rule.status).toBe(201);
  await owner.post(`/devices/${gate}/suspend`);
  await drain(park);
  expect(await countRows("alerts", park.tenant_id)).toBe(1);
  await env.DB.prepare("DELETE FROM outbox_cursors WHERE tenant_id = ?").bind(park.tenant_id).run();
  await drain(park);
  const { data } = await owner.get("/provider/alerts");
  expect(data).toMatchObject([{ type: "device.suspended", severity: "critical", subject_id: gate }]);
  await owner.call("DELETE", `/alert-rules/${rule.data.rule_id}`);
  await owner.post(`/devices/${gate}/resume`);
  expect((await owner.get("/alert-rules")).data).toEqual([]);
});

test("[D5] no rule opens a second alert of an event that has its own, which would last for ever", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  for (const event of ["device.offline", "device.", "webhook."])
    expect((await owner.post("/alert-rules", { event, channel: "live" })).status).toBe(201);
  const at = Date.now();
  const ctx = asTenant(seedContext(env), park.tenant_id);
  const device = { device_id: park.devices.gate?.device_id ?? "", type: "GATE", name: "Gate" } as const;
  const { offline } = DEVICE_EVENTS;
  const subject = ["device", device.device_id] as const;
  const { store_id } = park;
  await commit(ctx, {
    writes: [],
    audit: [{ event: "test.noticed", subject }],
    events: [offline.of(subject, { ...device, store_id, since: at }, { store_id })],
  });
  await drain(park);
  expect(await countRows("alerts", park.tenant_id, "type = 'device.offline'")).toBe(0);
});

test("[D5] a tenant without rules has no event read for them, and at most fifty rules", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await owner.post(`/devices/${park.devices.gate?.device_id}/suspend`);
  await drain(park);
  expect(await countRows("outbox_cursors", park.tenant_id, "consumer = 'alert-rules'")).toBe(0);
  const post = () => owner.post("/alert-rules", { event: "sale.voided", channel: "webhook" });
  const made = await Promise.all(Array.from({ length: 52 }, post));
  expect(made.filter(({ status }) => status === 201)).toHaveLength(50);
  expect(made.filter(({ status }) => status === 422)).toHaveLength(2);
  expect((await owner.post("/alert-rules", { event: "alert.opened", channel: "live" })).status).toBe(422);
});
