/** Trouble of imports: pages that keep failing, files that nobody starts, two tabs, odd files, and other people (rules M3 to M5). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { MOST_TRIES } from "../../../../src/modules/operations/imports/domain/keeping.ts";
import { sweepFiles } from "../../../../src/modules/operations/imports/service/sweep.ts";
import { DAY_MS } from "../../../../src/shared/time.ts";
import { auditRows, type Client, countRows, newPark } from "../../../support/park.ts";
import { base64, checked, filesOf, finished, GUEST_HEADER, imported, startedByHand } from "./files.ts";

const sweepIn = (ms: number) => sweepFiles({ ...seedContext(env), arrived_at: Date.now() + ms });
const guests = (count: number) =>
  [GUEST_HEADER, ...Array.from({ length: count }, (_, n) => `k${n},Guest ${n},,,,0,`)].join("\n");

/** Makes each commit of a park's import fail until it is called again with false. */
async function breakCommits(tenant_id: string, broken: boolean): Promise<void> {
  const name = `broken_${tenant_id}`;
  await env.DB.exec(
    broken
      ? `CREATE TRIGGER ${name} BEFORE INSERT ON customers WHEN NEW.tenant_id = '${tenant_id}' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`
      : `DROP TRIGGER ${name}`,
  );
}

test("[M4] a page that keeps failing stops its import with an alert, and the import continues from there", async () => {
  const { park, owner, import_id, page } = await startedByHand(300);
  await page(0);
  await breakCommits(park.tenant_id, true);
  for (let tries = 1; tries < MOST_TRIES; tries++) await expect(page(1)).rejects.toThrow();
  expect((await owner.get(`/imports/${import_id}`)).data).toMatchObject({ status: "running", failure: null });
  await page(1);
  await breakCommits(park.tenant_id, false);
  const stopped = (await owner.get(`/imports/${import_id}`)).data;
  expect(stopped).toMatchObject({ status: "failed", failure: "E_INTERNAL", next_page: 1, created: 250 });
  const open = `type = 'import.stopped' AND subject_id = '${import_id}'`;
  expect(await countRows("alerts", park.tenant_id, `${open} AND cleared_at IS NULL`)).toBe(1);
  // Its event comes again, and changes nothing.
  await page(1);
  expect(await countRows("customers", park.tenant_id)).toBe(250);
  expect((await owner.post(`/imports/${import_id}/start`)).status).toBe(200);
  expect(await finished(owner, import_id)).toMatchObject({ created: 300, failure: null });
  expect(await countRows("customers", park.tenant_id)).toBe(300);
  expect(await countRows("alerts", park.tenant_id, `${open} AND cleared_at IS NULL`)).toBe(0);
  const events = (await auditRows(park.tenant_id)).filter(({ subject_id }) => subject_id === import_id);
  expect(events.map(({ event }) => event)).toContain("import.stopped");
});

test("[M4] a page whose process dies at each try is given up as well", async () => {
  const { park, owner, import_id, page } = await startedByHand(10);
  await env.DB.prepare("UPDATE imports SET tries = ? WHERE tenant_id = ?").bind(MOST_TRIES, park.tenant_id).run();
  await page(0);
  expect((await owner.get(`/imports/${import_id}`)).data).toMatchObject({ status: "failed", created: 0 });
});

test("[M4] a page that is gone from the bucket stops its import, and is never taken for an empty one", async () => {
  const { owner, import_id, page } = await startedByHand(10);
  const ready = (await filesOf(import_id)).filter((key) => key.includes("/ready-"));
  await env.BUCKET.delete(ready);
  await page(0);
  const stopped = (await owner.get(`/imports/${import_id}`)).data;
  expect(stopped).toMatchObject({ status: "failed", failure: "E_IMPORT_GONE", next_page: 0 });
});

test("[M5] a file that nobody starts leaves after a day, and its import is cancelled", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { import_id } = await checked(owner, "customers", guests(3));
  await sweepIn(DAY_MS - 60_000);
  expect((await filesOf(import_id)).filter((key) => key.includes("/file/"))).toHaveLength(3);
  await sweepIn(DAY_MS + 60_000);
  expect((await filesOf(import_id)).filter((key) => !key.includes("/errors/"))).toEqual([]);
  expect((await owner.get(`/imports/${import_id}`)).data).toMatchObject({ status: "cancelled", sample: [] });
  expect(await countRows("imports", park.tenant_id, "kept_until IS NOT NULL")).toBe(0);
  expect((await owner.call("PUT", `/imports/${import_id}/mapping`, { mapping: { name: 1 } })).error?.code).toBe(
    "E_IMPORT_STATUS",
  );
});

test("[M5] a file that is written after its import was cancelled leaves by the next sweeps", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { import_id } = await checked(owner, "customers", guests(3));
  await owner.post(`/imports/${import_id}/cancel`);
  await env.BUCKET.put(`imports/${park.tenant_id}/${import_id}/file/rows-0.json`, "[]");
  await sweepIn(60 * 60_000);
  expect((await filesOf(import_id)).filter((key) => key.includes("/file/"))).toEqual([]);
});

test("[M5] an upload whose process died before its files were written is refused at its columns", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const sent = await owner.post("/imports", { kind: "customers", file_name: "g.csv", content: base64(guests(300)) });
  const { import_id, mapping } = sent.data;
  await env.BUCKET.delete(`imports/${park.tenant_id}/${import_id}/file/rows-1.json`);
  const mapped = await owner.call("PUT", `/imports/${import_id}/mapping`, { mapping });
  expect(mapped.error?.code).toBe("E_IMPORT_GONE");
});

test("[M3] the refused rows come back as a file with the reasons, which is loaded again once it is corrected", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const file = [GUEST_HEADER, "c1,Mali,,0812345678,,0,", 'c2,"=1+1",,call me,,0,"4111 1111 1111 1111"'].join("\n");
  const { import_id } = await imported(owner, "customers", file);
  const refused = await owner.get(`/imports/${import_id}/refused`);
  expect(refused.headers.get("content-type")).toContain("text/csv");
  const lines = refused.text.replace("\uFEFF", "").split("\r\n");
  expect(lines[0]).toBe(`${GUEST_HEADER},What to correct`);
  expect(lines).toHaveLength(2);
  // No formula, and no number of a card, leaves in it.
  expect(lines[1]).toMatch(/^c2,'=1\+1,,call me,,'?0,,/);
  expect(lines[1]).toContain("Phone: ");
  expect(refused.text).not.toContain("4111");
  const again = await imported(owner, "customers", refused.text.replace("call me", "0812345679"));
  expect(again).toMatchObject({ source: "loyverse", created: 1, failed: 0 });
  expect(await countRows("customers", park.tenant_id, "name = '=1+1'")).toBe(1);
  await sweepIn(8 * DAY_MS);
  expect((await owner.get(`/imports/${import_id}/refused`)).error?.code).toBe("E_IMPORT_GONE");
  expect((await owner.get(`/imports/${import_id}/errors`)).data).toHaveLength(2);
});

test("[M4] the same file that is started in two tabs at once makes each customer once", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const first = await checked(owner, "customers", guests(300));
  expect((await owner.post(`/imports/${first.import_id}/start`)).status).toBe(200);
  const second = await checked(owner, "customers", guests(300));
  expect((await owner.post(`/imports/${second.import_id}/start`)).status).toBe(200);
  const [one, other] = [await finished(owner, first.import_id), await finished(owner, second.import_id)];
  expect(one.created + other.created).toBe(300);
  expect(one.failed + other.failed).toBe(0);
  expect(await countRows("customers", park.tenant_id)).toBe(300);
});

test("[M4] two starts of one import at once start it once", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { import_id } = await checked(owner, "customers", guests(260));
  const both = await Promise.all([1, 2].map(() => owner.post(`/imports/${import_id}/start`)));
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(await finished(owner, import_id)).toMatchObject({ created: 260 });
});

test("[M3] other columns that are checked beside a started import change nothing of it", async () => {
  const { park, owner, import_id, page } = await startedByHand(10);
  const before = await filesOf(import_id);
  const late = await owner.call("PUT", `/imports/${import_id}/mapping`, { mapping: { name: 0 } });
  expect(late.error?.code).toBe("E_IMPORT_STATUS");
  // Another dry run was under way when the import was started: its files stand beside those of the import.
  const ready = before.find((key) => key.includes("/ready-0"));
  const [folder = ""] = ready?.match(/^.*\/file\//) ?? [];
  await env.BUCKET.put(`${folder}01ANOTHERCHECK/ready-0.json`, "[]");
  await page(0);
  expect(await countRows("customers", park.tenant_id, "name LIKE 'Guest %'")).toBe(10);
});

test("[M5] a cancel beside the last page either leaves all rows, or finds the import finished", async () => {
  const { park, owner, import_id, page } = await startedByHand(300);
  await page(0);
  const [cancel] = await Promise.all([owner.post(`/imports/${import_id}/cancel`), page(1)]);
  const { status, created } = (await owner.get(`/imports/${import_id}`)).data;
  expect(cancel.status === 200 ? "cancelled" : "finished").toBe(status);
  expect(created).toBe(await countRows("customers", park.tenant_id));
});

const ODD: Record<string, { text: string; code: string }> = {
  "300 columns": { text: `${"a,".repeat(299)}a\n1`, code: "E_IMPORT_TOO_LARGE" },
  "nothing but empty lines": { text: "\r\n\r\n,,\r\n", code: "E_IMPORT_EMPTY" },
  "only a header": { text: "\uFEFFname,price\r\n", code: "E_IMPORT_EMPTY" },
  "an open quote": { text: 'name,price\n"Mali,1', code: "E_IMPORT_UNREADABLE" },
  "the bytes of a workbook": { text: "PK\u0003\u0004\u0000\u0000", code: "E_IMPORT_UNREADABLE" },
};
test.each(Object.entries(ODD))("[M1] a file with %s is refused whole, with what to do", async (_, { text, code }) => {
  const owner = await (await newPark()).person("owner");
  const sent = await owner.post("/imports", { kind: "items", file_name: "x.csv", content: base64(text) });
  expect(sent.error?.code).toBe(code);
});

test("[M1] a file of 50 MB is refused before it is read", async () => {
  const owner = await (await newPark()).person("owner");
  const sent = await owner.post("/imports", { kind: "items", file_name: "x.csv", content: "A".repeat(66_000_000) });
  expect(sent.status).toBe(413);
});

test("[M2] a file of another kind has no column for what is required, and says which", async () => {
  const owner = await (await newPark()).person("owner");
  const sent = await owner.post("/imports", { kind: "items", file_name: "g.csv", content: base64(guests(2)) });
  expect(sent.data.fields.filter(({ required }: { required: boolean }) => required)).toMatchObject([
    { field: "name", type: "text" },
    { field: "price", type: "money" },
  ]);
  const mapped = await owner.call("PUT", `/imports/${sent.data.import_id}/mapping`, { mapping: sent.data.mapping });
  expect(mapped.error).toMatchObject({ code: "E_IMPORT_MAPPING" });
  expect(mapped.error?.details).toMatchObject({
    fields: expect.arrayContaining([{ path: "mapping.price", message: "needs a column" }]),
  });
});

/** Somebody of the office with exactly these permissions. */
async function withPermissions(permissions: string[]): Promise<{ person: Client; owner: Client; store_id: string }> {
  const park = await newPark();
  await env.DB.prepare(
    "UPDATE roles SET permissions = ?, version = version + 1 WHERE tenant_id = ? AND role = 'supervisor'",
  )
    .bind(JSON.stringify(permissions), park.tenant_id)
    .run();
  const person = await park.office("supervisor");
  return { person, owner: await park.person("owner"), store_id: park.store_id };
}

test("[M5] a person sees and imports only the kinds that they may make", async () => {
  const { person, owner } = await withPermissions(["guests_write"]);
  const items = await checked(owner, "items", "name,price\nDay pass,350");
  await owner.post(`/imports/${items.import_id}/start`);
  await finished(owner, items.import_id);
  const mine = await checked(person, "customers", guests(1));
  expect((await person.get("/imports")).data.map(({ kind }: { kind: string }) => kind)).toEqual(["customers"]);
  expect((await owner.get("/imports")).data).toHaveLength(2);
  const hidden = await Promise.all(
    ["", "/errors", "/refused"].map((part) => person.get(`/imports/${items.import_id}${part}`)),
  );
  expect(hidden.map(({ error }) => error?.code)).toEqual(["E_PERMISSION", "E_PERMISSION", "E_PERMISSION"]);
  expect((await person.get(`/imports/${mine.import_id}`)).status).toBe(200);
});

test("[M5] who may change the offer imports items without the permission for guests", async () => {
  const { person, store_id } = await withPermissions(["catalog_write"]);
  const file = { kind: "items", file_name: "i.csv", content: base64("name,price\nDay pass,350") };
  expect((await person.post("/imports", { ...file, store_id })).status).toBe(201);
  expect((await person.post("/imports", { ...file, kind: "customers" })).error?.code).toBe("E_PERMISSION");
  expect((await person.get("/exports/customers")).error?.code).toBe("E_PERMISSION");
  expect((await person.get("/imports")).data).toHaveLength(1);
});

test("[M5] who may import nothing is refused, at the list as well", async () => {
  const { person } = await withPermissions(["reports_view"]);
  expect((await person.get("/imports")).error?.code).toBe("E_PERMISSION");
});

test("[M4] a row that is refused when it is made stops no other row of its page, and stands among the refused rows", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const file = [
    "price list,item,price",
    ...["A", "B", "Bad", "C", "D"].map((list) => `${list},${park.packages.single},1`),
  ];
  const job = await checked(owner, "prices", file.join("\n"));
  expect(job).toMatchObject({ created: 5, failed: 0 });
  const name = `refusing_${park.tenant_id}`;
  await env.DB.exec(
    `CREATE TRIGGER ${name} BEFORE INSERT ON price_lists WHEN NEW.tenant_id = '${park.tenant_id}' AND NEW.name = 'Bad' BEGIN SELECT RAISE(ABORT, 'E_PACKAGE_UNKNOWN'); END`,
  );
  await owner.post(`/imports/${job.import_id}/start`);
  const ended = await finished(owner, job.import_id);
  await env.DB.exec(`DROP TRIGGER ${name}`);
  expect(ended).toMatchObject({ created: 4, failed: 1 });
  expect(await countRows("price_lists", park.tenant_id, "name IN ('A', 'B', 'C', 'D')")).toBe(4);
  const refused = await owner.get(`/imports/${job.import_id}/refused`);
  expect(refused.text).toContain("\r\nBad,");
});
