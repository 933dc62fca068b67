/** Keys change, and every sold ticket stays valid until its own key version is revoked. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import type { Env } from "../../../../src/env.ts";
import { KEY_EVENTS } from "../../../../src/modules/admission/ticket-codes/events.ts";
import { codesOf, hashPrintedCodes } from "../../../../src/modules/admission/ticket-codes/service/codes.ts";
import { listKeys, rotateKey } from "../../../../src/modules/admission/ticket-codes/service/keys.ts";
import {
  hashCode,
  readTicketCode,
  signTicket,
} from "../../../../src/modules/admission/ticket-codes/service/signing.ts";
import { revokeTicketKey } from "../../../../src/modules/admission/ticket-codes/store.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { makePackage, type SoldTicket, scan, sell, sellOne } from "../../../support/gate.ts";
import {
  auditRows,
  type Client,
  countRows,
  newPark,
  rowCounts,
  stepUp,
  type TestPark,
  until,
} from "../../../support/park.ts";

async function rotate(owner: Client): Promise<number> {
  const rotated = await owner.post("/tickets/keys/rotate");
  expect(rotated.status, rotated.text).toBe(201);
  return rotated.data.key_version;
}

const versionOf = ({ qr_token }: SoldTicket) => qr_token.slice(3, 5);

async function sellUnderEach(park: TestPark, owner: Client, rotations: number): Promise<SoldTicket[]> {
  const package_id = await makePackage(park, { type: "multi", quota_or_minutes: 9 });
  const tickets = await sell(park, package_id);
  for (let i = 0; i < rotations; i++) {
    await rotate(owner);
    tickets.push(...(await sell(park, package_id)));
  }
  return tickets;
}

test("[G14] a ticket verifies after three rotations, and only new tickets have the new versions", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  const tickets = await sellUnderEach(park, owner, 3);
  expect(tickets.map(versionOf)).toEqual(["01", "02", "03", "04"]);
  const gate = await park.device("gate");
  for (const ticket of tickets) expect(await scan(gate, ticket)).toBe("pass");
  const keys = (await owner.get("/tickets/keys")).data;
  expect(keys.map(({ key_version, current }: never) => [key_version, current])).toEqual([
    [4, true],
    [3, false],
    [2, false],
    [1, false],
  ]);
});

test("[G14] a revoked version ends its own tickets at the next scan of every gate, and no others", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  const tickets = await sellUnderEach(park, owner, 2);
  const gates = [await park.device("gate"), await park.device("gate2")];
  for (const gate of gates) for (const ticket of tickets) expect(await scan(gate, ticket)).toBe("pass");
  const refused = await owner.post("/tickets/keys/1/revoke", { confirm: "yes" });
  expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path: "confirm" }]]);
  const revoked = await owner.post("/tickets/keys/1/revoke", { confirm: "1", reason: "leaked" });
  expect([revoked.status, revoked.data.revoked_at]).toEqual([200, expect.any(String)]);
  for (const gate of gates)
    expect([await scan(gate, tickets[0] as SoldTicket), await scan(gate, tickets[1] as SoldTicket)]).toEqual([
      "revoked",
      "pass",
    ]);
  const typed = await gates[0]?.post("/tickets/redeem", { short_code: tickets[0]?.short_code });
  expect(typed?.data.reason).toBe("revoked");
  const again = await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  expect(again.data.revoked_at).toBe(revoked.data.revoked_at);
});

test("[G14] neither the version of new tickets nor an unknown version can be revoked", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  const current = await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  expect([current.status, current.error?.code]).toEqual([409, "E_KEY_CURRENT"]);
  expect((await owner.post("/tickets/keys/7/revoke", { confirm: "7" })).status).toBe(404);
});

test("[G14] rotations at one moment give no version twice and skip none", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  const replies = await Promise.all(Array.from({ length: 8 }, () => owner.post("/tickets/keys/rotate")));
  const made = replies.filter(({ status }) => status === 201).map(({ data }) => data.key_version);
  expect(made.length).toBeGreaterThan(0);
  expect(made.sort()).toEqual(made.map((_, index) => index + 2));
  expect(replies.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
});

test("[G14] a rotation and a revocation are each one row, one audit and one event", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  await rotate(owner);
  await owner.post("/tickets/keys/1/revoke", { confirm: "1", reason: "leaked" });
  await owner.post("/tickets/keys/1/revoke", { confirm: "1", reason: "again" });
  const audits = await auditRows(park.tenant_id, "event LIKE 'ticket_key.%'");
  const by = { actor_id: park.employees.owner?.employee_id, subject_kind: "ticket_key" };
  expect(audits).toMatchObject([
    { ...by, event: "ticket_key.rotated", subject_id: "2", changes: '{"master_id":"1"}' },
    { ...by, event: "ticket_key.revoked", subject_id: "1", changes: '{"reason":"leaked"}' },
  ]);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket_key.rotated'")).toBe(1);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket_key.revoked'")).toBe(1);
  expect(await countRows("ticket_keys", park.tenant_id)).toBe(2);
});

test("[G14] a revocation reaches the gates even when its request dies after its commit", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 1_000 });
  const gate = await park.device("gate");
  expect(await scan(gate, ticket)).toBe("pass");
  await commitRevocation(park, [
    KEY_EVENTS.revoke.of(["ticket_key", "1"], { key_version: 1, reason: null }, { store_id: null }),
  ]);
  await until(async () => (await scan(gate, ticket)) === "revoked");
});

test("[G14] a second revocation is answered when every gate refuses the version", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 9 });
  const gate = await park.device("gate");
  expect(await scan(gate, ticket)).toBe("pass");
  await rotate(owner);
  await commitRevocation(park, []);
  await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  expect(await scan(gate, ticket)).toBe("revoked");
});

/** Commits the revocation of version 1 like its use-case, but notifies no device. */
async function commitRevocation(
  { tenant_id }: TestPark,
  events: Parameters<typeof commit>[1]["events"],
): Promise<void> {
  const ctx = asTenant(seedContext(env), tenant_id);
  const [first] = (await listKeys(ctx)).filter(({ key_version }) => key_version === 1);
  if (!first) throw new Error("there is no first version");
  const { current, ...key } = first;
  const audit = { event: KEY_EVENTS.revoke.type, subject: ["ticket_key", "1"] } as const;
  await commit(ctx, {
    writes: [revokeTicketKey({ tenant_id, ...key, revoked_at: ctx.now, revoked_by: "nobody" })],
    audit: [audit],
    events,
  });
}

test("[G14] a code has room for 1,023 versions; the next rotation is refused and changes nothing", async () => {
  const park = await newPark();
  const owner = await stepUp(await park.person("owner"));
  await env.DB.prepare("UPDATE tenants SET ticket_key_version = 1022 WHERE tenant_id = ?").bind(park.tenant_id).run();
  expect(await rotate(owner)).toBe(1_023);
  const ticket = await sellOne(park);
  expect([versionOf(ticket), await scan(await park.device("gate"), ticket)]).toEqual(["ZZ", "pass"]);
  const before = await rowCounts(park.tenant_id);
  const refused = await owner.post("/tickets/keys/rotate");
  expect([refused.status, refused.error?.code]).toEqual([409, "E_KEY_VERSIONS"]);
  expect(await rowCounts(park.tenant_id)).toEqual(before);
});

test("[G14] without settings_write no key is listed, made or revoked", async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const before = await rowCounts(park.tenant_id);
  const replies = [
    await cashier.get("/tickets/keys"),
    await cashier.post("/tickets/keys/rotate"),
    await cashier.post("/tickets/keys/1/revoke", { confirm: "1" }),
  ];
  expect(replies.map(({ status, error }) => [status, error?.code])).toEqual(Array(3).fill([403, "E_PERMISSION"]));
  expect(await rowCounts(park.tenant_id)).toEqual(before);
});

const master = (text: string) => btoa(text.padEnd(32, "."));
const withMasters = (masters: object): Env => ({ ...env, TICKET_KEYS: JSON.stringify(masters) });

test("[G14] each version has the newest master of its day, and a ticket whose master was removed is still shown", async () => {
  const park = await newPark();
  const all = { ...JSON.parse(env.TICKET_KEYS), two: master("two"), three: master("three") };
  const { two, three } = all;
  const at = (masters: object) => asTenant(seedContext(withMasters(masters)), park.tenant_id);
  await rotateKey(at({ 1: all[1] }));
  await rotateKey(at({ 1: all[1], two }));
  await rotateKey(at(all));
  expect((await listKeys(at(all))).map(({ master_id }) => master_id)).toEqual(["three", "two", "1", "1"]);

  const tickets = [1, 2, 3, 4].map((key_version) => ({ ticket_id: newId(Date.now()), key_version }));
  const verified = (codes: string[], masters: object) =>
    Promise.all(codes.map(async (code) => !!(await readTicketCode(withMasters(masters), park.tenant_id, code))));
  const printed = await codesOf(at(all), tickets);
  expect(await verified(printed, all)).toEqual([true, true, true, true]);
  expect(await verified(printed, { two, three })).toEqual([false, false, true, true]);
  expect(await hashPrintedCodes(at(all), tickets)).toEqual(await Promise.all(printed.map(hashCode)));

  const shown = await codesOf(at({ two, three }), tickets);
  expect(await verified(shown, { two, three })).toEqual([true, true, true, true]);
  expect(shown.map((code, index) => code === printed[index])).toEqual([false, false, true, true]);
});

test("[G14] a code outlives its master's rotation, ends with its removal, and a new version has the newest master", async () => {
  const [one, two] = [{ a: master("one") }, { a: master("one"), b: master("two") }];
  const tenant_id = newId(Date.now());
  const ticket = { ticket_id: newId(Date.now()), key_version: 1 };
  const code = await signTicket(withMasters(one), tenant_id, ticket, "a");
  const newer = await signTicket(withMasters(two), tenant_id, { ...ticket, key_version: 2 }, "b");
  expect(await readTicketCode(withMasters(two), tenant_id, code)).toMatchObject(ticket);
  expect(await readTicketCode(withMasters(two), tenant_id, newer)).toMatchObject({ key_version: 2 });
  expect(await readTicketCode(withMasters({ b: two.b }), tenant_id, code)).toBeUndefined();
  expect(await readTicketCode(withMasters(two), newId(Date.now()), code)).toBeUndefined();
});

test("[G14] a code with any one character changed never verifies", async () => {
  const tenant_id = newId(Date.now());
  const code = await signTicket(env, tenant_id, { ticket_id: newId(Date.now()), key_version: 1 }, "1");
  for (let at = 0; at < code.length; at++) {
    const other = code[at] === "7" ? "3" : "7";
    const forged = code.slice(0, at) + other + code.slice(at + 1);
    expect(await readTicketCode(env, tenant_id, forged), forged).toBeUndefined();
  }
});
