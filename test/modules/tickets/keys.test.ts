/** Keys come and go, and every ticket that was sold stays good until its own key is withdrawn. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { readTicketCode, signTicket } from "../../../src/modules/tickets/service/signing.ts";
import { newId } from "../../../src/platform/http/context.ts";
import { makePackage, type SoldTicket, scan, sell } from "../../support/gate.ts";
import { type Client, newPark, type TestPark } from "../../support/park.ts";

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

test("[G14] a ticket verifies after three rotations, and only new tickets bear the new versions", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
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

test("[G14] a withdrawn version ends its tickets at the next scan of every gate, and no others", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
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
  const again = await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  expect(again.data.revoked_at).toBe(revoked.data.revoked_at);
});

test("[G14] the version that new tickets bear is not withdrawn, nor one that is not there", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const current = await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  expect([current.status, current.error?.code]).toEqual([409, "E_KEY_CURRENT"]);
  expect((await owner.post("/tickets/keys/7/revoke", { confirm: "7" })).status).toBe(404);
});

test("[G14] of rotations at one moment none is given twice and none is skipped", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const replies = await Promise.all(Array.from({ length: 8 }, () => owner.post("/tickets/keys/rotate")));
  const made = replies.filter(({ status }) => status === 201).map(({ data }) => data.key_version);
  expect(made.length).toBeGreaterThan(0);
  expect(made.sort()).toEqual(made.map((_, index) => index + 2));
  expect(replies.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
});

test("[G14] a code outlives the rotation of its master, ends with its removal, and a new version is of the newest", async () => {
  const master = (text: string) => btoa(text.padEnd(32, "."));
  const [one, two] = [{ a: master("one") }, { a: master("one"), b: master("two") }];
  const withMasters = (masters: object) => ({ ...env, TICKET_KEYS: JSON.stringify(masters) });
  const tenant_id = newId(Date.now());
  const ticket = { ticket_id: newId(Date.now()), key_version: 1 };
  const code = await signTicket(withMasters(one), tenant_id, ticket, "a");
  const newer = await signTicket(withMasters(two), tenant_id, { ...ticket, key_version: 2 }, "b");
  expect(await readTicketCode(withMasters(two), tenant_id, code)).toMatchObject(ticket);
  expect(await readTicketCode(withMasters(two), tenant_id, newer)).toMatchObject({ key_version: 2 });
  expect(await readTicketCode(withMasters({ b: two.b }), tenant_id, code)).toBeUndefined();
  expect(await readTicketCode(withMasters(two), newId(Date.now()), code)).toBeUndefined();
});

test("[G14] a code of which any one character is another verifies never", async () => {
  const tenant_id = newId(Date.now());
  const code = await signTicket(env, tenant_id, { ticket_id: newId(Date.now()), key_version: 1 }, "1");
  for (let at = 0; at < code.length; at++) {
    const other = code[at] === "7" ? "3" : "7";
    const forged = code.slice(0, at) + other + code.slice(at + 1);
    expect(await readTicketCode(env, tenant_id, forged), forged).toBeUndefined();
  }
});
