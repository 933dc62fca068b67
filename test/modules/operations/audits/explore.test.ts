/** Tests of searching the audit: callers find rows of their stores only, and a page reads a bounded number of rows. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { listAudits } from "../../../../src/modules/operations/audits/service/explore.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  newPark,
  type TestPark,
} from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";
import { newChain, tamper } from "./support.ts";

interface Row {
  sequence: number;
  event: string;
  store_id: string | null;
}

/** Every row of a client's list, page by page. */
async function all(client: Client, query = "", limit = 200): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ""; ; ) {
    const { status, data, page, text } = await client.get(`/audits?limit=${limit}${query}${cursor}`);
    if (status !== 200) throw new Error(text);
    rows.push(...data);
    if (!page?.has_more) return rows;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

async function sold(park: TestPark) {
  const till = await park.till();
  const sale = await till.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), crypto.randomUUID());
  return { till, sale };
}

describe("searching the audit", () => {
  test("[U1] the list has every row, latest first, linked or not, with pages of any size", async () => {
    const park = await newPark();
    await sold(park);
    const owner = await park.person("owner");
    const rows = await auditRows(park.tenant_id);
    const told = await all(owner, "", 7);
    expect(told.map(({ sequence }) => sequence)).toEqual(rows.map(({ sequence }) => sequence).reverse());
    const [newest] = told;
    expect(newest).toMatchObject({
      event: "employee.login",
      actor_kind: "employee",
      changes: { session_id: expect.any(String) },
    });
  });

  test("[U1] the list filters by event, event prefix, actor, device, request, time and subject", async () => {
    const park = await newPark();
    const { till, sale } = await sold(park);
    const owner = await park.person("owner");
    const cashier_id = park.employees.cashier?.employee_id;
    const { sale_id } = sale.data;
    const only = (rows: Row[]) => rows.map(({ event }) => event);
    expect(only(await all(owner, "&event=sale.created"))).toEqual(["sale.created"]);
    expect(only(await all(owner, "&event=sale"))).toEqual([]);
    expect(new Set(only(await all(owner, "&event=shift.")))).toEqual(new Set(["shift.opened"]));
    expect(only(await all(owner, `&actor_id=${cashier_id}&event=sale.`))).toEqual(["sale.created"]);
    expect(only(await all(owner, `&device_id=${park.devices.pos?.device_id}&event=sale.`))).toEqual(["sale.created"]);
    expect(only(await all(owner, `&request_id=${sale.request_id}`))).toEqual(["sale.created"]);
    expect(await all(owner, "&to=2020-01-01T00:00:00Z")).toEqual([]);
    expect(await all(owner, "&from=2100-01-01T00:00:00Z")).toEqual([]);
    const about = `&subject_kind=sale&subject_id=${sale_id}`;
    await linkNow(env, park.tenant_id);
    expect((await till.post(`/receipts/${sale_id}/prints`, {}, crypto.randomUUID())).ok).toBe(true);
    const rows = await auditRows(park.tenant_id, `subject_id = '${sale_id}'`);
    expect(rows.map(({ event }) => event)).toEqual(["sale.created", "receipt.printed"]);
    expect((await all(owner, about)).map(({ sequence }) => sequence)).toEqual(
      rows.map((row) => row.sequence).reverse(),
    );
    expect(only(await all(owner, `${about}&event=sale.created`, 1))).toEqual(["sale.created"]);
    expect((await owner.get("/audits?subject_kind=sale")).status).toBe(422);
  });

  test("[U1] a person sees rows of their stores; rows of no store need the permission in every store", async () => {
    const park = await newPark();
    await sold(park);
    const one = await addPerson(park, { [park.store_id]: ["manager"] });
    const login = await call("POST", "/employees/login", { email: one.email, pin: one.pin });
    const [here, everywhere] = [clientOf(login.data.access_token), await park.person("manager")];
    const told = await all(here);
    expect(new Set(told.map(({ store_id }) => store_id))).toEqual(new Set([park.store_id]));
    expect(told.map(({ event }) => event)).toContain("sale.created");
    expect((await all(everywhere)).some(({ store_id }) => store_id === null)).toBe(true);
    expect((await here.get(`/audits?store_id=${park.second_store_id}`)).error?.code).toBe("E_SCOPE_MISMATCH");
    expect(
      (await all(everywhere, `&store_id=${park.second_store_id}`)).every(
        ({ store_id }) => store_id === park.second_store_id,
      ),
    ).toBe(true);
    const cashier = await park.person("cashier");
    expect((await cashier.get("/audits")).error?.code).toBe("E_PERMISSION");
  });

  test("[T1] the list shows no row of another tenant", async () => {
    const [park, other] = await Promise.all([newPark(), newPark()]);
    const { sale } = await sold(other);
    const owner = await park.person("owner");
    expect(await all(owner, `&subject_kind=sale&subject_id=${sale.data.sale_id}`)).toEqual([]);
    expect(await all(owner, `&request_id=${sale.request_id}`)).toEqual([]);
    expect((await owner.get(`/audits?store_id=${other.store_id}`)).status).toBe(404);
  });

  test("[I8] the CSV has the same rows, with times as text and changes as JSON", async () => {
    const park = await newPark();
    await sold(park);
    const owner = await park.person("owner");
    const csv = await owner.get("/audits?format=csv&event=sale.");
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const [head, line, ...more] = csv.text.trim().split("\r\n");
    expect([head?.includes("sequence,at,at_local,event,actor_kind"), more]).toEqual([true, []]);
    expect(line).toMatch(/^\d+,\d{4}-.*Z,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,sale\.created,employee,/);
    expect(line).toContain('""grand_total"":35000');
  });
});

describe("a rare event in a long history", () => {
  const ROWS = 45_000;

  async function longHistory() {
    const chain = await newChain(1);
    const { tenant_id } = chain;
    await env.DB.prepare(
      `INSERT INTO audits (tenant_id, sequence, at, event, actor_kind, actor_id, subject_kind, subject_id, changes, request_id)
       SELECT ?1, 2 + value, 1000 * value, iif(value = 7, 'test.rare', 'test.acted'), 'system', 'system', 'test',
         iif(value % 9000 = 8, 'seldom', '1'), '{}', 'r' FROM (
         WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < ?2) SELECT value FROM n)`,
    )
      .bind(tenant_id, ROWS - 2)
      .run();
    await linkNow(env, tenant_id);
    return chain;
  }

  test("[U2] verification goes page by page and names the one row that was changed", async () => {
    const { tenant_id, verify } = await longHistory();
    expect(await verify()).toMatchObject({ ok: true, checked: ROWS, complete: true });
    await tamper(`UPDATE audits SET actor_id = 'x' WHERE tenant_id = '${tenant_id}' AND sequence = 31234`);
    expect(await verify()).toMatchObject({ ok: false, first_bad: 31_234, reason: "edited", sound_through: 31_233 });
  });

  test("[U1] a rare event is found over several pages: each reads 20,000 rows and says that there are more", async () => {
    const { tenant_id } = await longHistory();
    const ctx = () => asTenant(seedContext(env), tenant_id);
    const look = async (query: object) => {
      const own = ctx();
      const page = await listAudits(own, { limit: 50, ...query });
      return { ...page, read: own.db.rows.read };
    };
    let cursor: string | undefined;
    const found: number[] = [];
    const pages: number[] = [];
    do {
      const page = await look({ event: "test.rare", cursor });
      found.push(...page.items.map(({ sequence }) => sequence));
      pages.push(page.read);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(found).toEqual([9]);
    expect(pages).toHaveLength(3);
    for (const read of pages) expect(read).toBeLessThan(20_100);

    const seldom = await look({ subject_kind: "test", subject_id: "seldom" });
    expect(seldom.items).toHaveLength(5);
    expect(seldom.read).toBeLessThan(40);

    const recent = await look({ event: "test.none", from: 1000 * (ROWS - 5) });
    expect(recent).toMatchObject({ items: [], has_more: true });
    const ended = await look({ event: "test.none", from: 1000 * (ROWS - 5), cursor: recent.next_cursor });
    expect(ended).toMatchObject({ items: [], has_more: false });
  });
});

test("[U1] a page of the audit reads little more than it shows", async () => {
  const park = await newPark();
  await sold(park);
  const owner = await park.person("owner");
  const [read = 0] = await rowsReadBy(() => owner.get("/audits?limit=10"));
  expect(read).toBeLessThan(30);
});
