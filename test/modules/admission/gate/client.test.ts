/** The reference client and the server agree: a gate works through an outage, and their records match. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type GateEvent, type GateOptions, openGate } from "../../../../clients/gate/index.ts";
import type { Socket } from "../../../../clients/gate/live.ts";
import worker from "../../../../src/worker.ts";
import { makePackage, scan, sell } from "../../../support/gate.ts";
import { askForSocket } from "../../../support/live.ts";
import { countRows, newPark, type TestPark, until } from "../../../support/park.ts";

/** A gate's client whose line the test can cut. */
function clientOf(park: TestPark, key: "gate" | "gate2", options: Partial<GateOptions> = {}) {
  const line = { cut: false, losing: false };
  const events: GateEvent[] = [];
  const { device_id = "", device_token = "" } = park.devices[key] ?? {};
  const gate = openGate({
    base_url: "https://park.test",
    device_id,
    device_token,
    timeout_ms: 5_000,
    retry_ms: 100,
    connect: null,
    on: (event) => events.push(event),
    fetch: async (input, init) => {
      if (line.cut) throw new TypeError("the line is cut");
      const request = new Request(input as string, init as RequestInit);
      request.headers.set("cf-connecting-ip", "10.1.0.1");
      const response = await worker.fetch(request, env, createExecutionContext());
      if (line.losing) throw new TypeError("the answer was lost");
      return response;
    },
    ...options,
  });
  return { gate, line, events };
}

test("[O1] [O5] [O6] two gates work through an outage: each admits a guest once, and the server records who passed twice", async () => {
  const park = await newPark();
  const [a, b, c, d, e] = await sell(park, await makePackage(park, {}), 5);
  const [multi] = await sell(park, await makePackage(park, { type: "multi", quota_or_minutes: 3 }), 1);
  if (!a || !b || !c || !d || !e || !multi) throw new Error("six were sold");
  const [one, two] = [clientOf(park, "gate"), clientOf(park, "gate2")];
  await one.gate.start();
  await two.gate.start();
  const verdictAt = async ({ gate }: typeof one, ticket: { qr_token: string }) => {
    const { reason, result, offline } = await gate.scan(ticket.qr_token);
    return `${reason ?? result}${offline ? " offline" : ""}`;
  };
  expect(one.gate.state).toMatchObject({ online: true, list_size: 6, zone: { name: "Main Gate" } });
  expect([await verdictAt(one, a), await verdictAt(two, a)]).toEqual(["pass", "duplicate_use"]);

  one.line.losing = true;
  expect(await verdictAt(one, b)).toBe("pass offline");
  [one.line.cut, two.line.cut] = [true, true];
  expect([await verdictAt(one, a), await verdictAt(one, b), await verdictAt(one, c)]).toEqual([
    "duplicate_use offline",
    "duplicate_use offline",
    "pass offline",
  ]);
  expect([await verdictAt(two, c), await verdictAt(two, d), await verdictAt(one, multi)]).toEqual(
    Array(3).fill("pass offline"),
  );
  expect([await verdictAt(one, multi), await verdictAt(one, { qr_token: "junk" })]).toEqual([
    "pass offline",
    "invalid_sig offline",
  ]);
  expect((await one.gate.scan(e.short_code)).reason).toBe("not_listed");

  [one.line.cut, one.line.losing, two.line.cut] = [false, false, false];
  await until(async () => one.gate.state.online && one.gate.state.queue_depth === 0);
  await until(async () => two.gate.state.online && two.gate.state.queue_depth === 0);
  const conflicts = [one, two].flatMap(({ events }) => events.filter((event) => event.type === "conflict"));
  expect(conflicts).toHaveLength(1);
  expect(conflicts[0]?.conflict.answer.data).toMatchObject({ reason: "duplicate_use", first_pass: expect.anything() });
  await until(async () => (await countRows("conflicts", park.tenant_id)) === 1);
  await until(async () => (await countRows("redemptions", park.tenant_id, "result = 'pass'")) === 6);
  expect([one.gate.state.rejections, two.gate.state.rejections]).toEqual([[], []]);

  expect((await two.gate.scan(multi.qr_token)).remaining).toBe(0);
  expect(await verdictAt(one, e)).toBe("pass");
  one.gate.close();
  two.gate.close();
});

test("[G7] [O6] a gate asks the guest's questions online and offline, and hands in the answers", async () => {
  const park = await newPark();
  const questions = [{ question_id: "waiver", text: "Signed?", kind: "yes_no" }];
  const asking = { questions, attention: { en: "Socks on", th: "สวมถุงเท้า" }, uses_per_day: 1 };
  const package_id = await makePackage(park, { type: "multi", quota_or_minutes: 5, ...asking });
  const [a, b] = await sell(park, package_id, 2);
  if (!a || !b) throw new Error("two were sold");
  const { gate, line } = clientOf(park, "gate");
  await gate.start();
  const answers = [{ question_id: "waiver", value: true }];
  const through = async (ticket: { qr_token: string }) => {
    const first = await gate.scan(ticket.qr_token);
    expect(first).toMatchObject({ reason: "incomplete", questions: [{ question_id: "waiver" }], attention: null });
    expect(gate.state.queue_depth).toBe(0);
    const how = { answers, scan_id: first.scan_id };
    const [second, third] = [await gate.scan(ticket.qr_token, how), await gate.scan(ticket.qr_token, how)];
    expect(second).toMatchObject({
      result: "pass",
      scan_id: first.scan_id,
      attention: asking.attention,
      questions: [],
    });
    // A second press is another scan, and the use of the day is spent.
    expect(third).toMatchObject({ reason: "exhausted" });
    expect(third.scan_id).not.toBe(first.scan_id);
    return second.offline;
  };
  expect(await through(a)).toBe(false);
  line.cut = true;
  expect(await through(b)).toBe(true);
  line.cut = false;
  await until(async () => gate.state.online && gate.state.queue_depth === 0);
  await until(async () => (await countRows("redemptions", park.tenant_id, "answers LIKE '%waiver%'")) === 2);
  expect(await countRows("redemptions", park.tenant_id, "doubts IS NOT NULL")).toBe(0);
  expect(gate.state.rejections).toEqual([]);
  gate.close();
});

test("[O2] [T3] a gate hears over its socket of a blocked ticket and of its own suspension, and applies both offline", async () => {
  const park = await newPark();
  const [blocked, fine] = await sell(park, await makePackage(park, {}), 2);
  if (!blocked || !fine) throw new Error("two were sold");
  const manager = await park.everywhere("manager");
  let greeted = false;
  const connect = async (_url: string, protocols: string[]) => {
    const { webSocket } = await askForSocket({ "sec-websocket-protocol": protocols.join(", ") });
    if (!webSocket) throw new Error("no socket");
    webSocket.addEventListener("message", () => {
      greeted = true;
    });
    webSocket.accept();
    return webSocket as Socket;
  };
  const { gate, line } = clientOf(park, "gate", { connect });
  await gate.start();
  await until(async () => greeted);
  await manager.post(`/tickets/${blocked.ticket_id}/block`, {});
  await until(async () => gate.state.list_size === 1);
  line.cut = true;
  expect((await gate.scan(blocked.qr_token)).reason).toBe("blocked");
  expect((await gate.scan(fine.qr_token)).result).toBe("pass");
  await manager.post(`/devices/${park.devices.gate?.device_id}/suspend`, {});
  await until(async () => gate.state.stopped === "E_DEVICE_SUSPENDED");
  expect((await gate.scan(fine.qr_token)).reason).toBe("gate_stopped");
  gate.close();
  expect(await scan(await park.device("gate2"), fine)).toBe("pass");
});

test("[O9] a gate revoked during an outage still hands in its admissions", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, await makePackage(park, {}), 1);
  if (!ticket) throw new Error("one was sold");
  const { gate, line } = clientOf(park, "gate");
  await gate.start();
  line.cut = true;
  expect(await gate.scan(ticket.qr_token)).toMatchObject({ result: "pass", offline: true });
  const manager = await park.everywhere("manager");
  await manager.post(`/devices/${park.devices.gate?.device_id}/revoke`, {});
  line.cut = false;
  await until(async () => gate.state.stopped === "E_DEVICE_REVOKED" && gate.state.queue_depth === 0);
  expect((await gate.scan(ticket.qr_token)).reason).toBe("gate_stopped");
  expect(await scan(await park.device("gate2"), ticket)).toBe("duplicate_use");
  gate.close();
});
