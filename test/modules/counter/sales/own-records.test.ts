/** People with the right read guests, sales and parked carts; a device without a person reads its own of 15 minutes (rule T7). */

import { describe, expect, test } from "vitest";
import { addPerson, type Client, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";
import { noted } from "../../guests/customers/guests.ts";

const GUEST = { name: "Wilai Suk", phone: "089-111-1234", email: "wilai@guests.test", note: "nut allergy" };

/** A till without an open shift; its store sells without one. */
async function openPark(): Promise<{ park: TestPark; owner: Client }> {
  const park = await newPark();
  const owner = await park.person("owner");
  const set = await owner.call("PUT", "/settings/keys/shifts.require_open_shift", { value: false });
  if (set.status !== 200) throw new Error(set.text);
  return { park, owner };
}

async function soldBy(client: Client, park: TestPark) {
  const { data } = await client.post("/sales", cashSale(park.packages.single, 1, 35_000), crypto.randomUUID());
  return data as { sale_id: string; tickets: { ticket_id: string }[] };
}

describe("guests", () => {
  test("[T7] a device without a person lists, reads, notes and changes none of the guests, whatever its type", async () => {
    const park = await newPark();
    const customer_id = await noted(await park.till(), GUEST);
    for (const key of ["pos", "gate", "kiosk"] as const) {
      const device = await park.device(key);
      const replies = [
        await device.get("/customers"),
        await device.get("/customers/search?q=wilai"),
        await device.get(`/customers/${customer_id}`),
        await device.get(`/customers/${customer_id}/entries`),
        await device.get("/tickets"),
        await device.post("/customers", GUEST),
        await device.call("PUT", `/customers/${customer_id}`, { name: "Gone" }),
        await device.call("DELETE", `/customers/${customer_id}`),
      ];
      for (const reply of replies) expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
      expect((await device.get("/tickets?q=089-111-1234")).data).toEqual([]);
    }
  });

  test("[T7] a person who may not change guests sees contact data masked and finds guests by number; masked data overwrite nothing", async () => {
    const park = await newPark();
    const [cashier, supervisor] = [await park.till(), await park.person("supervisor", "pos")];
    const customer_id = await noted(cashier, GUEST);
    const masked = { phone: "08x-xxx-1234", email: "w•••@guests.test", note: GUEST.note };
    const whole = { phone: "+66891111234", email: GUEST.email, note: GUEST.note };
    const seenBy = async (client: Client) => [
      (await client.get(`/customers/${customer_id}`)).data,
      (await client.get("/customers?phone=089-111-1234")).data[0],
      (await client.get("/customers/search?q=0891111234")).data[0],
    ];
    for (const seen of await seenBy(cashier)) expect(seen).toMatchObject(masked);
    for (const seen of await seenBy(supervisor)) expect(seen).toMatchObject(whole);
    const own = await cashier.call("PUT", `/customers/${customer_id}`, { name: "Wilai" });
    expect([own.status, own.error?.details?.permission]).toEqual([403, "guests_write"]);
    for (const field of ["phone", "email"] as const) {
      const sent_back = { name: GUEST.name, [field]: masked[field] };
      expect((await supervisor.call("PUT", `/customers/${customer_id}`, sent_back)).status).toBe(422);
    }
    expect((await supervisor.get(`/customers/${customer_id}`)).data).toMatchObject(whole);
  });
});

describe("sales", () => {
  test("[T7] a device without a person reads what it sold within 15 minutes, and neither older nor another's", async () => {
    const { park, owner } = await openPark();
    const [kiosk, pos, gate] = [await park.device("kiosk"), await park.device("pos"), await park.device("gate")];
    const [own, others] = [await soldBy(kiosk, park), await soldBy(pos, park)];
    const paths = (sale: typeof own) => [
      `/sales/${sale.sale_id}`,
      `/receipts/${sale.sale_id}`,
      `/sales/${sale.sale_id}/refundable`,
      `/payments/${sale.sale_id}-1`,
      `/tickets/${sale.tickets[0]?.ticket_id}`,
      `/tickets/${sale.tickets[0]?.ticket_id}/timeline`,
    ];
    const statuses = (client: Client, sale: typeof own) =>
      Promise.all(paths(sale).map(async (path) => (await client.get(path)).status));
    const listed = async (client: Client, path: string) => (await client.get(path)).data.length;
    expect(await statuses(kiosk, own)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await statuses(kiosk, others)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await statuses(gate, own)).toEqual([403, 403, 403, 403, 403, 403]);
    for (const list of ["/sales", "/payments"]) {
      expect([list, await listed(kiosk, list), await listed(pos, list)]).toEqual([list, 1, 1]);
      expect((await gate.get(list)).error?.code).toBe("E_PERMISSION");
      const elsewhere = await kiosk.get(`${list}?device_id=${park.devices.pos?.device_id}`);
      expect([elsewhere.status, elsewhere.error?.details?.permission]).toEqual([403, "sales_read"]);
    }
    const cashier = await park.person("cashier", "pos");
    expect(await statuses(cashier, own)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await listed(cashier, "/sales")).toBe(2);

    await owner.call("PUT", "/sandbox/clock", { offset_seconds: 16 * 60 });
    const again = clientOf((await call("POST", "/auth/device/login", park.devices.kiosk)).data.access_token);
    expect(await statuses(again, own)).toEqual([403, 403, 403, 403, 403, 403]);
    expect([await listed(again, "/sales"), await listed(again, "/payments")]).toEqual([0, 0]);
  });

  test("[T7] a person reads sales only with the right, and at a kiosk only the kiosk's sales", async () => {
    const { park, owner } = await openPark();
    await owner.call("PUT", "/roles/seller", { permissions: ["sell"] });
    await owner.call("PUT", `/employees/${park.employees.cashier?.employee_id}/memberships/${park.store_id}`, {
      roles: ["seller"],
    });
    const others = await soldBy(await park.device("pos"), park);
    const on_console = await (await park.person("cashier")).get("/sales");
    expect([on_console.status, on_console.error?.details?.permission]).toEqual([403, "sales_read"]);
    const seller = await park.person("cashier", "kiosk");
    const own = await soldBy(seller, park);
    expect((await seller.get("/sales")).data.map(({ sale_id }: { sale_id: string }) => sale_id)).toEqual([own.sale_id]);
    expect((await seller.get(`/sales/${others.sale_id}`)).error?.code).toBe("E_PERMISSION");
  });
});

describe("parked carts", () => {
  test("[S6] [T7] a device without a person sees and cancels its own carts; another's needs the person who parked it or approve", async () => {
    const park = await newPark();
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const cashier = await park.person("cashier", "pos");
    const [kiosk, second] = [await park.device("kiosk"), await park.addTill()];
    const parked = (await cashier.post("/open_tickets", { items, name: "Auntie" })).data.open_ticket_id;
    const own = (await kiosk.post("/open_tickets", { items })).data.open_ticket_id;
    expect(
      (await kiosk.get("/open_tickets")).data.map((cart: { open_ticket_id: string }) => cart.open_ticket_id),
    ).toEqual([own]);
    const refused = [
      await kiosk.get(`/open_tickets/${parked}`),
      await kiosk.call("PUT", `/open_tickets/${parked}`, { version: 1, items }),
      await kiosk.call("DELETE", `/open_tickets/${parked}`),
      await kiosk.post(`/open_tickets/${parked}/checkout`, { payments: [{ method: "cash", amount: 35_000 }] }, "x"),
    ];
    for (const reply of refused) expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect((await kiosk.call("DELETE", `/open_tickets/${own}`)).data.status).toBe("cancelled");
    // The cashier who parked it can cancel it from any till; another cashier can resume it, but not cancel it.
    expect((await second.get(`/open_tickets/${parked}`)).status).toBe(200);
    const { email, pin } = await addPerson(park, { [park.store_id]: ["cashier"] });
    const other_till = (await call("POST", "/auth/device/login", await park.addDevice("POS"))).data.access_token;
    const login = await clientOf(other_till).post("/employees/login", { email, pin });
    const other = clientOf(login.data.access_token);
    expect((await other.get(`/open_tickets/${parked}`)).status).toBe(200);
    const cancel = await other.call("DELETE", `/open_tickets/${parked}`);
    expect([cancel.status, cancel.error?.details?.permission]).toEqual([403, "approve"]);
    const supervisor = await park.person("supervisor");
    expect((await supervisor.call("DELETE", `/open_tickets/${parked}`)).data.status).toBe("cancelled");
  });
});
