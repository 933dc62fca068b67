/** A device's unread codes are few rows, whose counts include every attempt (rule G2). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, offlineScan } from "../../../support/gate.ts";
import { countRows, newPark, type TestPark, until } from "../../../support/park.ts";

async function attempts(park: TestPark): Promise<number | null> {
  const query = "SELECT SUM(count) AS attempts FROM redemptions WHERE tenant_id = ? AND ticket_id IS NULL";
  return env.DB.prepare(query).bind(park.tenant_id).first<number>("attempts");
}

/** Redemptions, audit rows and events of unread codes. */
async function rowsOf(park: TestPark): Promise<number[]> {
  const { tenant_id } = park;
  return [
    await countRows("redemptions", tenant_id, "ticket_id IS NULL"),
    await countRows("audits", tenant_id, "event = 'ticket.redeemed.fail'"),
    await countRows("outbox", tenant_id, "type = 'ticket.redeemed.fail'"),
  ];
}

async function everyAttemptIsCounted(park: TestPark, expected: number): Promise<void> {
  await until(async () => (await attempts(park)) === expected);
}

test("[G2] one junk code at one gate within a minute is one row with a count, and each scan has its verdict", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const [first = "", again = "", ...others] = Array.from({ length: 60 }, () => newId(Date.now()));
  const scan = (scan_id: string) => gate.post("/tickets/redeem", { qr_token: "PP1JUNK", scan_id });
  expect((await scan(first)).data).toMatchObject({ scan_id: first, redemption_id: first, replayed: false });
  const verdict = { result: "fail", reason: "invalid_sig", redemption_id: first };
  expect((await scan(again)).data).toMatchObject({ ...verdict, scan_id: again, replayed: false });
  for (const scan_id of [first, again])
    expect((await scan(scan_id)).data).toMatchObject({ ...verdict, replayed: true });
  await Promise.all(others.map(scan));
  await everyAttemptIsCounted(park, 60);
  expect(await rowsOf(park)).toEqual([1, 1, 1]);
  // Another gate has its own row.
  await (await park.device("gate2")).post("/tickets/redeem", { qr_token: "PP1JUNK" });
  expect(await rowsOf(park)).toEqual([2, 2, 2]);
});

test("[G2] always new junk, online and uploaded, is at most 31 rows a minute, and every attempt is counted", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const online = Array.from({ length: 100 }, (_, index) => gate.post("/tickets/redeem", { qr_token: `JUNK ${index}` }));
  for (const { data } of await Promise.all(online)) expect(data.reason).toBe("invalid_sig");
  const late = Array.from({ length: 100 }, (_, index) =>
    offlineScan({ qr_token: `LATE ${index}` }, Date.now() - index),
  );
  const { data } = await handIn(gate, late);
  for (const { status } of data.results) expect(status).toMatch(/applied|conflict/);
  await everyAttemptIsCounted(park, 200);
  for (const rows of await rowsOf(park)) expect(rows).toBeLessThanOrEqual(31);
});
