/** A parked cart is never lost, never sold twice, and has the price of a sale (rules S6, P1). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { jobs } from "../../../../src/modules/counter/open-tickets/jobs.ts";
import { cancelCart } from "../../../../src/modules/counter/open-tickets/service.ts";
import { newId, systemContext } from "../../../../src/platform/http/context.ts";
import { runJobs } from "../../../../src/platform/queue/cron.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import { auditRows, type Client, newPark, rowCounts, rowsAdded, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let till: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
});

const key = () => newId(Date.now());
const cartOf = (qty: number) => ({ items: [{ package_id: park.packages.single, qty }] });
const parkCart = async (qty = 2, fields: object = {}) =>
  (await till.post("/open_tickets", { ...cartOf(qty), ...fields })).data;
const paid = (amount: number) => ({ payments: [{ method: "cash", amount }] });
const checkOut = (open_ticket_id: string, body: object, by = till, sent = key()) =>
  by.post(`/open_tickets/${open_ticket_id}/checkout`, body, sent);

describe("a parked cart", () => {
  test("[S6] a parked cart is listed with its price, and read on another device of the store", async () => {
    const parked = await parkCart(3, { name: "Table by the pool", note: "two prams" });
    expect(parked).toMatchObject({ status: "open", version: 1, grand_total: 105_000, name: "Table by the pool" });
    const { data } = await till.get("/open_tickets");
    expect(data[0].open_ticket_id).toBe(parked.open_ticket_id);
    const second = await park.addTill();
    const resumed = await second.get(`/open_tickets/${parked.open_ticket_id}`);
    expect(resumed.data).toMatchObject({ version: 1, note: "two prams", preview: { grand_total: 105_000 } });
  });

  test("[P1] a parked cart costs the same as its preview and its sale", async () => {
    const parked = await parkCart(2);
    const preview = await till.post("/pricing/preview", cartOf(2));
    const resumed = await till.get(`/open_tickets/${parked.open_ticket_id}`);
    expect(resumed.data.preview).toEqual(preview.data);
    const sold = await checkOut(parked.open_ticket_id, { ...paid(70_000), expected_total: 70_000 });
    expect(sold.status).toBe(201);
    const { payments: _, not_applied, applied, amount_due, lines, ...totals } = preview.data;
    expect(sold.data).toMatchObject({ ...totals, lines });
  });

  test("[S6] a parked cart changes from the version that was read, and from no older one", async () => {
    const { open_ticket_id } = await parkCart(1);
    const path = `/open_tickets/${open_ticket_id}`;
    const changed = await till.call("PUT", path, { version: 1, ...cartOf(4) });
    expect(changed.data).toMatchObject({ version: 2, grand_total: 140_000 });
    const stale = await till.call("PUT", path, { version: 1, ...cartOf(5) });
    expect([stale.status, stale.error?.code, stale.error?.details]).toEqual([409, "E_STALE_VERSION", { version: 2 }]);
    expect((await till.get(path)).data).toMatchObject({ version: 2, items: cartOf(4).items });
  });

  test("[S6] a parked cart that two tills change at once takes one change", async () => {
    const { open_ticket_id } = await parkCart(1);
    const path = `/open_tickets/${open_ticket_id}`;
    const changes = await Promise.all(
      [2, 3, 4, 5].map((qty) => till.call("PUT", path, { version: 1, ...cartOf(qty) })),
    );
    expect(changes.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    for (const { error } of changes.filter(({ status }) => status === 409))
      expect([error?.code, error?.details]).toEqual(["E_STALE_VERSION", { version: 2 }]);
  });

  test("[S6] a parked cart is sold once, however many tills check it out at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { open_ticket_id } = await parkCart(1);
      const before = await rowCounts(park.tenant_id);
      const tries = await Promise.all([1, 2, 3, 4].map(() => checkOut(open_ticket_id, paid(35_000))));
      expect(tries.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
      for (const { error } of tries.filter(({ status }) => status === 409))
        expect([error?.code, error?.details]).toEqual(["E_OPEN_TICKET_CLOSED", { status: "checked_out" }]);
      expect(rowsAdded(before, await rowCounts(park.tenant_id))).toMatchObject({ sales: 1, tickets: 1, payments: 1 });
      const sale = tries.find(({ status }) => status === 201);
      const closed = (await till.get(`/open_tickets/${open_ticket_id}`)).data;
      expect(closed).toMatchObject({ status: "checked_out", sale_id: sale?.data.sale_id, preview: null });
    }
  });

  test("[S6] a parked cart checked out again under the same key answers the same sale", async () => {
    const { open_ticket_id } = await parkCart(1);
    const sent = key();
    const first = await checkOut(open_ticket_id, paid(35_000), till, sent);
    const again = await checkOut(open_ticket_id, paid(35_000), till, sent);
    expect(again.text).toBe(first.text);
  });

  test("[S6] a parked cart stays open when its checkout is refused", async () => {
    const { open_ticket_id } = await parkCart(2);
    const before = await rowCounts(park.tenant_id);
    const short = await checkOut(open_ticket_id, paid(1));
    expect([short.status, short.error?.code]).toEqual([422, "E_PAYMENT"]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
    expect((await till.get(`/open_tickets/${open_ticket_id}`)).data.status).toBe("open");
  });

  test("[S6] a cancelled parked cart cannot be changed or sold, and is cancelled once", async () => {
    const { open_ticket_id } = await parkCart(1);
    const path = `/open_tickets/${open_ticket_id}`;
    for (let twice = 0; twice < 2; twice += 1)
      expect((await till.call("DELETE", path)).data).toMatchObject({ status: "cancelled", version: 2 });
    const sold = await checkOut(open_ticket_id, paid(35_000));
    expect([sold.error?.code, sold.error?.details]).toEqual(["E_OPEN_TICKET_CLOSED", { status: "cancelled" }]);
    expect((await till.call("PUT", path, { version: 2, ...cartOf(1) })).error?.code).toBe("E_OPEN_TICKET_CLOSED");
    expect((await auditRows(park.tenant_id, "event = 'open_ticket.cancelled'")).length).toBe(1);
  });

  test("[S6] a parked cart that two requests cancel in one millisecond is cancelled for both, and recorded once", async () => {
    const { open_ticket_id } = await parkCart(1);
    const ctx = { ...(await operation(park)), reply_key: null };
    const second = overtaken(ctx, () => cancelCart(ctx, open_ticket_id));
    expect(await cancelCart(second, open_ticket_id)).toMatchObject({ status: "cancelled", version: 2 });
    const told = await auditRows(
      park.tenant_id,
      `event = 'open_ticket.cancelled' AND subject_id = '${open_ticket_id}'`,
    );
    expect(told).toHaveLength(1);
  });

  test("[S6] a parked cart expires on time, for readers at once and in its row by the job", async () => {
    const other = await newPark();
    const counter = await other.till();
    const owner = await other.person("owner");
    const items = [{ package_id: other.packages.single, qty: 1 }];
    const { open_ticket_id } = (await counter.post("/open_tickets", { items })).data;
    await owner.call("PUT", "/sandbox/clock", { offset_seconds: 13 * 3600 });
    const late = await counter.post(`/open_tickets/${open_ticket_id}/checkout`, paid(35_000), key());
    expect([late.error?.code, late.error?.details]).toEqual(["E_OPEN_TICKET_CLOSED", { status: "expired" }]);
    expect((await counter.get("/open_tickets")).data).toEqual([]);
    // Only this job: a whole tick also does the night's backups of all parks here.
    await runJobs(
      systemContext(env, "cron", () => undefined),
      jobs,
    );
    expect((await auditRows(other.tenant_id, "event = 'open_ticket.expired'")).map((row) => row.subject_id)).toEqual([
      open_ticket_id,
    ]);
    expect((await counter.get("/open_tickets?status=expired")).data[0]).toMatchObject({ open_ticket_id, version: 2 });
  });

  test("[S9] a parked cart with a package that is no longer on sale says so, and is kept", async () => {
    const owner = await park.person("owner");
    const made = await owner.post("/catalog/packages", {
      store_id: park.store_id,
      name: "Night swim",
      type: "single",
      price: 9_900,
      zones: [{ zone_id: park.zones["Main Gate"] }],
    });
    const { package_id } = made.data;
    const parked = (await till.post("/open_tickets", { items: [{ package_id, qty: 1 }] })).data;
    await owner.call("DELETE", `/catalog/packages/${package_id}`);
    const resumed = await till.get(`/open_tickets/${parked.open_ticket_id}`);
    expect(resumed.data).toMatchObject({ status: "open", preview: null });
    expect((await checkOut(parked.open_ticket_id, paid(9_900))).error?.code).toBe("E_PACKAGE_UNAVAILABLE");
  });
});
