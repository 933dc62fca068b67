/** Every reason of a refusal is reached through HTTP; the table has no gaps. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { signTicket } from "../../../../src/modules/admission/ticket-codes/service/signing.ts";
import { FAIL_REASONS, type KnownReason } from "../../../../src/modules/admission/tickets/domain/words.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { handIn, offlineScan, reissue, scan, sellOne } from "../../../support/gate.ts";
import { call, clientOf, newPark, type TestPark, until } from "../../../support/park.ts";

const DAY = 86_400_000;

async function changed(park: TestPark, change: "block" | "cancel" | "reissue") {
  const ticket = await sellOne(park);
  const manager = await park.everywhere("manager");
  if (change === "reissue") await reissue(park, manager, ticket.ticket_id);
  else expect((await manager.post(`/tickets/${ticket.ticket_id}/${change}`, {})).status).toBe(200);
  return scan(await park.device("gate"), ticket);
}

/** Hands in an offline gate's own refusal; returns the recorded reason. */
async function refusedOffline(park: TestPark, reason: string) {
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const refused = offlineScan(ticket, Date.now(), { result: "fail", reason });
  const batch = await handIn(gate, [refused]);
  expect(await scan(gate, ticket)).toBe("pass");
  return batch.data.results[0].data.reason;
}

const REACHED: Record<KnownReason, (park: TestPark) => Promise<string>> = {
  invalid_sig: async (park) => scan(await park.device("gate"), { qr_token: "PP1JUNK" }),
  async unknown(park) {
    const qr_token = await signTicket(env, park.tenant_id, { ticket_id: newId(Date.now()), key_version: 1 }, "1");
    return scan(await park.device("gate"), { qr_token });
  },
  cancelled: (park) => changed(park, "cancel"),
  async refunded(park) {
    const ticket = await sellOne(park);
    // Another module makes the refund; the gate sees only the ticket's status.
    await env.DB.prepare("UPDATE tickets SET status = 'refunded' WHERE tenant_id = ? AND ticket_id = ?")
      .bind(park.tenant_id, ticket.ticket_id)
      .run();
    return scan(await park.device("gate"), ticket);
  },
  revoked: (park) => changed(park, "reissue"),
  blocked: (park) => changed(park, "block"),
  async wrong_store(park) {
    const login = await call("POST", "/auth/device/login", await park.addDevice("GATE", park.second_store_id));
    return scan(clientOf(login.data.access_token), await sellOne(park));
  },
  async wrong_zone(park) {
    const zones = [{ zone_id: park.zones.Trampoline }];
    return scan(await park.device("gate"), await sellOne(park, { zones }));
  },
  async wrong_device(park) {
    const allowed_device_ids = [park.devices.gate2?.device_id];
    return scan(await park.device("gate"), await sellOne(park, { allowed_device_ids }));
  },
  async not_started(park) {
    const ticket = await sellOne(park, { valid_from: iso(Date.now() + DAY) });
    return scan(await park.device("gate"), ticket);
  },
  async expired(park) {
    const ticket = await sellOne(park, { valid_to: iso(Date.now() - DAY) });
    return scan(await park.device("gate"), ticket);
  },
  async duplicate_use(park) {
    const ticket = await sellOne(park);
    const gate = await park.device("gate");
    expect(await scan(gate, ticket)).toBe("pass");
    return scan(gate, ticket);
  },
  async exhausted(park) {
    const ticket = await sellOne(park, { type: "party", quota_or_minutes: 4 });
    return scan(await park.device("gate"), ticket, { party: 5 });
  },
  async zone_full(park) {
    const zone_id = park.zones["Main Gate"] ?? "";
    await (await park.office("manager")).call("PUT", `/catalog/zones/${zone_id}`, { name: "Main Gate", max_people: 1 });
    const [gate, ticket] = [await park.device("gate"), await sellOne(park, { type: "party", quota_or_minutes: 9 })];
    await until(async () => (await scan(gate, ticket, { party: 2 })) === "zone_full");
    return scan(gate, ticket, { party: 2 });
  },
  async incomplete(park) {
    const questions = [{ question_id: "waiver", text: "Is the waiver signed?", kind: "yes_no" }];
    return scan(await park.device("gate"), await sellOne(park, { questions }));
  },
  no_list: (park) => refusedOffline(park, "no_list"),
  stale_list: (park) => refusedOffline(park, "stale_list"),
  not_listed: (park) => refusedOffline(park, "not_listed"),
};

test.each(FAIL_REASONS)("[G6] a gate can get the reason %s", async (reason) => {
  expect(await REACHED[reason](await newPark())).toBe(reason);
});

test("[G6] a gate's own word for a refusal is stored, returned, and usable as a filter", async () => {
  const park = await newPark();
  expect(await refusedOffline(park, "turnstile_jam")).toBe("turnstile_jam");
  const list = await (await park.everywhere("manager")).get(
    `/redemptions?store_id=${park.store_id}&reason=turnstile_jam`,
  );
  expect(list.data).toMatchObject([{ result: "fail", reason: "turnstile_jam" }]);
});
