/** One text finds what the caller's permissions list, in the caller's stores, with few queries. */

import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { reissue } from "../../../support/gate.ts";
import { typedOn } from "../../../support/keyboards.ts";
import { addPerson, type Client, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

interface Result {
  kind: string;
  id: string;
  title: string;
  subtitle: string | null;
  status: string | null;
  store_id: string | null;
  at: string | null;
}

async function search(client: Client, q: string, more = ""): Promise<Result[]> {
  const { status, data, text } = await client.get(`/search?q=${encodeURIComponent(q)}${more}`);
  expect(status, text).toBe(200);
  return data.results;
}

const named = (results: Result[]) => results.map(({ kind, title }) => `${kind} ${title}`);

async function soldTo(till: Client, park: TestPark) {
  const guest = { name: "สมศรี ใจดี", phone: "081-234-5678", email: "somsri@guests.test" };
  const { customer_id } = (await till.post("/customers", guest)).data;
  const sale = { ...cashSale(park.packages.single, 2, 35_000), customer_id };
  return (await till.post("/sales", sale, newId(Date.now()))).data;
}

/** The queries of D1 that `work` makes. */
async function queriesOf(work: () => Promise<unknown>): Promise<string[]> {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const prepared = vi.spyOn(session, "prepare");
  try {
    await work();
    return prepared.mock.calls.map(([query]) => query);
  } finally {
    prepared.mockRestore();
  }
}

test("[G17] a code, an id and a receipt number find their own thing, in any spelling", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = await soldTo(till, park);
  const owner = await park.office("owner");
  const [{ ticket_id, qr_token, short_code }] = sale.tickets;
  const ticket = { kind: "ticket", id: ticket_id, title: "Day ticket", status: "active", store_id: park.store_id };
  const thai_digits = short_code.replaceAll(/\d/g, (digit: string) => String.fromCharCode(0xe50 + Number(digit)));
  for (const q of [
    ...[qr_token, ` ]Q1${qr_token.toLowerCase()} `, typedOn("thai", qr_token), ticket_id.toLowerCase()],
    ...[short_code, `${short_code.slice(0, 4)}–${short_code.slice(4).toLowerCase()}`, thai_digits],
  ])
    expect(await search(owner, q), q).toMatchObject([ticket]);
  const sold = { kind: "sale", id: sale.sale_id, title: sale.receipt_no, status: "paid", at: sale.sold_at };
  for (const q of [sale.sale_id, sale.receipt_no.toLowerCase(), sale.receipt_no.replace("-", "–")])
    expect(await search(owner, q), q).toMatchObject([sold]);
});

test("[G17] a reissued ticket comes with its replacement first", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = await soldTo(till, park);
  const [ticket] = sale.tickets;
  const replacement = await reissue(park, till, ticket.ticket_id);
  const found = await search(await park.office("owner"), ticket.short_code);
  expect(found.map(({ id, status }) => [id, status])).toEqual([
    [replacement.ticket_id, "active"],
    [ticket.ticket_id, "revoked"],
  ]);
});

test("[C2] names and numbers find guests, people, devices and packages", async () => {
  const park = await newPark();
  await soldTo(await park.till(), park);
  const owner = await park.office("owner");
  expect(named(await search(owner, "มศรี"))).toEqual(["customer สมศรี ใจดี"]);
  expect(named(await search(owner, "somsri@guests.test"))).toEqual(["customer สมศรี ใจดี"]);
  for (const q of ["081-234-5678", "๐๘๑๒๓๔", "5678", "+66 81 234"])
    expect(await search(owner, q), q).toMatchObject([{ kind: "customer", subtitle: "+66812345678", store_id: null }]);
  expect(named(await search(owner, "prasert"))).toEqual(["employee Prasert Wong"]);
  expect(await search(owner, "COUNTER 1")).toMatchObject([
    { kind: "device", id: park.devices.pos?.device_id, subtitle: "POS", status: "active", store_id: park.store_id },
  ]);
  expect(named(await search(owner, "day ticket"))).toEqual(["package Day ticket"]);
  expect(named(await search(owner, park.packages.multi))).toEqual(["package Ten visits"]);
  expect(named(await search(owner, park.employees.manager?.employee_id ?? ""))).toEqual(["employee Prasert Wong"]);
  expect(await search(owner, "nothing of this name")).toEqual([]);
});

test("[C2] digits that no guest has are sought in names", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  const { device_id } = await park.addDevice("POS");
  await env.DB.prepare(
    "UPDATE devices SET name = 'POS 7412', version = version + 1 WHERE tenant_id = ? AND device_id = ?",
  )
    .bind(park.tenant_id, device_id)
    .run();
  expect(named(await search(owner, "7412"))).toEqual(["device POS 7412"]);
});

test("[T7] each kind needs the permission of its list, and no query is made without it", async () => {
  const park = await newPark();
  const sale = await soldTo(await park.till(), park);
  const [{ short_code, ticket_id }] = sale.tickets;
  const gate = await park.person("gate");
  const cashier = await park.person("cashier");
  expect(named(await search(gate, short_code))).toEqual(["ticket Day ticket"]);
  for (const q of [sale.receipt_no, sale.sale_id, "สมศรี", "081-234-5678", "Prasert", "Counter", "Day ticket"])
    expect(await search(gate, q), q).toEqual([]);
  expect(await queriesOf(() => search(gate, "Prasert"))).not.toContainEqual(
    expect.stringMatching(/employees|devices|packages/),
  );
  expect(named(await search(cashier, sale.receipt_no))).toEqual([`sale ${sale.receipt_no}`]);
  expect(await search(cashier, "081-234-5678")).toMatchObject([{ kind: "customer", subtitle: "08x-xxx-5678" }]);
  for (const q of ["Prasert", "Counter", "Day ticket"]) expect(await search(cashier, q), q).toEqual([]);
  expect(await search(cashier, ticket_id)).not.toEqual([]);
  const device = await park.device("pos");
  expect((await device.get("/search?q=D1-1")).error?.code).toBe("E_PERMISSION");
});

test("[T7] a person of one store finds nothing of another, and another park's person finds nothing", async () => {
  const park = await newPark();
  const sale = await soldTo(await park.till(), park);
  const [{ qr_token, short_code, ticket_id }] = sale.tickets;
  const { email, pin } = await addPerson(park, { [park.second_store_id]: ["manager"] });
  const other = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
  const stranger = await (await newPark()).office("owner");
  const things = [qr_token, short_code, ticket_id, sale.receipt_no, sale.sale_id, "Counter 1", "Nok Chaiyo"];
  for (const q of things) expect(await search(other, q), q).toEqual([]);
  for (const q of [qr_token, short_code, ticket_id, sale.sale_id, "สมศรี"])
    expect(await search(stranger, q), q).toEqual([]);
  expect(named(await search(other, "Anong"))).toEqual(["employee Anong Jai"]);
});

test("[G15] a person in the console tries at most 30 short codes a minute, found or not, in searches of all kinds", async () => {
  const park = await newPark();
  const sale = await soldTo(await park.till(), park);
  const owner = await park.office("owner");
  const [{ short_code }] = sale.tickets;
  for (let tried = 0; tried < 15; tried += 1) {
    await search(owner, short_code);
    expect((await owner.get(`/tickets?q=${short_code}`)).status).toBe(200);
  }
  const refused = await owner.get(`/search?q=${short_code}`);
  expect([refused.status, refused.error?.code]).toEqual([429, "E_RATE_LIMIT"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await owner.get(`/tickets?q=${short_code}`)).status).toBe(429);
  // A name, an id and a receipt number are no tries, and another person has their own.
  expect(named(await search(owner, sale.receipt_no))).toEqual([`sale ${sale.receipt_no}`]);
  expect(await search(await park.office("manager"), short_code)).toHaveLength(1);
});

test("[L1] a search makes at most ten queries, and reads few rows", async () => {
  const park = await newPark();
  const sale = await soldTo(await park.till(), park);
  const owner = await park.office("owner");
  const [{ qr_token, short_code, ticket_id }] = sale.tickets;
  const cases: [q: string, most: number][] = [
    ...([qr_token, ticket_id].map((q) => [q, 2]) as [string, number][]),
    ...([short_code].map((q) => [q, 3]) as [string, number][]),
    ...([sale.receipt_no].map((q) => [q, 2]) as [string, number][]),
    ...(["081-234-5678", "5678"].map((q) => [q, 7]) as [string, number][]),
    ...(["Prasert", "สมศรี", "เค"].map((q) => [q, 5]) as [string, number][]),
    ...([park.devices.pos?.device_id ?? ""].map((q) => [q, 6]) as [string, number][]),
    ["66 999 999", 10],
  ];
  const before = (await queriesOf(() => owner.get("/search?q="))).length;
  for (const [q, most] of cases) {
    const [rows = 0] = await rowsReadBy(async () => {
      const made = await queriesOf(() => owner.get(`/search?q=${encodeURIComponent(q)}`));
      expect(made.length - before, `${q}: ${made.join("\n")}`).toBeLessThanOrEqual(most);
    });
    expect(rows, q).toBeLessThan(150);
  }
});

test("[T9] no log line has the searched text", async () => {
  const park = await newPark();
  const sale = await soldTo(await park.till(), park);
  const owner = await park.office("owner");
  const [{ qr_token, short_code }] = sale.tickets;
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const q of [qr_token, short_code, "081-234-5678"]) await owner.get(`/search?q=${encodeURIComponent(q)}`);
  const lines = [...log.mock.calls, ...error.mock.calls].flat().join("\n");
  log.mockRestore();
  error.mockRestore();
  expect(lines).toContain("/search");
  for (const q of [qr_token, short_code, "5678"]) expect(lines).not.toContain(q);
});
