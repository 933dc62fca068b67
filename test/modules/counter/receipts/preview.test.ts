/** Previews and test prints: an example sale in a look that is not saved, and in a printer's own profile (rules S11, T2). */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { exampleReceipt } from "../../../../src/modules/counter/receipts/domain/example.ts";
import { DEFAULT_LOOK } from "../../../../src/modules/counter/receipts/domain/words.ts";
import { encodeThai } from "../../../../src/modules/counter/receipts/service/escpos.ts";
import worker from "../../../../src/worker.ts";
import { managerOf } from "../../../contracts/examples.ts";
import { type Client, newPark, rowCounts, rowsAdded, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let manager: Client;
beforeAll(async () => {
  park = await newPark();
  manager = await managerOf(park);
});

interface Row {
  kind: string;
  text?: string;
  left?: string;
  right?: string;
}

const wordsOf = (rows: Row[]) => rows.map(({ text, left, right }) => text ?? `${left} ${right}`);

test("[P6] the example sale adds up: lines, discount, tax and change", () => {
  const frame = {
    language: "en",
    look: DEFAULT_LOOK,
    seller: { name: "", tax_id: "", branch_code: "00000", address: "" },
    store: { name: "Park", time_zone: "Asia/Bangkok" },
    till: "POS 1",
    cashier: "Somchai",
    sold_at: 0,
  } as const;
  const rows = new Map(
    exampleReceipt(frame).rows.flatMap((row) => (row.kind === "columns" ? [[row.left, row.right] as const] : [])),
  );
  const amount = (name: string) => Math.round(Number(rows.get(name)?.replaceAll(",", "")) * 100);
  expect(amount("2 × Day pass") + amount("1 × Swimming cap")).toBe(amount("Subtotal"));
  expect(amount("Subtotal") + amount("Discounts")).toBe(amount("Total"));
  expect(amount("Before VAT 7%") + amount("VAT included 7%")).toBe(amount("Total"));
  expect(Math.round((amount("Total") * 7) / 107)).toBe(amount("VAT included 7%"));
  expect(amount("Cash") - amount("Total")).toBe(amount("Change"));
});

test("[S11] a look is seen before it is saved, at both widths and in both languages, and nothing is written", async () => {
  const before = await rowCounts(park.tenant_id);
  const look = { store_id: park.store_id, header_lines: ["ยินดีต้อนรับสู่สวนสนุก"], blocks: ["header", "totals"] };
  const { data } = await manager.post("/receipt-templates/preview?lang=en&width=58", look);
  expect(data.paper_width_mm).toBe(58);
  expect(wordsOf(data.rows)).toEqual(expect.arrayContaining(["ยินดีต้อนรับสู่สวนสนุก", "Total 715.50"]));
  const thai = await manager.post("/receipt-templates/preview?lang=th&width=80", look);
  expect([thai.data.paper_width_mm, wordsOf(thai.data.rows).includes("ยอดรวมทั้งสิ้น 715.50")]).toEqual([80, true]);
  const page = await manager.post("/receipt-templates/preview?format=html", look);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const bad = await manager.post("/receipt-templates/preview", { ...look, blocks: [] });
  expect([bad.status, bad.error?.code]).toEqual([422, "E_VALIDATION"]);
  expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
});

test("[S11] a printer's test print has its name, table and Thai letters as bytes, and never opens the drawer", async () => {
  const profile = { name: "เครื่องหน้าร้าน", paper_width_mm: 58, code_table: 26, kicks_drawer: true, cuts_paper: true };
  const { printer_id } = (await manager.post("/printers", { store_id: park.store_id, ...profile })).data;
  const { data } = await manager.get(`/printers/${printer_id}/test`);
  expect(data).toMatchObject({ printer_id, paper_width_mm: 58 });
  expect(wordsOf(data.rows)).toContain("เครื่องหน้าร้าน · 58 mm · 26");
  const path = `https://park.test/v1/printers/${printer_id}/test?format=escpos`;
  const headers = { authorization: `Bearer ${(await park.office("manager")).token}` };
  const reply = await worker.fetch(new Request(path, { headers }), env, createExecutionContext());
  expect(reply.headers.get("content-type")).toBe("application/octet-stream");
  const hex = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const sent = hex([...new Uint8Array(await reply.arrayBuffer())]);
  expect(sent).toContain(hex([0x1b, 0x74, 26]));
  expect(sent).toContain(hex(encodeThai("เครื่องหน้าร้าน")));
  expect(sent).not.toContain(hex([0x1b, 0x70]));
  expect((await manager.get(`/printers/${printer_id}/test?format=pdf`)).headers.get("content-type")).toBe(
    "application/pdf",
  );
});

test("[T7] a cashier neither previews a look nor prints a test", async () => {
  const cashier = await park.person("cashier");
  const { printer_id } = (await manager.post("/printers", { store_id: park.store_id, name: "Star" })).data;
  expect((await cashier.post("/receipt-templates/preview", { store_id: park.store_id })).status).toBe(403);
  expect((await cashier.get(`/printers/${printer_id}/test`)).status).toBe(403);
});
