/** Imports end to end: upload, columns, dry run, the run by the queue, and a file that comes again (rules M1 to M6). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { auditRows, countRows, newPark } from "../../../support/park.ts";
import { base64, checked, GUEST_HEADER, imported, startedByHand } from "./files.ts";

const GUESTS = [
  GUEST_HEADER,
  "c1,Mali,MALI@x.th,812345678,,0,regular",
  "c2,Nok,,call me,,0,",
  "c3,Somchai,,081-234-5679,,0,",
  "c3,Somchai again,,,,0,",
].join("\r\n");

test("[M3] a dry run makes nothing, and says what would be made and which cells are wrong", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const job = await checked(owner, "customers", GUESTS);
  expect(job).toMatchObject({ source: "loyverse", status: "checked", created: 2, changed: 0, unchanged: 0, failed: 2 });
  expect(job.effects[0]).toMatchObject({
    row: 2,
    name: "Mali",
    before: null,
    after: { phone: "+66812345678", email: "mali@x.th" },
  });
  expect(await countRows("customers", park.tenant_id)).toBe(0);
  const errors = await owner.get(`/imports/${job.import_id}/errors`);
  expect(errors.data).toMatchObject([
    { row: 3, column: "Phone", code: "E_IMPORT_ROW_PHONE" },
    { row: 5, column: null, code: "E_IMPORT_ROW_TWICE" },
  ]);
  const csv = await owner.get(`/imports/${job.import_id}/errors?format=csv`);
  expect(csv.text).toContain("E_IMPORT_ROW_PHONE");
});

test("[M4] an import makes each customer once, a repeat changes nothing, and a changed row changes its customer", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  expect(await imported(owner, "customers", GUESTS)).toMatchObject({ created: 2, failed: 2 });
  expect(await countRows("customers", park.tenant_id)).toBe(2);
  const found = await owner.get("/customers/search?q=mali");
  expect(found.data[0]).toMatchObject({ name: "Mali" });
  // A person's later change stays, because the file says nothing new.
  await owner.call("PUT", `/customers/${found.data[0].customer_id}`, { name: "Mali Dee", phone: null, email: null });
  expect(await imported(owner, "customers", GUESTS)).toMatchObject({ created: 0, changed: 0, unchanged: 2, failed: 2 });
  expect(await countRows("customers", park.tenant_id, "name = 'Mali Dee'")).toBe(1);
  const again = await imported(owner, "customers", GUESTS.replace("Somchai,", "Somchai Jai,"));
  expect(again).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
  expect(await countRows("customers", park.tenant_id, "name = 'Somchai Jai'")).toBe(1);
});

test("[M4] an erased guest does not come back with their old file", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await imported(owner, "customers", GUESTS);
  await env.DB.prepare("UPDATE customers SET erased_at = 1, name = '' WHERE tenant_id = ? AND name = 'Mali'")
    .bind(park.tenant_id)
    .run();
  const again = await imported(owner, "customers", GUESTS.replace("regular", "vip"));
  expect(again).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
});

const ITEMS = [
  "Handle,SKU,Name,Category,Option 1 name,Option 1 value,Available for sale [Phuket],Price [Phuket]",
  "day,10001,Day pass,Tickets,Age,Adult,Y,350.00",
  "day,10002,Day pass,Tickets,Age,Child,Y,free",
  'sock,10003,"Socks, grip",Goods,,,N,฿60',
].join("\n");

test("[M4] items become packages with their categories, and prices find them by the id of the other system", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  expect(await imported(owner, "items", ITEMS)).toMatchObject({ source: "loyverse", created: 2, failed: 1 });
  expect(await countRows("packages", park.tenant_id, "name = 'Day pass Adult' AND price = 35000 AND active = 1")).toBe(
    1,
  );
  expect(await countRows("packages", park.tenant_id, "name = 'Socks, grip' AND price = 6000 AND active = 0")).toBe(1);
  expect(await countRows("categories", park.tenant_id, "store_id IS NULL AND name IN ('Tickets', 'Goods')")).toBe(2);
  expect(await imported(owner, "items", ITEMS)).toMatchObject({ created: 0, changed: 0, unchanged: 2, failed: 1 });
  const prices = "price list,sku,price\nWeekend,10001,400\nWeekend,99,1\n";
  expect(await imported(owner, "prices", prices)).toMatchObject({ created: 1, failed: 1 });
  expect(await imported(owner, "prices", prices)).toMatchObject({ created: 0, unchanged: 1, failed: 1 });
  expect(await countRows("price_lists", park.tenant_id, "name = 'Weekend'")).toBe(1);
});

test.each(["items", "customers", "prices"])(
  "[M6] an export of %s that is imported again changes nothing",
  async (kind) => {
    const park = await newPark();
    const owner = await park.person("owner");
    await imported(owner, "items", `${ITEMS}\nx,'007,=1+1,Tickets,,,Y,1\ny,8,MAR1,Tickets,,,Y,2.05`);
    await imported(owner, "customers", GUESTS);
    await imported(owner, "prices", "price list,sku,price\nWeekend,10001,400\n'=Sum,10003,55.25");
    const file = await owner.get(`/exports/${kind}?format=csv`);
    expect(file.status).toBe(200);
    const rows = file.text.trim().split("\r\n").length - 1;
    expect(rows).toBeGreaterThan(1);
    expect(await imported(owner, kind, file.text)).toMatchObject({
      source: "playpark",
      created: 0,
      changed: 0,
      unchanged: rows,
      failed: 0,
    });
  },
);

test("[M4] a page that comes twice at once, or again after a death, is done once", async () => {
  const { park, owner, import_id, page } = await startedByHand(300);
  await Promise.all([page(0), page(0)]);
  await page(0);
  expect(await countRows("customers", park.tenant_id)).toBe(250);
  expect((await owner.get(`/imports/${import_id}`)).data).toMatchObject({
    next_page: 1,
    created: 250,
    status: "running",
  });
  await page(1);
  expect((await owner.get(`/imports/${import_id}`)).data).toMatchObject({
    created: 300,
    status: "finished",
    sample: [],
  });
  expect(await countRows("import_links", park.tenant_id)).toBe(300);
});

test("[M5] a cancelled import does no further page, and what it made stays", async () => {
  const { park, owner, import_id, page } = await startedByHand(300);
  await page(0);
  expect((await owner.post(`/imports/${import_id}/cancel`)).data).toMatchObject({ status: "cancelled", created: 250 });
  await page(1);
  expect(await countRows("customers", park.tenant_id)).toBe(250);
  expect((await owner.post(`/imports/${import_id}/start`)).error?.code).toBe("E_IMPORT_STATUS");
});

test("[M5] the audit tells an import as one story with its counts, and no guest's data", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { import_id } = await imported(owner, "customers", GUESTS);
  const story = (await auditRows(park.tenant_id)).filter(({ subject_id }) => subject_id === import_id);
  expect(story.map(({ event }) => event)).toEqual([
    "import.created",
    "import.mapped",
    "import.started",
    "import.finished",
  ]);
  expect(JSON.stringify(story)).not.toMatch(/Mali|812345678/);
});

test("[M1] a file that cannot be read is refused, with what to do", async () => {
  const owner = await (await newPark()).person("owner");
  const send = (content: string) => owner.post("/imports", { kind: "items", file_name: "x.csv", content });
  expect((await send(btoa("\u0089PNG\u0000\u00ff"))).error?.code).toBe("E_IMPORT_UNREADABLE");
  expect((await send(btoa("name,price"))).error?.code).toBe("E_IMPORT_EMPTY");
  expect((await send("***")).error?.code).toBe("E_VALIDATION");
});

test("[M5] a person without the permission for the things imports none", async () => {
  const park = await newPark();
  const supervisor = await park.office("supervisor");
  const items = await supervisor.post("/imports", { kind: "items", file_name: "x.csv", content: base64(ITEMS) });
  expect(items.error?.code).toBe("E_PERMISSION");
});
