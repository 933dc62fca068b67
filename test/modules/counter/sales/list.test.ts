/** Sales are found by filter and page, latest first, each once (rule I8). */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { addPerson, type Client, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";

interface Sold {
  sale_id: string;
  sold_at: string;
  device_id: string;
  cashier_id: string;
  shift_id: string;
}

let park: TestPark;
let owner: Client;
const sold: Sold[] = [];

beforeAll(async () => {
  park = await newPark();
  owner = await park.person("owner");
  const cashier = await park.till();
  const supervisor = await park.person("supervisor", "pos");
  for (let index = 0; index < 12; index++) {
    if (index === 6) {
      await cashier.post("/shifts/close", { cash_counted: 0 });
      await cashier.post("/shifts/open", { cash_open: 0 });
    }
    const seller = index % 3 === 0 ? supervisor : cashier;
    const { data } = await seller.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
    sold.push(data);
    await scheduler.wait(2);
  }
});

const idsOf = (data: Sold[]) => data.map(({ sale_id }) => sale_id);
const list = async (query: string) => owner.get(`/sales?${query}`);
const latestFirst = (keep: (sale: Sold, index: number) => boolean) => idsOf(sold.filter(keep)).toReversed();

describe("the list of sales", () => {
  test("[I8] the list of sales is latest first, with payments and without tickets", async () => {
    const { data, page } = await list("");
    expect(idsOf(data)).toEqual(latestFirst(() => true));
    expect(page).toEqual({ next_cursor: null, has_more: false });
    expect(data[0].payments).toMatchObject([{ method: "cash", amount: 35_000 }]);
    expect(data[0]).not.toHaveProperty("tickets");
  });

  test.each([1, 5, 11, 12])(
    "[I8] the list of sales in pages of %d shows each sale once, even if more are sold meanwhile",
    async (limit) => {
      const found: string[] = [];
      let cursor: string | null = "";
      for (let pages = 0; cursor !== null; pages++) {
        expect(pages).toBeLessThan(13);
        const { data, page } = await list(`limit=${limit}${cursor && `&cursor=${cursor}`}`);
        expect(data.length).toBeLessThanOrEqual(limit);
        found.push(...idsOf(data));
        cursor = page?.next_cursor ?? null;
        expect(page?.has_more).toBe(cursor !== null);
      }
      expect(found).toEqual(latestFirst(() => true));
    },
  );

  const filters: [name: string, query: () => string, keep: (sale: Sold, index: number) => boolean][] = [
    ["its device", () => `device_id=${park.devices.pos?.device_id}`, () => true],
    ["another device", () => `device_id=${park.devices.kiosk?.device_id}`, () => false],
    ["a cashier", () => `employee_id=${park.employees.supervisor?.employee_id}`, (_, index) => index % 3 === 0],
    ["a shift", () => `shift_id=${sold[8]?.shift_id}`, (_, index) => index >= 6],
    ["its store", () => `store_id=${park.store_id}`, () => true],
    ["another store", () => `store_id=${park.second_store_id}`, () => false],
    ["a beginning, itself included", () => `from=${sold[4]?.sold_at}`, (_, index) => index >= 4],
    ["an end, itself included", () => `to=${sold[4]?.sold_at}`, (_, index) => index <= 4],
    [
      "beginning and end",
      () => `from=${sold[2]?.sold_at}&to=${sold[5]?.sold_at}`,
      (_, index) => index >= 2 && index <= 5,
    ],
    [
      "cashier, shift and page",
      () => `employee_id=${park.employees.cashier?.employee_id}&shift_id=${sold[0]?.shift_id}&limit=200`,
      (_, index) => index < 6 && index % 3 !== 0,
    ],
  ];
  test.each(filters)("[I8] the list of sales by %s shows those sales and no other", async (_, query, keep) => {
    expect(idsOf((await list(query())).data)).toEqual(latestFirst(keep));
  });

  test("[I8] the list of sales keeps its filter from page to page", async () => {
    const query = `employee_id=${park.employees.cashier?.employee_id}&limit=5`;
    const first = await list(query);
    const second = await list(`${query}&cursor=${first.page?.next_cursor}`);
    expect([...idsOf(first.data), ...idsOf(second.data)]).toEqual(latestFirst((_, index) => index % 3 !== 0));
  });

  test("[T2] the list of sales is empty for another tenant, with any filter", async () => {
    const other = await (await newPark()).person("owner");
    for (const query of ["", `device_id=${park.devices.pos?.device_id}`, `shift_id=${sold[0]?.shift_id}`])
      expect((await other.get(`/sales?${query}`)).data).toEqual([]);
  });

  test("[T2] the list of sales shows no other store's sales, and such a sale is 403", async () => {
    const { email, pin } = await addPerson(park, { [park.second_store_id]: ["cashier"] });
    const { device_id, device_token } = await park.addDevice("POS", park.second_store_id);
    const device = await clientOf("").call("POST", "/auth/device/login", { device_id, device_token });
    const login = await clientOf(device.data.access_token).post("/employees/login", { email, pin });
    const stranger = clientOf(login.data.access_token);
    expect((await stranger.get("/sales")).data).toEqual([]);
    for (const path of [`/sales/${sold[0]?.sale_id}`, `/sales?store_id=${park.store_id}`]) {
      const reply = await stranger.get(path);
      expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    }
  });
});
