/** Tickets that were sold elsewhere, at the gate: races, guesses, outages, the list, and a restore (rule M8). */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openGate } from "../../../../clients/gate/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import { iso } from "../../../../src/shared/time.ts";
import worker from "../../../../src/worker.ts";
import { madeBackup, purge } from "../../../support/backups.ts";
import { scan, sellOne } from "../../../support/gate.ts";
import { importTickets } from "../../../support/imports.ts";
import { typedOn } from "../../../support/keyboards.ts";
import { type Client, countRows, newPark, newProvider, type TestPark, until } from "../../../support/park.ts";

/** A park with passes of another system, each with so many uses left. */
async function parkWith(codes: readonly string[], uses = 1): Promise<TestPark> {
  const park = await newPark();
  await importTickets(
    park,
    codes.map((code) => `${code},${park.packages.multi},${uses},2020-01-01,2590-12-31`),
  );
  const gate = await park.device("gate");
  // The devices' objects hear of the first import by its event.
  await until(async () => (await gate.get("/gate/bootstrap")).data.allow_list.length === codes.length);
  await until(async () => (await gate.post("/tickets/redeem", { qr_token: codes[0], direction: "exit" })).data.ticket);
  return park;
}

test("[M8] [G3] of many scans of one old code at two gates at once, as many pass as it has uses left", async () => {
  const park = await parkWith(["RACE-0001", "RACE-0002"], 2);
  const gates = [await park.device("gate"), await park.device("gate2")];
  const zones = [{}, { zone_id: park.zones["Main Gate"] }];
  const scans = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      gates[n % 2]?.post("/tickets/redeem", { qr_token: n % 3 === 0 ? "race-0002" : "RACE-0002", ...zones[n % 2] }),
    ),
  );
  expect(scans.filter((one) => one?.data?.result === "pass")).toHaveLength(2);
  const others = scans.filter((one) => one?.data?.result !== "pass");
  // A look-up that is under way counts as a try, so that a gate may have to decide alone for a moment.
  for (const one of others)
    expect(one?.data?.reason ?? one?.error?.code).toMatch(/exhausted|duplicate_use|E_RATE_LIMIT/);
});

test("[M8] [G4] a repeated scan id gets its first verdict, even when its code became a ticket since", async () => {
  const park = await parkWith(["FIRST-0001"], 5);
  const gate = await park.device("gate");
  const body = { qr_token: "FIRST-0002", scan_id: newId(Date.now()) };
  const first = (await gate.post("/tickets/redeem", body)).data;
  expect(first).toMatchObject({ result: "fail", reason: "invalid_sig", code: "E_INVALID_SIG", ticket: null });
  await importTickets(park, [`FIRST-0002,${park.packages.multi},5,,`]);
  expect((await gate.post("/tickets/redeem", body)).data).toMatchObject({ reason: "invalid_sig", replayed: true });
  expect(await scan(gate, { qr_token: "FIRST-0002" })).toBe("pass");
  const known = { qr_token: "FIRST-0001", scan_id: newId(Date.now()) };
  const [one, two] = [await gate.post("/tickets/redeem", known), await gate.post("/tickets/redeem", known)];
  expect([one.data.replayed, two.data.replayed, two.data.remaining]).toEqual([false, true, one.data.remaining]);
});

test("[M8] a gate admits any number of old codes, but guesses at most thirty a minute, and our own codes go on", async () => {
  const codes = Array.from({ length: 45 }, (_, n) => `PASS-${1_000 + n}`);
  const park = await parkWith(codes, 3);
  const gate = await park.device("gate");
  for (const qr_token of codes) expect(await scan(gate, { qr_token })).toBe("pass");
  const guesses = [];
  for (let n = 0; n < 32; n++) guesses.push(await gate.post("/tickets/redeem", { qr_token: `GUESS-${n}` }));
  const told = guesses.map(({ status, data }) => (status === 200 ? data.reason : status));
  expect(told.slice(0, 30).every((one) => one === "invalid_sig")).toBe(true);
  expect(told.slice(30)).toEqual([429, 429]);
  // Neither a right nor a wrong code has an answer now, so that nothing is learned of either.
  const right = await gate.post("/tickets/redeem", { qr_token: codes[0] });
  expect([right.status, right.error?.code, Number(right.headers.get("retry-after")) > 0]).toEqual([
    429,
    "E_RATE_LIMIT",
    true,
  ]);
  expect(await scan(gate, await sellOne(park))).toBe("pass");
  // Another gate is not concerned, and neither are codes that are too long for any ticket.
  const other = await park.device("gate2");
  const zone_id = park.zones["Main Gate"];
  expect(await scan(other, { qr_token: codes[0] ?? "" }, { zone_id })).toBe("pass");
  expect(await scan(gate, { qr_token: "x".repeat(4_000) })).toBe("invalid_sig");
});

test("[M8] [G13] in a park without such tickets junk is invalid_sig as often as it comes, and nothing is counted", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const scans = await Promise.all(
    Array.from({ length: 40 }, (_, n) => gate.post("/tickets/redeem", { qr_token: `JUNK-${n}` })),
  );
  expect(scans.every(({ status, data }) => status === 200 && data.reason === "invalid_sig")).toBe(true);
});

test("[M8] [G13] an old code admits as a scanner, a person or a Thai keyboard gives it", async () => {
  const park = await parkWith(["abc-7Q9 x"], 20);
  const gate = await park.device("gate");
  const forms = ["ABC-7Q9X", "abc-7q9x\r\n", "ＡＢＣ-7Q9X", "\u200eABC-๗Q9X", " A B C-7Q9X"];
  for (const qr_token of forms) expect(await scan(gate, { qr_token })).toBe("pass");
  expect((await gate.post("/tickets/redeem", { short_code: "abc-7q9x" })).data.result).toBe("pass");
  expect((await gate.post("/tickets/redeem", { short_code: "abc-7q9y" })).data.reason).toBe("unknown");
  const thai = typedOn("thai", "ABC-7Q9X");
  expect(thai).toMatch(/[\u0e00-\u0e7f]/);
  expect(await scan(gate, { qr_token: thai })).toBe("pass");
  const hostile = ["=1+1", "🎟️🎟️🎟️🎟️", "\u0000\u0001", "", "PP1"];
  for (const qr_token of hostile) expect(await scan(gate, { qr_token })).toBe("invalid_sig");
});

const handIn = (gate: Client, ops: { qr_token: string; result?: string; reason?: string }[]) =>
  gate.post("/sync/batch", {
    sent_at: iso(Date.now()),
    ops: ops.map(({ qr_token, result = "pass", reason }, n) => {
      const ts = iso(Date.now() - 60_000 + n);
      const payload = { qr_token, direction: "entry", party: 1, result, ...(reason && { reason }) };
      return { op_id: newId(Date.now()), type: "redemption", ts, at: ts, payload };
    }),
  });

test("[M8] [O5] scans of an outage with old codes count once each, a second admission is a conflict, and junk waits for its turn", async () => {
  const codes = Array.from({ length: 80 }, (_, n) => `OUT-${1_000 + n}`);
  const park = await parkWith(codes);
  const [gate, other] = [await park.device("gate"), await park.device("gate2")];
  const zone_id = park.zones["Main Gate"];
  expect(await scan(other, { qr_token: codes[5] ?? "" }, { zone_id })).toBe("pass");
  const batch = await handIn(gate, [
    ...codes.map((qr_token) => ({ qr_token })),
    ...Array.from({ length: 50 }, (_, n) => ({ qr_token: `NONE-${n}`, result: "fail", reason: "not_listed" })),
    { qr_token: "NEVER-LOOKED-UP", result: "fail", reason: "invalid_sig" },
  ]);
  const results = batch.data.results as { status: string; code?: string; retry?: boolean; data?: { reason: string } }[];
  expect(results.slice(0, 80).filter(({ status }) => status === "applied")).toHaveLength(79);
  expect(results[5]).toMatchObject({ status: "conflict", data: { reason: "exhausted" } });
  const junk = results.slice(80, 130);
  expect(junk.filter(({ status }) => status === "applied")).toHaveLength(30);
  expect(junk.filter(({ code, retry }) => code === "E_RATE_LIMIT" && retry)).toHaveLength(20);
  expect(results[130]).toMatchObject({ status: "applied", data: { reason: "invalid_sig" } });
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 1")) === 80);
  expect(await countRows("conflicts", park.tenant_id)).toBe(1);
});

test("[M8] [O1] the list names an imported ticket by both codes' hashes, and only a device of such a park gets the key", async () => {
  const park = await parkWith(["LISTED-0001"], 5);
  const gate = await park.device("gate");
  const { config, allow_list, cursor } = (await gate.get("/gate/bootstrap")).data;
  const raw = Uint8Array.from(atob(config.foreign_code_key.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("LISTED-0001")));
  const foreign_h = btoa(String.fromCharCode(...mac.subarray(0, 16)));
  expect(allow_list).toMatchObject([
    { foreign_h: foreign_h.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""), type: "multi", used: 0 },
  ]);
  const owner = await park.office("owner");
  const { ticket_id } = (await owner.get("/tickets?q=LISTED-0001")).data[0];
  await owner.post(`/tickets/${ticket_id}/block`, {});
  const changes = (await gate.get(`/gate/bootstrap?cursor=${cursor}`)).data;
  const hashes = [allow_list[0].h, allow_list[0].foreign_h];
  expect([changes.revoked, changes.blocked]).toEqual([hashes, hashes]);
  expect((await gate.get("/gate/bootstrap")).data).toMatchObject({ allow_list: [], revoked: hashes });
  expect((await owner.get("/gate/bootstrap")).data.config.foreign_code_key).toBe(null);
  const without = await newPark();
  const fresh = (await (await without.device("gate")).get("/gate/bootstrap")).data;
  expect(fresh.config.foreign_code_key).toBe(null);
  // The key is the tenant's own.
  const third = await parkWith(["LISTED-0001"]);
  const theirs = (await (await third.device("gate")).get("/gate/bootstrap")).data;
  expect(theirs.config.foreign_code_key).not.toBe(config.foreign_code_key);
  expect(theirs.allow_list[0].foreign_h).not.toBe(allow_list[0].foreign_h);
});

test("[M8] [O1] [O6] the reference gate admits an old code without the server, once, and hands it in", async () => {
  const park = await parkWith(["ALONE-0001", "ALONE-0002", "ALONE-0003"]);
  const line = { cut: false };
  const { device_id = "", device_token = "" } = park.devices.gate ?? {};
  const gate = openGate({
    base_url: "https://park.test",
    device_id,
    device_token,
    timeout_ms: 5_000,
    retry_ms: 100,
    connect: null,
    fetch: async (input, init) => {
      if (line.cut) throw new TypeError("the line is cut");
      const request = new Request(input as string, init as RequestInit);
      request.headers.set("cf-connecting-ip", "10.1.0.1");
      return worker.fetch(request, env, createExecutionContext());
    },
  });
  await gate.start();
  const verdictOf = async (code: string) => {
    const { result, reason, offline } = await gate.scan(code);
    return `${reason ?? result}${offline ? " offline" : ""}`;
  };
  expect(await verdictOf("alone-0001")).toBe("pass");
  line.cut = true;
  const alone = [];
  for (const code of ["ALONE-0001", "ALONE-0002", "alone-0002", "ALONE-0009", typedOn("thai", "ALONE-0003")])
    alone.push(await verdictOf(code));
  expect(alone).toEqual([
    "exhausted offline",
    "pass offline",
    "exhausted offline",
    "invalid_sig offline",
    "pass offline",
  ]);
  line.cut = false;
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 1")) === 3);
  expect(await countRows("redemptions", park.tenant_id, "admitted_offline = 1")).toBe(0);
  await gate.close();
});

test("[M8] [U1] a purge takes the old codes, and a restore brings them back: they admit what was left", async () => {
  const park = await parkWith(["BACKUP-01"], 3);
  expect(await scan(await park.device("gate"), { qr_token: "BACKUP-01" })).toBe("pass");
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 1")) === 1);
  await linkNow(env, park.tenant_id);
  const backup_id = await madeBackup(park);
  await purge(park);
  expect(await countRows("foreign_codes", park.tenant_id)).toBe(0);
  const { tenant_id } = park;
  const provider = await newProvider();
  const restored = await provider.post(`/provider/tenants/${tenant_id}/restore-backup`, {
    backup_id,
    confirm: tenant_id,
  });
  expect(restored.status, restored.text).toBeLessThan(300);
  await until(async () => (await countRows("foreign_codes", park.tenant_id)) === 1);
  await until(async () => (await countRows("restores", tenant_id, "finished_at IS NULL")) === 0);
  const gate = await park.device("gate");
  const again = await gate.post("/tickets/redeem", { qr_token: "BACKUP-01" });
  expect(again.data, again.text).toMatchObject({ result: "pass", remaining: 1 });
});
