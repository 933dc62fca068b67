/** Import of tickets that were sold elsewhere: what a row makes, a file that comes again, hostile codes, and what admits (M7–M9). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { runPage } from "../../../../src/modules/operations/imports/service/run.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { reissue, scan, sellOne } from "../../../support/gate.ts";
import { checked, imported, importTickets } from "../../../support/imports.ts";
import { auditRows, type Client, countRows, newPark, rowCounts, type TestPark, until } from "../../../support/park.ts";

const HEAD = "Code,Package,Uses left,Valid from,Valid to";

const codesOf = (errors: { data: { row: number; code: string; column: string | null }[] }) =>
  errors.data.map(({ row, code, column }) => [row, code, column]);

const ticketOf = async (park: TestPark, line_no: number) =>
  env.DB.prepare("SELECT * FROM tickets WHERE tenant_id = ? AND line_no = ? AND origin = 'import'")
    .bind(park.tenant_id, line_no)
    .first<Record<string, unknown>>();

/** Every text that the tenant's rows hold. */
async function everything(tenant_id: string): Promise<string> {
  const texts: string[] = [];
  for (const table of Object.keys(await rowCounts(tenant_id))) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(tenant_id).all();
    texts.push(JSON.stringify(results));
  }
  return texts.join("\n");
}

test("[M7] a ticket that was sold elsewhere admits by its old code as often as it has uses left, and by its own codes", async () => {
  const park = await newPark();
  const job = await importTickets(park, [`OLD-0001,${park.packages.multi},2,2026-01-01,31/12/2599`]);
  expect(job).toMatchObject({ created: 1, failed: 0 });
  const gate = await park.device("gate");
  const verdicts = [];
  for (let n = 0; n < 3; n++) verdicts.push((await gate.post("/tickets/redeem", { qr_token: "old-0001\r\n" })).data);
  expect(verdicts.map(({ result, reason, remaining }) => [result, reason, remaining])).toEqual([
    ["pass", null, 1],
    ["pass", null, 0],
    ["fail", "exhausted", 0],
  ]);
  const [{ ticket }] = verdicts;
  expect(ticket).toMatchObject({ type: "multi", package_id: park.packages.multi });
  expect(ticket.valid_to).toMatch(/^2056-12-31T/);
  // The ticket has codes of our own as well, for a guest who wants a new card.
  expect((await gate.post("/tickets/redeem", { short_code: ticket.short_code })).data.reason).toBe("exhausted");
  expect(await countRows("sales", park.tenant_id)).toBe(0);
});

test("[M7] no row, audit, event or reply keeps a code that was sold elsewhere", async () => {
  const park = await newPark();
  const code = "SECRETCODE77419";
  const owner = await park.person("owner");
  const text = `${HEAD}\n${code},${park.packages.multi},2,,`;
  const sent = await owner.call(
    "POST",
    "/imports",
    { kind: "tickets", store_id: park.store_id, file_name: "f.csv", content: btoa(text) },
    { headers: { "idempotency-key": "one-upload" } },
  );
  expect(sent.status, sent.text).toBe(201);
  expect(await imported(owner, "tickets", text, park.store_id)).toMatchObject({ created: 1 });
  const gate = await park.device("gate");
  expect(await scan(gate, { qr_token: code })).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  const kept = await everything(park.tenant_id);
  const held = (text: string) => kept.includes(text);
  expect([held(code), held(btoa(code).slice(0, 12))]).toEqual([false, false]);
  // A plain hash of a short code could be tried out.
  const plain = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  const hash = btoa(String.fromCharCode(...plain.subarray(0, 16)));
  expect(held(hash.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""))).toBe(false);
  const stored = await env.DB.prepare("SELECT code_end FROM foreign_codes WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .first();
  expect(stored).toEqual({ code_end: "7419" });
});

test("[M7] a repeat changes nothing; a ticket that was not used here follows its file, and one that was stays and is told", async () => {
  const park = await newPark();
  const { multi } = park.packages;
  const lines = [`AAAA1,${multi},9,,`, `AAAA2,${multi},9,,`, `AAAA3,${multi},9,,`];
  await importTickets(park, lines);
  const gate = await park.device("gate");
  expect(await scan(gate, { qr_token: "AAAA2" })).toBe("pass");
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 1")) === 1);
  const before = await rowCounts(park.tenant_id);
  expect(await importTickets(park, lines)).toMatchObject({ created: 0, changed: 0, unchanged: 3, failed: 0 });
  expect((await rowCounts(park.tenant_id)).tickets).toBe(before.tickets);

  const owner = await park.person("owner");
  const newer = [HEAD, `aaaa1,${multi},4,,`, `AAAA2,${multi},4,,`, lines[2]].join("\n");
  const dry = await checked(owner, "tickets", newer, park.store_id);
  expect(dry).toMatchObject({ created: 0, changed: 1, unchanged: 1, failed: 1 });
  expect(dry.effects).toMatchObject([
    { row: 2, name: "…1", before: { quota_or_minutes: 9 }, after: { quota_or_minutes: 4 } },
  ]);
  const done = await imported(owner, "tickets", newer, park.store_id);
  expect(done).toMatchObject({ changed: 1, unchanged: 1, failed: 1 });
  expect(codesOf(await owner.get(`/imports/${done.import_id}/errors`))).toEqual([
    [3, "E_IMPORT_ROW_TICKET_USED", null],
  ]);
  const left = async (qr_token: string) => (await gate.post("/tickets/redeem", { qr_token })).data.remaining;
  expect([await left("AAAA1"), await left("AAAA2"), await left("AAAA3")]).toEqual([3, 7, 8]);
});

test("[M7] a ticket whose object refused a scan before the change follows its file, too", async () => {
  const park = await newPark();
  const { multi } = park.packages;
  await importTickets(park, [`EARLY-1,${multi},9,2590-01-01,2590-12-31`]);
  const gate = await park.device("gate");
  expect(await scan(gate, { qr_token: "EARLY-1" })).toBe("not_started");
  expect(await importTickets(park, [`EARLY-1,${multi},3,2020-01-01,2590-12-31`])).toMatchObject({ changed: 1 });
  await until(async () => (await scan(gate, { qr_token: "EARLY-1" })) === "pass");
  expect((await gate.post("/tickets/redeem", { qr_token: "EARLY-1" })).data.remaining).toBe(1);
  const { ticket_id } = (await ticketOf(park, 2)) ?? {};
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 2")) === 1);
  expect((await (await park.office("owner")).get(`/tickets/${ticket_id}`)).data).toMatchObject({
    origin: "import",
    quota_or_minutes: 3,
    used: 2,
    price: 0,
    payment_method: null,
  });
});

test("[M7] two imports of one code at once make one ticket", async () => {
  const park = await newPark();
  const owners = [await park.person("owner"), await park.person("manager")];
  const text = [HEAD, ...Array.from({ length: 40 }, (_, n) => `TWIN-${n},${park.packages.multi},2,,`)].join("\n");
  const jobs = await Promise.all(owners.map((one) => checked(one, "tickets", text, park.store_id)));
  await env.DB.prepare(
    "UPDATE imports SET status = 'running', created = 0, failed = 0, started_at = 1 WHERE tenant_id = ?",
  )
    .bind(park.tenant_id)
    .run();
  const page = (import_id: string) => runPage(asTenant(seedContext(env), park.tenant_id), import_id, 0);
  await Promise.all(jobs.flatMap(({ import_id }) => [page(import_id), page(import_id)]));
  expect(await countRows("tickets", park.tenant_id)).toBe(40);
  expect(await countRows("foreign_codes", park.tenant_id)).toBe(40);
});

test("[M7] a row with a hostile code, an unknown package, too many uses or a wrong date fails alone, and says what to do", async () => {
  const park = await newPark();
  const { single, multi, timepass } = park.packages;
  const own = await sellOne(park);
  const owner = await park.person("owner");
  const text = [
    HEAD,
    `${"x".repeat(4_000)},${multi},1,,`,
    `"=HYPERLINK(""http://x.th"";""y"")",${multi},1,,`,
    `🎟🎟🎟🎟,${multi},1,,`,
    `\u0007\u200bab,${multi},1,,`,
    `${own.qr_token},${multi},1,,`,
    `1.23457E+11,${multi},1,,`,
    `GOOD-1,${multi},1,,`,
    `good-1,${multi},2,,`,
    `GOOD-2,Gold pass,1,,`,
    `GOOD-3,${single},5,,`,
    `GOOD-4,${timepass},0,,`,
    `GOOD-5,${multi},1,31/02/2027,`,
    `GOOD-6,${multi},1,2027-03-02,2027-03-01`,
    `GOOD-7,${multi},-1,,`,
    `๑๒๓๔๕๖,${multi},๓,๑/๒/๒๕๗๐,`,
  ].join("\n");
  const job = await imported(owner, "tickets", text, park.store_id);
  expect(codesOf(await owner.get(`/imports/${job.import_id}/errors`))).toEqual([
    [2, "E_IMPORT_ROW_LONG", "Code"],
    [4, "E_IMPORT_ROW_CODE", "Code"],
    [5, "E_IMPORT_ROW_CODE", "Code"],
    [6, "E_IMPORT_ROW_OWN_CODE", "Code"],
    [7, "E_IMPORT_ROW_ROUNDED", "Code"],
    [9, "E_IMPORT_ROW_TWICE", null],
    [10, "E_IMPORT_ROW_PACKAGE", "Package"],
    [11, "E_IMPORT_ROW_USES", "Uses left"],
    [12, "E_IMPORT_ROW_USES", "Uses left"],
    [13, "E_IMPORT_ROW_DATE", "Valid from"],
    [14, "E_IMPORT_ROW_WINDOW", "Valid to"],
    [15, "E_IMPORT_ROW_NUMBER", "Uses left"],
  ]);
  expect(job).toMatchObject({ created: 3, failed: 12 });
  expect(await ticketOf(park, 16)).toMatchObject({
    quota_or_minutes: 3,
    valid_from: Date.parse("2027-02-01T00:00:00+07:00"),
  });
  const gate = await park.device("gate");
  expect(await scan(gate, own)).toBe("pass");
});

test("[M7] a package is named by our id, by its name, or by its id in the system that its item came from", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await imported(owner, "items", "id,name,price,uses\nsku-9,Ten rides,900,10");
  const job = await importTickets(park, [
    "BY-SKU,sku-9,4,,",
    "BY-NAME,ten  RIDES,,,",
    `BY-ID,${park.packages.multi},1,,`,
  ]);
  expect(job).toMatchObject({ created: 3, failed: 0 });
  expect(await ticketOf(park, 2)).toMatchObject({ type: "multi", quota_or_minutes: 4 });
  expect(await ticketOf(park, 3)).toMatchObject({ type: "multi", quota_or_minutes: 10 });
  await imported(owner, "items", "id,name,price,uses\nsku-8,Ten Rides,950,12");
  expect(await importTickets(park, ["BY-TWO,Ten rides,4,,"])).toMatchObject({ created: 0, failed: 1 });
});

test("[M7] a used-up ticket says so at the gate, and so does one that ended", async () => {
  const park = await newPark();
  const { single, multi } = park.packages;
  await importTickets(park, [
    `SPENT-1,${single},0,,`,
    `SPENT-2,${multi},0,,`,
    `ENDED-1,${multi},2,2020-01-01,2020-02-01`,
  ]);
  const gate = await park.device("gate");
  const reasons = [];
  for (const qr_token of ["SPENT-1", "SPENT-2", "ENDED-1"]) reasons.push(await scan(gate, { qr_token }));
  expect(reasons).toEqual(["duplicate_use", "exhausted", "expired"]);
});

test("[M5] tickets need settings_write and one store, and the audit tells their import as one story", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const file = { kind: "tickets", file_name: "x.csv", content: btoa(`${HEAD}\nAAAA1,${park.packages.multi},1,,`) };
  const supervisor = await park.office("supervisor");
  expect((await supervisor.post("/imports", file)).error?.code).toBe("E_PERMISSION");
  const elsewhere = await owner.post("/imports", { ...file, store_id: park.second_store_id });
  expect(elsewhere.status).toBe(201);
  const anywhere = await owner.post("/imports", file);
  expect(anywhere.error?.code).toBe("E_VALIDATION");
  expect(anywhere.error?.details?.fields).toMatchObject([{ path: "store_id" }]);
  const { import_id } = await importTickets(park, [`AAAA1,${park.packages.multi},1,,`]);
  const story = (await auditRows(park.tenant_id)).filter(({ subject_id }) => subject_id === import_id);
  expect(story.map(({ event }) => event)).toEqual([
    "import.created",
    "import.mapped",
    "import.started",
    "import.finished",
  ]);
});

async function known(park: TestPark, line = "CARD-00017"): Promise<{ owner: Client; ticket_id: string }> {
  await importTickets(park, [`${line},${park.packages.multi},5,,`]);
  const { ticket_id } = (await ticketOf(park, 2)) ?? {};
  return { owner: await park.office("owner"), ticket_id: String(ticket_id) };
}

test("[M8] [G17] a search and the list of tickets find a ticket by its old code, however it is typed", async () => {
  const park = await newPark();
  const { owner, ticket_id } = await known(park);
  for (const q of ["CARD-00017", " card-00017", "CARD-๐๐๐๑๗"])
    expect((await owner.get(`/search?q=${encodeURIComponent(q)}`)).data.results).toMatchObject([
      { kind: "ticket", id: ticket_id },
    ]);
  expect((await owner.get("/tickets?q=CARD-00017")).data).toMatchObject([{ ticket_id, matched_by: "foreign_code" }]);
  expect((await owner.get("/search?q=CARD-00018")).data.results).toEqual([]);
  const other = await (await newPark()).office("owner");
  expect((await other.get("/search?q=CARD-00017")).data.results).toEqual([]);
});

test("[M8] a blocked, cancelled or reissued ticket refuses its old code, a released one admits again", async () => {
  const park = await newPark();
  const { owner, ticket_id } = await known(park);
  const gate = await park.device("gate");
  await owner.post(`/tickets/${ticket_id}/block`, { reason: "lost" });
  expect(await scan(gate, { qr_token: "CARD-00017" })).toBe("blocked");
  const freed = await owner.post(`/tickets/${ticket_id}/unblock`, {});
  expect(freed.status, freed.text).toBe(200);
  expect(await scan(gate, { qr_token: "CARD-00017" })).toBe("pass");
  const till = await park.till();
  const newer = await reissue(park, till, ticket_id);
  expect(await scan(gate, { qr_token: "CARD-00017" })).toBe("revoked");
  const again = await gate.post("/tickets/redeem", { qr_token: newer.qr_token });
  expect(again.data).toMatchObject({ result: "pass", remaining: 3 });
  // The replacement is an imported ticket as well: there is no money to give back.
  expect((await owner.get(`/tickets/${newer.ticket_id}`)).data).toMatchObject({
    origin: "import",
    replaces: ticket_id,
  });
});

test("[M7] an imported ticket has no money to refund, and the refusal says what to do", async () => {
  const park = await newPark();
  const { ticket_id } = await known(park);
  const supervisor = await park.person("supervisor", "pos");
  const asked = await supervisor.post("/tickets/refund", { ticket_id, reason_code: "other" }, "refund-1");
  expect([asked.status, asked.error?.code]).toEqual([409, "E_TICKET_IMPORTED"]);
});

test("[M9] an export has the tickets that still admit with our own codes, after a step-up; this park refuses them as old codes", async () => {
  const park = await newPark();
  const sold = await sellOne(park, { type: "multi", quota_or_minutes: 4 });
  const { owner } = await known(park);
  await importTickets(park, [`SPENT-2,${park.packages.multi},0,,`]);
  const gate = await park.device("gate");
  expect(await scan(gate, sold)).toBe("pass");
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 1")) === 1);
  const visitor = await park.visitor("owner");
  expect((await visitor.get(`/exports/tickets?store_id=${park.store_id}`)).error?.code).toBe("E_STEP_UP_REQUIRED");
  const file = await owner.get(`/exports/tickets?store_id=${park.store_id}&format=csv`);
  const lines = file.text.trim().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain("qr_token,package_id,package,valid_from,");
  expect(file.text).toContain(sold.qr_token);
  expect(file.text).not.toContain("CARD-00017");
  const again = await imported(owner, "tickets", file.text, park.store_id);
  expect(again).toMatchObject({ source: "playpark", created: 0, changed: 0, failed: 2 });
  // Another park takes them over, and its gates admit them.
  const other = await newPark();
  const taken = file.text.replaceAll(/01[0-9A-Z]{24}(?=,)/g, other.packages.multi ?? "");
  const moved = await imported(await other.person("owner"), "tickets", taken, other.store_id);
  expect(moved).toMatchObject({ created: 2, failed: 0 });
  expect(await scan(await other.device("gate"), sold)).toBe("pass");
});
