/** The gate client: it admits each guest once, with and without the server, and loses nothing. */

import { afterEach, expect, test, vi } from "vitest";
import { GateError, type GateEvent, type GateOptions, memoryStorage, openGate } from "../../clients/gate/index.ts";
import { isUlid } from "../../src/shared/ids.ts";
import { codeOf, fakeServer } from "../support/gate-server.ts";
import { typedOn } from "../support/keyboards.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const gate of opened.splice(0)) gate.close();
});

const TIMEOUT_MS = 60;

/** A gate of that server; its background work is off unless a test sets the interval. */
function gateOf(server: ReturnType<typeof fakeServer>, options: Partial<GateOptions> = {}) {
  const events: GateEvent[] = [];
  const gate = openGate({
    base_url: "https://park.test/",
    device_id: "D1",
    device_token: "secret",
    timeout_ms: TIMEOUT_MS,
    retry_ms: 600_000,
    heartbeat_ms: 600_000,
    fetch: server.fetch,
    connect: null,
    on: (event) => events.push(event),
    ...options,
  });
  opened.push(gate);
  return Object.assign(gate, { events });
}

async function started(options: Partial<GateOptions> = {}, tickets = 0) {
  const server = fakeServer();
  const codes = await Promise.all(Array.from({ length: tickets }, () => server.add()));
  const gate = gateOf(server, options);
  await gate.start();
  return { server, gate, codes: codes as [string, string, string] };
}

const told = ({ result, reason, offline }: { result: string; reason: string | null; offline: boolean }) =>
  `${reason ?? result}${offline ? " offline" : ""}`;

test("a scan is decided by the server while it answers, and leaves nothing to hand in", async () => {
  const { server, gate, codes } = await started({}, 1);
  const pass = await gate.scan(codes[0]);
  expect(pass).toMatchObject({ result: "pass", reason: null, offline: false, remaining: 0, unit: "uses" });
  expect(server.scans.get(pass.scan_id)).toMatchObject({ result: "pass" });
  expect(told(await gate.scan(codes[0]))).toBe("duplicate_use");
  expect(gate.state).toMatchObject({ online: true, queue_depth: 0, list_size: 1, stopped: null });
});

test("[G6] a verdict has the code of its reason, from the server, from an older one, and from the gate alone", async () => {
  const server = fakeServer();
  const code = await server.add();
  let sends_code = true;
  const gate = gateOf(server, {
    fetch: async (input, init) => {
      const answer = await server.fetch(input, init);
      if (!sends_code || !String(input).endsWith("/tickets/redeem")) return answer;
      const { data, ...rest } = (await answer.json()) as { data: object };
      return Response.json({ ...rest, data: { ...data, code: "E_OF_A_NEWER_SERVER" } });
    },
  });
  await gate.start();
  const told = [await gate.scan(code)];
  sends_code = false;
  told.push(await gate.scan(code));
  server.down = true;
  told.push(await gate.scan(code), await gate.scan(codeOf()), await gate.scan(code, { direction: "exit" }));
  expect(told.map(({ reason, code, offline }) => [reason, code, offline])).toEqual([
    [null, "E_OF_A_NEWER_SERVER", false],
    ["duplicate_use", "E_DUPLICATE_USE", false],
    ["duplicate_use", "E_DUPLICATE_USE", true],
    ["not_listed", "E_NOT_LISTED", true],
    [null, null, true],
  ]);
});

test("a code that two lanes scan at the same time is two attempts, and the server admits one", async () => {
  const server = fakeServer();
  const code = await server.add();
  let asked = 0;
  const gate = gateOf(server, {
    timeout_ms: 5_000,
    fetch: async (input, init) => {
      const answer = await server.fetch(input, init);
      if (String(input).endsWith("/tickets/redeem")) {
        asked += 1;
        await vi.waitFor(() => expect(asked).toBe(2));
      }
      return answer;
    },
  });
  await gate.start();
  const both = await Promise.all([gate.scan(code), gate.scan(code)]);
  expect(both.map(told).sort()).toEqual(["duplicate_use", "pass"]);
  expect(server.scans.size).toBe(2);
});

test("[G13] in an outage a code under another layout is found on the list and passes once", async () => {
  const { server, gate, codes } = await started({}, 3);
  server.down = true;
  for (const [index, layout] of (["german", "french", "thai"] as const).entries()) {
    const code = codes[index] as string;
    const said = [];
    for (const read of [typedOn(layout, code), `https://w.example/${code}`, typedOn(layout, code, "letters")])
      said.push(told(await gate.scan(read)));
    expect([layout, ...said]).toEqual([layout, "pass offline", "duplicate_use offline", "duplicate_use offline"]);
  }
  const unread = await gate.scan(typedOn("russian", codes[0]));
  expect([told(unread), unread.message.en]).toEqual([
    "invalid_sig offline",
    "This is not one of our codes; check the scanner's keyboard layout",
  ]);
});

test("[O5] in an outage the list decides: each guest passes once, also a guest whom the server admitted before", async () => {
  const { server, gate, codes } = await started({}, 2);
  expect(told(await gate.scan(codes[0]))).toBe("pass");
  server.down = true;
  const pass = await gate.scan(codes[1]);
  expect(told(pass)).toBe("pass offline");
  expect(pass.message.en).toBe("Welcome!");
  const again = await gate.scan(codes[1]);
  expect(told(again)).toBe("duplicate_use offline");
  expect(again.first_pass).toMatchObject({ device_id: "D1", device_name: "Gate 1", at: expect.stringMatching(/Z$/) });
  expect(told(await gate.scan(codes[0]))).toBe("duplicate_use offline");
  expect(gate.state).toMatchObject({ online: false, queue_depth: 3 });
});

test("a code scanned twice at the same time in an outage admits one guest", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.down = true;
  const both = await Promise.all([gate.scan(codes[0]), gate.scan(codes[0])]);
  expect(both.map(told).sort()).toEqual(["duplicate_use offline", "pass offline"]);
});

test("no guest waits longer than the timeout, and nobody waits while the server is known to be away", async () => {
  const { server, gate, codes } = await started({ timeout_ms: 200 }, 3);
  server.hanging.add("/tickets/redeem");
  const before = server.requests.length;
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  expect([told(await gate.scan(codes[1])), told(await gate.scan(codes[2]))]).toEqual(["pass offline", "pass offline"]);
  expect(server.requests.length).toBe(before + 1);
});

test("[O6] a scan whose answer was lost is one scan, online and when it is handed in", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.losing.add("/tickets/redeem");
  const pass = await gate.scan(codes[0]);
  expect(told(pass)).toBe("pass offline");
  expect(server.scans.get(pass.scan_id)).toMatchObject({ result: "pass" });
  expect(await gate.sync()).toMatchObject({ applied: 0, duplicate: 1, conflict: 0, rejected: 0, left: 0 });
  expect([server.scans.size, gate.state.queue_depth]).toEqual([1, 0]);
});

test("[O6] an answer that is lost twice, also when handing in, changes nothing", async () => {
  const { server, gate, codes } = await started({ retry_ms: 5 }, 2);
  server.losing.add("/tickets/redeem").add("/sync/batch").add("/provider/heartbeats");
  await gate.scan(codes[0]);
  await gate.scan(codes[1]);
  expect(await gate.sync()).toMatchObject({ applied: 0, duplicate: 0, left: 2 });
  server.losing.clear();
  expect(await gate.sync()).toMatchObject({ applied: 0, duplicate: 2, left: 0 });
  expect(server.scans.size).toBe(2);
});

test("[G4] a guest refused because of a lost answer passes at the next try, though the server passed the first", async () => {
  const { server, gate } = await started();
  const sold_since = await server.add();
  server.faltering.add("/tickets/redeem");
  const refused = await gate.scan(sold_since);
  expect(told(refused)).toBe("not_listed offline");
  server.faltering.clear();
  const pass = await gate.scan(sold_since);
  expect([told(pass), pass.scan_id, gate.state.queue_depth]).toEqual(["pass", refused.scan_id, 0]);
  expect(told(await gate.scan(sold_since))).toBe("duplicate_use");
  expect(server.annulled).toEqual([]);
});

test("[G11] a pass is annulled if its answer was lost and the gate refused the guest", async () => {
  const { server, gate } = await started();
  const sold_since = await server.add();
  server.losing.add("/tickets/redeem");
  const refused = await gate.scan(sold_since);
  server.losing.clear();
  expect(await gate.sync()).toMatchObject({ duplicate: 1, conflicts: [] });
  expect(server.annulled).toEqual([refused.scan_id]);
  expect(server.tickets.get(sold_since)?.used).toBe(0);
});

test("[O5] a gate does not admit again what it admitted alone, though the server does not know of it and would", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.next.set("/tickets/redeem", [{ status: 503, code: "E_UNAVAILABLE" }]);
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  expect([gate.state.online, server.tickets.get(codes[0])?.used]).toEqual([true, 0]);
  expect(told(await gate.scan(codes[0]))).toBe("duplicate_use offline");
});

test("[O5] an admission that lost to another gate's is shown with the server's answer", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.down = true;
  const pass = await gate.scan(codes[0]);
  const ticket = server.tickets.get(codes[0]);
  if (ticket) ticket.used = 1;
  server.down = false;
  const report = await gate.sync();
  expect(report).toMatchObject({ conflict: 1, left: 0 });
  expect(report.conflicts).toMatchObject([
    { attempt: { scan_id: pass.scan_id }, answer: { data: { reason: "duplicate_use" } } },
  ]);
  expect(gate.events.filter(({ type }) => type === "conflict")).toHaveLength(1);
});

test("[O5] an admission is also a conflict if the server had refused it in a lost answer", async () => {
  const { server, gate, codes } = await started({}, 1);
  const ticket = server.tickets.get(codes[0]);
  if (ticket) ticket.used = 1;
  server.losing.add("/tickets/redeem");
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  const report = await gate.sync();
  expect([report.duplicate, report.conflicts.length]).toEqual([1, 1]);
});

test("[O2] a pushed revocation counts at once, and a released ticket is listed again", async () => {
  const server = fakeServer();
  const code = await server.add();
  const gate = gateOf(server, { connect: server.connect });
  await gate.start();
  const h = server.tickets.get(code)?.h;
  server.losing.add("/gate/bootstrap");
  server.sockets[0]?.tell("ticket.revoked", { h, reason: "blocked" });
  server.down = true;
  expect(told(await gate.scan(code))).toBe("blocked offline");
  [server.down] = [false];
  server.losing.clear();
  server.revoke(code, false);
  expect(await gate.refresh()).toBe(true);
  server.down = true;
  expect(told(await gate.scan(code))).toBe("pass offline");
});

test("[O2] a revocation reaches the list with its changes", async () => {
  const { server, gate, codes } = await started({}, 2);
  server.revoke(codes[0]);
  await gate.refresh();
  server.down = true;
  expect([told(await gate.scan(codes[0])), gate.state.list_size]).toEqual(["revoked offline", 1]);
});

test("[G14] codes of a withdrawn key version are refused, listed or not", async () => {
  const server = fakeServer();
  const [old, current] = [await server.add(codeOf(1)), await server.add(codeOf(2))];
  server.config.revoked_key_versions = [1];
  const gate = gateOf(server);
  await gate.start();
  server.down = true;
  expect([told(await gate.scan(old)), told(await gate.scan(current))]).toEqual(["revoked offline", "pass offline"]);
});

test("[O10] no list, an old list, an unlisted ticket and an invalid code have four different answers", async () => {
  const server = fakeServer();
  const code = await server.add();
  let clock = Date.now();
  const gate = gateOf(server, { now: () => clock });
  server.down = true;
  expect(told(await gate.scan(code))).toBe("no_list offline");
  server.down = false;
  await gate.refresh();
  server.down = true;
  expect(told(await gate.scan(codeOf()))).toBe("not_listed offline");
  expect(told(await gate.scan("https://elsewhere.test/"))).toBe("invalid_sig offline");
  clock += 14_401_000;
  expect(told(await gate.scan(code))).toBe("stale_list offline");
});

test("[G9] a guest may leave by an offline gate, whatever the state of ticket and list; an invalid code opens nothing", async () => {
  const { server, gate, codes } = await started({}, 2);
  const out = { direction: "exit" } as const;
  expect(told(await gate.scan(codes[0]))).toBe("pass");
  server.revoke(codes[0]);
  await gate.refresh();
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("revoked offline");
  const left = await gate.scan(codes[0], out);
  expect([told(left), left.message.en, left.first_pass]).toEqual(["pass offline", "Goodbye!", null]);
  expect(told(await gate.scan(codeOf(), out))).toBe("pass offline");
  expect(told(await gate.scan("https://elsewhere.test/", out))).toBe("invalid_sig offline");
});

test("[O8] a blank is not admitted by an older list once its store refuses blanks", async () => {
  const { server, gate, codes } = await started();
  const blank = await server.add();
  const page = { status: 200, data: undefined as unknown };
  const answer = await server.fetch("https://park.test/v1/gate/bootstrap?cursor=d-0", {
    headers: { authorization: `Bearer ${server.valid_token}` },
  });
  const { data } = (await answer.json()) as { data: { allow_list: { unbound: boolean }[]; config: object } };
  for (const entry of data.allow_list) entry.unbound = true;
  page.data = { ...data, config: { ...data.config, unbound_lots: "refuse" } };
  server.next.set("/gate/bootstrap", [page]);
  await gate.refresh();
  server.down = true;
  expect([codes, told(await gate.scan(blank)), gate.state.list_size]).toEqual([[], "not_listed offline", 1]);
});

test("[O1] a new list of several pages replaces the old one only when it is complete", async () => {
  const { server, gate, codes } = await started({}, 3);
  server.page_size = 2;
  server.tickets.delete(codes[0]);
  const fresh = [await server.add(), await server.add()];
  server.next.set("/gate/bootstrap", [
    { status: 422, code: "E_VALIDATION" },
    await pageOf(server, null),
    { status: 503, code: "E_UNAVAILABLE" },
  ]);
  expect(await gate.refresh()).toBe(false);
  expect(gate.state.list_size).toBe(3);
  expect(await gate.refresh()).toBe(true);
  expect(gate.state.list_size).toBe(4);
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("not_listed offline");
  expect(told(await gate.scan(fresh[1] ?? ""))).toBe("pass offline");
});

async function pageOf(server: ReturnType<typeof fakeServer>, cursor: string | null) {
  const query = cursor === null ? "" : `?cursor=${cursor}`;
  const headers = { authorization: `Bearer ${server.valid_token}` };
  const answer = await server.fetch(`https://park.test/v1/gate/bootstrap${query}`, { headers });
  return { status: 200, data: ((await answer.json()) as { data: unknown }).data };
}

test("[O1] a list that is read again keeps the passes that wait to be handed in", async () => {
  const { server, gate, codes } = await started({ retry_ms: 1 }, 1);
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  server.down = false;
  server.next.set("/sync/batch", Array(99).fill({ status: 503, code: "E_UNAVAILABLE" }));
  server.next.set("/gate/bootstrap", [{ status: 422, code: "E_VALIDATION" }]);
  expect(await gate.refresh()).toBe(true);
  server.down = true;
  expect([told(await gate.scan(codes[0])), gate.state.queue_depth]).toEqual(["duplicate_use offline", 2]);
});

test("[O6] a pass that the server already knows is not counted twice by the list", async () => {
  const { server, gate } = await started();
  const code = await server.add(codeOf(), 3);
  await gate.refresh();
  server.faltering.add("/tickets/redeem");
  expect(await gate.scan(code)).toMatchObject({ result: "pass", offline: true, remaining: 2 });
  server.faltering.clear();
  await gate.refresh();
  server.down = true;
  expect(await gate.scan(code)).toMatchObject({ result: "pass", offline: true, remaining: 1 });
});

test("[O1] the whole list is read again after half a day, because it covers one day", async () => {
  let clock = Date.now();
  const server = fakeServer();
  const gate = gateOf(server, { now: () => clock });
  await gate.start();
  const cursors = () =>
    server.requests.filter(({ path }) => path.startsWith("/gate/bootstrap")).map(({ path }) => path);
  await gate.refresh();
  expect(cursors()).toEqual(["/gate/bootstrap", "/gate/bootstrap?cursor=d-0"]);
  clock += 13 * 3_600_000;
  server.ahead_ms += 13 * 3_600_000;
  await gate.refresh();
  expect(cursors().at(-1)).toBe("/gate/bootstrap");
});

test("a reopened gate has its list, its passes and its outbox", async () => {
  const storage = memoryStorage();
  const { server, gate, codes } = await started({ storage }, 2);
  server.down = true;
  await gate.scan(codes[0]);
  gate.close();
  const again = gateOf(server, { storage });
  await again.start();
  expect(again.state).toMatchObject({ online: false, queue_depth: 1, list_size: 2 });
  expect(told(await again.scan(codes[0]))).toBe("duplicate_use offline");
  expect(told(await again.scan(codes[1]))).toBe("pass offline");
  server.down = false;
  expect(await again.sync()).toMatchObject({ applied: 3, left: 0 });
});

test("a guest whose verdict was lost in a crash of the gate is the same guest after its restart", async () => {
  const storage = memoryStorage();
  const { server, gate, codes } = await started({ storage, timeout_ms: 60_000 }, 1);
  server.hanging.add("/tickets/redeem");
  void gate.scan(codes[0]).catch(() => undefined);
  await vi.waitFor(() => expect(server.requests.at(-1)?.path).toBe("/tickets/redeem"));
  const { scan_id } = server.requests.at(-1)?.body ?? {};
  const snapshot = await storage.load();
  gate.close();
  const replaced = { ...memoryStorage(), load: async () => snapshot };
  server.hanging.clear();
  const again = gateOf(server, { storage: replaced });
  await again.start();
  expect(await again.scan(codes[0])).toMatchObject({ result: "pass", scan_id, offline: false });
});

test("no guest is admitted if the admission cannot be stored, and nothing is handed in", async () => {
  const full = { ...memoryStorage(), append: async () => Promise.reject(new Error("the disk is full")) };
  const storage = memoryStorage();
  const { server, gate, codes } = await started({ storage }, 1);
  server.down = true;
  await gate.scan(codeOf());
  storage.append = full.append;
  await expect(gate.scan(codes[0])).rejects.toThrow("the disk is full");
  expect(gate.state.queue_depth).toBe(1);
});

test("a token that is no longer accepted is renewed once, and the guest does not notice", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.valid_token = "another";
  expect(told(await gate.scan(codes[0]))).toBe("pass");
  expect(server.tokens).toBe(2);
});

test("[T3] a suspended gate admits nobody, with the server or without it, and works again when it is resumed", async () => {
  const storage = memoryStorage();
  const { server, gate, codes } = await started({ storage }, 1);
  server.standing = { status: 403, code: "E_DEVICE_SUSPENDED" };
  expect(await gate.scan(codes[0])).toMatchObject({
    result: "fail",
    reason: "gate_stopped",
    code: "E_GATE_REFUSED",
    offline: false,
  });
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("gate_stopped offline");
  gate.close();
  const again = gateOf(server, { storage });
  await again.start();
  expect(told(await again.scan(codes[0]))).toBe("gate_stopped offline");
  expect(again.state).toMatchObject({ stopped: "E_DEVICE_SUSPENDED", queue_depth: 0 });
  [server.down, server.standing] = [false, null];
  await again.start();
  expect(told(await again.scan(codes[0]))).toBe("pass");
  expect([gate.events, again.events].map((all) => all.map(({ type }) => type))).toEqual([
    expect.arrayContaining(["stopped"]),
    expect.arrayContaining(["resumed"]),
  ]);
});

test("[T3] a gate admits nobody from the message of its suspension on", async () => {
  const server = fakeServer();
  const code = await server.add();
  const gate = gateOf(server, { connect: server.connect });
  await gate.start();
  server.sockets[0]?.tell("device.suspended", {});
  server.down = true;
  expect(told(await gate.scan(code))).toBe("gate_stopped offline");
});

test("[O9] a revoked gate admits nobody and still hands in what it recorded", async () => {
  const { server, gate, codes } = await started({}, 2);
  server.down = true;
  await gate.scan(codes[0]);
  [server.down, server.standing] = [false, { status: 401, code: "E_DEVICE_REVOKED" }];
  server.valid_token = "ended";
  await gate.start();
  await vi.waitFor(() => expect(gate.state.stopped).toBe("E_DEVICE_REVOKED"));
  expect(told(await gate.scan(codes[1]))).toBe("gate_stopped offline");
  await vi.waitFor(() => expect(gate.state.queue_depth).toBe(0));
  expect([...server.scans.values()]).toMatchObject([{ code: codes[0], result: "pass" }]);
  expect(server.requests.find(({ body }) => body?.upload_only)?.path).toBe("/auth/device/login");
});

test("[O3] the outbox is handed in in batches of 500, oldest first", async () => {
  const { server, gate } = await started();
  server.down = true;
  for (let index = 0; index < 1_101; index++) await gate.scan(codeOf());
  server.down = false;
  expect(await gate.sync()).toMatchObject({ applied: 1_101, left: 0 });
  const batches = server.requests.filter(({ path }) => path === "/sync/batch").map(({ body }) => body.ops);
  expect(batches.map(({ length }) => length)).toEqual([500, 500, 101]);
  const times = batches.flat().map(({ ts }) => ts);
  expect(times).toEqual(times.toSorted());
});

test("[O3] a gate keeps handing in while each request applies only a part of its batch", async () => {
  const { server, gate } = await started({ retry_ms: 1 });
  server.down = true;
  for (let turn = 0; turn < 9; turn++) await gate.scan(codeOf());
  server.down = false;
  server.batch_budget = 2;
  expect(await gate.sync()).toMatchObject({ left: 0 });
  const sent = server.requests.filter(({ path }) => path === "/sync/batch").map(({ body }) => body.ops.length);
  expect(sent).toEqual([9, 7, 5, 3, 1]);
});

test("[O3] an operation with an answer of retry is sent again, and one with a final answer is not", async () => {
  const { server, gate } = await started({ retry_ms: 1 });
  server.down = true;
  const [first, second] = [await gate.scan(codeOf()), await gate.scan(codeOf())];
  server.down = false;
  const later = { status: "rejected", code: "E_UNAVAILABLE", retry: true };
  const results = [
    { op_id: second.scan_id, ...later },
    { op_id: first.scan_id, status: "applied" },
  ];
  server.next.set("/sync/batch", [{ status: 200, data: { results } }]);
  expect(await gate.sync()).toMatchObject({ applied: 2, rejected: 0, left: 0 });
  const sent = server.requests.filter(({ path }) => path === "/sync/batch").map(({ body }) => body.ops.length);
  expect(sent).toEqual([2, 1]);
});

test("[O3] a gate without final answers gives up for now and loses nothing", async () => {
  const { server, gate } = await started({ retry_ms: 1 });
  server.down = true;
  await gate.scan(codeOf());
  server.down = false;
  server.next.set("/sync/batch", Array(5).fill({ status: 503, code: "E_UNAVAILABLE" }));
  expect(await gate.sync()).toMatchObject({ applied: 0, left: 1 });
  expect(await gate.sync()).toMatchObject({ applied: 1, left: 0 });
});

test("[O3] an answer's Retry-After is waited for", async () => {
  const { server, gate } = await started({ retry_ms: 1 });
  server.down = true;
  await gate.scan(codeOf());
  server.down = false;
  server.next.set("/sync/batch", [{ status: 429, code: "E_RATE_LIMIT", headers: { "retry-after": "1" } }]);
  const begun = performance.now();
  expect(await gate.sync()).toMatchObject({ applied: 1 });
  expect(performance.now() - begun).toBeGreaterThan(950);
});

test("[O3] a rejected operation is kept separately until it is dismissed", async () => {
  const storage = memoryStorage();
  const { server, gate } = await started({ storage });
  server.down = true;
  const { scan_id } = await gate.scan(codeOf());
  server.down = false;
  const results = [{ op_id: scan_id, status: "rejected", code: "E_SCOPE_MISMATCH", message: "Not this gate's zone." }];
  server.next.set("/sync/batch", [{ status: 200, data: { results } }]);
  expect(await gate.sync()).toMatchObject({
    rejected: 1,
    left: 0,
    rejections: [{ answer: { code: "E_SCOPE_MISMATCH" } }],
  });
  gate.close();
  const again = gateOf(server, { storage });
  await again.start();
  expect(again.state.rejections).toMatchObject([{ attempt: { scan_id }, answer: { code: "E_SCOPE_MISMATCH" } }]);
  await again.dismiss(scan_id);
  expect(again.state.rejections).toEqual([]);
});

test("[O3] an operation that the server cannot accept stops no other", async () => {
  const { server, gate } = await started();
  server.down = true;
  for (let index = 0; index < 3; index++) await gate.scan(codeOf());
  server.down = false;
  const refusal = { status: 413, code: "E_TOO_LARGE" };
  server.next.set("/sync/batch", [refusal, refusal, refusal]);
  expect(await gate.sync()).toMatchObject({ applied: 2, rejected: 1, left: 0 });
});

test.each([500, 503, 429])("the list decides when the server answers %i, and the gate stays online", async (status) => {
  const { server, gate, codes } = await started({}, 2);
  server.next.set("/tickets/redeem", [{ status, code: "E_SOME" }]);
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  expect(gate.state.online).toBe(true);
  expect(told(await gate.scan(codes[1]))).toBe("pass");
});

test("a page of another host is no answer", async () => {
  const server = fakeServer();
  const code = await server.add();
  let captive = false;
  const page = () => new Response("<html>Log in to the hotel's network</html>", { status: 200 });
  const gate = gateOf(server, { fetch: async (input, init) => (captive ? page() : server.fetch(input, init)) });
  await gate.start();
  captive = true;
  expect([told(await gate.scan(code)), gate.state.online]).toEqual(["pass offline", false]);
});

test("an invalid request is an error and not a verdict", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.next.set("/tickets/redeem", [{ status: 422, code: "E_VALIDATION" }]);
  await expect(gate.scan(codes[0], { party: 5_000 })).rejects.toThrow(GateError);
  server.down = true;
  await gate.scan(codeOf());
  await expect(gate.scan(codes[0], { zone_id: "Y" })).rejects.toMatchObject({ code: "E_SCOPE_MISMATCH" });
  expect(gate.state.queue_depth).toBe(1);
});

test("[O4] a wrong clock neither shuts the gate nor opens it: it decides by the server's time and hands in its own", async () => {
  const wrong_ms = 40 * 86_400_000;
  const { server, gate, codes } = await started({ now: () => Date.now() - wrong_ms }, 1);
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  expect(Math.abs(gate.state.clock_offset_ms + wrong_ms)).toBeLessThan(60_000);
  server.down = false;
  await gate.sync();
  const { sent_at, ops } = server.requests.at(-1)?.body ?? {};
  expect(Date.parse(sent_at) - Date.parse(ops[0].ts)).toBeLessThan(60_000);
  expect(Math.abs(Date.parse(sent_at) + wrong_ms - Date.now())).toBeLessThan(60_000);
});

test("[O6] a pass from before a gate's move is handed in with its former zone", async () => {
  const { server, gate, codes } = await started({}, 1);
  server.down = true;
  expect(told(await gate.scan(codes[0]))).toBe("pass offline");
  server.down = false;
  server.config.zone = { zone_id: "Y", name: "Pool" };
  await gate.refresh();
  await gate.sync();
  const ops = server.requests.filter(({ path }) => path === "/sync/batch").flatMap(({ body }) => body.ops);
  expect(ops).toMatchObject([{ payload: { zone_id: "Z", result: "pass" } }]);
});

test("[O4] a clock that is set back in an outage stops no gate: each scan has its raw and true time, in the order recorded", async () => {
  let set_ms = 0;
  const { server, gate, codes } = await started({ now: () => Date.now() + set_ms }, 3);
  server.down = true;
  const years = [new Date().getUTCFullYear(), 1970, 1901];
  const scan_ids: string[] = [];
  for (const [index, code] of codes.entries()) {
    set_ms = index === 0 ? 0 : Date.UTC(years[index] ?? 0, 0, 2) - Date.now();
    const verdict = await gate.scan(code);
    expect(told(verdict)).toBe("pass offline");
    scan_ids.push(verdict.scan_id);
  }
  server.down = false;
  await gate.sync();
  const ops: { op_id: string; ts: string; at: string }[] = server.requests.at(-1)?.body.ops;
  expect(ops.map(({ op_id }) => op_id)).toEqual(scan_ids);
  expect(ops.every(({ op_id }) => isUlid(op_id))).toBe(true);
  expect(ops.map(({ ts }) => new Date(ts).getUTCFullYear())).toEqual(years);
  for (const { at } of ops) expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
});

test("[O4] a clock that is set while the gate runs is noticed with the next answer", async () => {
  let set_ms = 0;
  const { gate } = await started({ now: () => Date.now() + set_ms });
  set_ms = 3_600_000;
  await gate.refresh();
  expect(Math.abs(gate.state.clock_offset_ms - set_ms)).toBeLessThan(60_000);
});

test("[D4] after an outage the gate recovers alone: it hands in, reads the changes and opens its socket", async () => {
  const server = fakeServer();
  const code = await server.add();
  const gate = gateOf(server, { connect: server.connect, retry_ms: 10 });
  server.down = true;
  await gate.start();
  expect(told(await gate.scan(code))).toBe("no_list offline");
  server.down = false;
  await vi.waitFor(() => expect(gate.state).toMatchObject({ online: true, queue_depth: 0, list_size: 1 }));
  await vi.waitFor(() => expect(server.sockets).toHaveLength(1));
  server.sockets[0]?.close();
  await vi.waitFor(() => expect(server.sockets).toHaveLength(2));
  expect(gate.events.map(({ type }) => type)).toEqual(expect.arrayContaining(["offline", "online", "list"]));
});

test("[D4] heartbeats use the socket while it is open and HTTP otherwise, and the gate obeys their commands", async () => {
  const server = fakeServer();
  const gate = gateOf(server, { connect: server.connect, heartbeat_ms: 20, app_version: "1.0" });
  server.commands = [{ type: "minimum_version", min_app_version: "2.0" }];
  await gate.start();
  const beats = () => server.requests.filter(({ path }) => path === "/provider/heartbeats");
  expect(beats()).toMatchObject([{ body: { app_version: "1.0", queue_depth: 0 } }]);
  expect(gate.events).toContainEqual({ type: "update_required", min_app_version: "2.0" });
  await vi.waitFor(() => expect(server.sockets[0]?.said.length).toBeGreaterThan(0));
  const code = await server.add();
  const zone = { zone_id: "Y", name: "Pool" };
  server.config.zone = zone;
  server.sockets[0]?.tell("heartbeat", {
    commands: [{ type: "refresh_list" }, { type: "zone_changed", zone_id: "Y", name: "Pool" }],
  });
  await vi.waitFor(() => expect(gate.state).toMatchObject({ list_size: 1, zone }));
  server.sockets[0]?.tell("device.zone_changed", { zone: null });
  await vi.waitFor(() => expect(gate.state.zone).toBe(null));
  server.revoke(code);
  server.sockets[0]?.tell("list.changed", {});
  await vi.waitFor(() => expect(gate.state.list_size).toBe(0));
});
