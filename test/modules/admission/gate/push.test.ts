/** Pushes: a commit that a gate must hear of at once reaches it over its socket. */

import { expect, test } from "vitest";
import { hashCode } from "../../../../src/modules/admission/ticket-codes/service/signing.ts";
import { sellOne } from "../../../support/gate.ts";
import { openGate } from "../../../support/live.ts";
import { newPark, stepUp } from "../../../support/park.ts";

test("[O2] a revocation reaches every connected gate of its store, and no other park's", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const ticket = await sellOne(park);
  const gates = [await openGate(await park.device("gate")), await openGate(await park.device("gate2"))];
  const stranger = await openGate(await other.device("gate"));
  const manager = await park.everywhere("manager");
  await manager.post(`/tickets/${ticket.ticket_id}/cancel`, {});
  const h = await hashCode(ticket.qr_token);
  for (const gate of gates) expect((await gate.next("ticket.revoked")).data).toMatchObject({ h, reason: "cancelled" });
  expect(stranger.messages.map(({ type }) => type)).toEqual(["hello"]);
});

test("[O2] a released ticket, a new policy and a revoked key make connected gates read their list again", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await openGate(await park.device("gate"));
  const owner = await park.person("owner");
  const change = (kind: string) => owner.post(`/tickets/${ticket.ticket_id}/${kind}`, {});
  await change("block");
  await gate.next("ticket.revoked");
  await change("unblock");
  expect((await gate.next("list.changed")).data).toMatchObject({ h: await hashCode(ticket.qr_token) });
  const policy = { admit_offline: "never", list_max_age_s: 600, unbound_lots: "refuse", min_app_version: null };
  await owner.call("PUT", "/gate/policy", { store_id: park.store_id, ...policy });
  await gate.next("list.changed");
  await stepUp(owner);
  await owner.post("/tickets/keys/rotate");
  await owner.post("/tickets/keys/1/revoke", { confirm: "1" });
  await gate.next("list.changed");
});
