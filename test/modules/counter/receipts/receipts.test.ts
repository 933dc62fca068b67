/** A receipt over HTTP: as document, page, PDF and printer bytes; each print has its number (rules P9, S7, S11, T2). */

import { decodePDFRawStream, PDFDict, PDFDocument, PDFName, PDFRawStream } from "@cantoo/pdf-lib";
import jsQR from "jsqr";
import { beforeAll, describe, expect, test } from "vitest";
import { widthOf } from "../../../../src/modules/counter/receipts/domain/columns.ts";
import {
  DEFAULT_PRINTER,
  encodeThai,
  isOnTable,
  renderEscPos,
} from "../../../../src/modules/counter/receipts/service/escpos.ts";
import { spelled } from "../../../../src/modules/counter/receipts/service/letters.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { managerOf } from "../../../contracts/examples.ts";
import { auditRows, type Client, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";

const POINTS_PER_MM = 72 / 25.4;

let park: TestPark;
let till: Client;
let manager: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  manager = await managerOf(park);
});

interface Row {
  kind: string;
  data?: string;
  text?: string;
  left?: string;
  right?: string;
}

const sell = async (qty = 1) =>
  (await till.post("/sales", cashSale(park.packages.single, qty, 35_000), newId(Date.now()))).data;
const receipt = (sale_id: string, query = "", by = till) => by.get(`/receipts/${sale_id}${query}`);

describe("the receipt of a sale", () => {
  test("[P9] a receipt has the totals of the sale and a code for each of its tickets", async () => {
    const sale = await sell(2);
    const { data } = await receipt(sale.sale_id, "?lang=th");
    const rows: Row[] = data.rows;
    expect(data).toMatchObject({ receipt_no: sale.receipt_no, copy: 0, opens_drawer: true, paper_width_mm: 80 });
    expect(rows.find(({ left }) => left === "ยอดรวมทั้งสิ้น")?.right).toBe("700.00");
    expect(rows.flatMap((row) => (row.kind === "qr" ? [row.data] : []))).toEqual(
      sale.tickets.map(({ qr_token }: { qr_token: string }) => qr_token),
    );
  });

  test("[S11] a receipt as a page is safe to open, and its codes can be scanned", async () => {
    const made = await manager.post("/catalog/packages", {
      name: "<script>alert(1)</script>",
      type: "single",
      price: 100,
    });
    const body = cashSale(made.data.package_id, 1, 100);
    const sale = (await till.post("/sales", body, newId(Date.now()))).data;
    const page = await receipt(sale.sale_id, "?format=html");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text).toContain("&lt;script&gt;");
    expect(page.text).not.toContain("<script>");
    expect(readSvg(page.text)).toBe(sale.tickets[0].qr_token);
  });

  test("[S11] a receipt as PDF is one page of the paper's width, with the font inside", async () => {
    const sale = await sell();
    const { headers, bytes } = await fileOf(`/receipts/${sale.sale_id}?format=pdf&width=58`);
    expect(headers.get("content-type")).toBe("application/pdf");
    const pdf = await PDFDocument.load(bytes);
    expect(pdf.getPages().map((page) => Math.round(page.getWidth() / POINTS_PER_MM))).toEqual([58]);
    const objects = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
    const fonts = objects.filter((object) => object instanceof PDFDict && object.has(PDFName.of("FontFile2")));
    expect(fonts.length).toBe(2);
  });

  test("[T9] a receipt of many tickets comes page by page in every form, and says how many pages there are", async () => {
    const sale = await sell(120);
    const first = await receipt(sale.sale_id);
    expect(first.data).toMatchObject({ page: 1, pages: 2 });
    const second = await receipt(sale.sale_id, "?page=2");
    const codes = [first, second].map(({ data }) => (data.rows as Row[]).filter(({ kind }) => kind === "qr").length);
    expect(codes).toEqual([100, 20]);

    const page = await receipt(sale.sale_id, "?format=html&page=2");
    expect([page.headers.get("x-pages"), page.text.match(/class="qr"/g)?.length]).toEqual(["2", 20]);
    const pdf = await fileOf(`/receipts/${sale.sale_id}?format=pdf&page=2`);
    expect(pdf.headers.get("x-pages")).toBe("2");
    expect(pdf.headers.get("content-disposition")).toContain("-2.pdf");
    const printed = await fileOf(`/receipts/${sale.sale_id}?format=escpos&page=2`);
    expect(holds([...printed.bytes], [0x1b, 0x70])).toBe(false);

    const beyond = await receipt(sale.sale_id, "?page=3");
    expect([beyond.status, beyond.error?.details?.fields]).toEqual([
      422,
      [{ path: "page", message: "must be at most 2, the last page" }],
    ]);
  });

  test("[S11] a receipt for a printer begins with its Thai table, opens the drawer for cash and cuts", async () => {
    const device_id = park.devices.pos?.device_id;
    const made = await manager.post("/printers", { name: "Counter", paper_width_mm: 58, kicks_drawer: true });
    await manager.call("PUT", `/printers/${made.data.printer_id}/devices`, { device_ids: [device_id] });
    const sale = await sell();
    const { data } = await receipt(sale.sale_id);
    expect(data.paper_width_mm).toBe(58);
    const bytes = [...(await fileOf(`/receipts/${sale.sale_id}?format=escpos`)).bytes];
    expect(bytes.slice(0, 10)).toEqual([0x1b, 0x40, 0x1b, 0x74, 21, 0x1b, 0x70, 0, 25, 250]);
    expect(bytes.slice(-4)).toEqual([0x1d, 0x56, 66, 3]);
    expect(holds(bytes, encodeThai("ยอดรวมทั้งสิ้น"))).toBe(true);
    expect(holds(bytes, [...new TextEncoder().encode(sale.tickets[0].qr_token)])).toBe(true);
    await manager.call("DELETE", `/printers/${made.data.printer_id}`);
    expect((await receipt(sale.sale_id)).data.paper_width_mm).toBe(80);
  });

  test("[S11] a receipt for a printer begins with the printer's own table, from 0 to 255", async () => {
    const device_id = park.devices.pos?.device_id;
    const made = await manager.post("/printers", { name: "Xprinter", code_table: 70 });
    await manager.call("PUT", `/printers/${made.data.printer_id}/devices`, { device_ids: [device_id] });
    const sale = await sell();
    const tableOf = async () => [...(await fileOf(`/receipts/${sale.sale_id}?format=escpos`)).bytes].slice(0, 5);
    expect(await tableOf()).toEqual([0x1b, 0x40, 0x1b, 0x74, 70]);
    const other = await manager.call("PUT", `/printers/${made.data.printer_id}`, { name: "Xprinter", code_table: 256 });
    expect(other.error?.details).toMatchObject({ fields: [{ path: "code_table" }] });
    await manager.call("PUT", `/printers/${made.data.printer_id}`, { name: "Xprinter" });
    expect(await tableOf()).toEqual([0x1b, 0x40, 0x1b, 0x74, 21]);
    await manager.call("DELETE", `/printers/${made.data.printer_id}`);
  });

  test("[S11] a receipt for a printer keeps the caption of a code on the paper", () => {
    const caption = [
      "บัตรผ่านประตูหนึ่งวันสำหรับครอบครัวพร้อมล็อกเกอร์",
      "ABC-234-XY7",
      "Family day pass with lockers and towels for all of you",
    ];
    const document = { rows: [{ kind: "qr" as const, data: "PP1", caption }], paper_width_mm: 58 as const };
    const bytes = renderEscPos({ ...document, opens_drawer: false }, DEFAULT_PRINTER);
    const printed = linesOf(
      [...bytes].slice(
        bytes.findLastIndex((byte, at) => byte === 0 && bytes[at - 1] === 0x61 && bytes[at - 2] === 0x1b) + 1,
      ),
    );
    expect(printed.length).toBe(5);
    for (const line of printed) expect(widthOf(line)).toBeLessThanOrEqual(32);
    expect(printed.join("").replaceAll(" ", "")).toBe(caption.join("").replaceAll(" ", ""));
  });

  test("[S11] a receipt spells letters that the paper's font lacks", async () => {
    const rows = [
      { kind: "columns" as const, left: "1 × Иван 王小明 ตั๋ว", right: "฿1", weight: "normal" as const, indent: false },
      { kind: "qr" as const, data: "PP1漢", caption: ["ຊ້າງ 🎢 Café\ue000"] },
      { kind: "separator" as const },
    ];
    expect(await spelled(rows, isOnTable)).toEqual([
      { ...rows[0], left: "1 × Ivan WangXiaoMing ตั๋ว" },
      { ...rows[1], caption: ["x\u0ec9ang :roller_coaster: Café?"] },
      rows[2],
    ]);
  });

  test("[S11] a receipt as PDF shows no box for a letter that its font lacks", async () => {
    const name = "Иван 王小明 🎢 Łódź ตั๋ว ສະບາຍດີ 서울";
    const made = await manager.post("/catalog/packages", { name, type: "single", price: 100 });
    const sale = (await till.post("/sales", cashSale(made.data.package_id, 1, 100), newId(Date.now()))).data;
    const { bytes } = await fileOf(`/receipts/${sale.sale_id}?format=pdf`);
    const pdf = await PDFDocument.load(bytes);
    const drawn = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => {
      if (!(object instanceof PDFRawStream)) return [];
      const text = new TextDecoder("latin1").decode(decodePDFRawStream(object).decode());
      return [...text.matchAll(/<([0-9A-F]+)> Tj/g)].flatMap(([, glyphs = ""]) => glyphs.match(/.{4}/g) ?? []);
    });
    expect(drawn.length).toBeGreaterThan(100);
    expect(drawn.filter((glyph) => glyph === "0000")).toEqual([]);
  });

  test("[S11] a receipt as a page includes its font, in less than 100 kB, and may load no other", async () => {
    const page = await receipt((await sell()).sale_id, "?format=html");
    expect(page.text.match(/@font-face/g)?.length).toBe(4);
    expect(page.text).toMatch(/src: url\(data:font\/woff2;base64,d09GMg/);
    expect(page.text.length).toBeLessThan(100_000);
    expect(page.headers.get("content-security-policy")).toMatch(/font-src data:(;|$)/);
  });

  test("[P9] a receipt has the current Thai name of a rule, and the sold name if the rule was renamed", async () => {
    const rule = { kind: "line_percent", name: "Rainy day", name_th: "วันฝนตก", params: { rate_bps: 1_000 } };
    const made = await manager.post("/pricing/rules", { ...rule, package_ids: [park.packages.single] });
    const sale = await sell();
    const namesIn = async (lang: string) =>
      (await receipt(sale.sale_id, `?lang=${lang}`)).data.rows.map(({ left }: Row) => left);
    expect(await namesIn("th")).toContain("วันฝนตก");
    expect(await namesIn("en")).toContain("Rainy day");
    const renamed = { ...rule, name: "Monsoon", name_th: "มรสุม", package_ids: [park.packages.single] };
    await manager.call("PUT", `/pricing/rules/${made.data.rule_id}`, renamed);
    expect(await namesIn("th")).toContain("Rainy day");
    await manager.call("DELETE", `/pricing/rules/${made.data.rule_id}`);
  });

  test("[S11] a receipt in Thai letters is TIS-620", () => {
    expect(encodeThai("ตั๋ว ฿1 ×é漢")).toEqual([0xb5, 0xd1, 0xeb, 0xc7, 0x20, 0xdf, 0x31, 0x20, 0x78, 0x65, 0x3f]);
  });

  test("[S11] a receipt sends the printer no command that a person typed", () => {
    expect(encodeThai("\u001bp0\n\u007f")).toEqual([0x3f, 0x70, 0x30, 0x3f, 0x3f]);
  });

  test("[T2] a receipt is given only at its own store, and to nobody of another park", async () => {
    const sale = await sell();
    const other = await newPark();
    expect((await receipt(sale.sale_id, "", await other.till())).status).toBe(404);
    const abroad = await call("POST", "/auth/device/login", await park.addDevice("POS", park.second_store_id));
    const elsewhere = await receipt(sale.sale_id, "", clientOf(abroad.data.access_token));
    expect([elsewhere.status, elsewhere.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    expect((await till.get("/receipts/not-an-id")).status).toBe(404);
    expect((await till.get(`/receipts/${sale.sale_id}?format=word`)).error?.details).toMatchObject({
      fields: [{ path: "format" }],
    });
  });
});

describe("a print", () => {
  test("[S7] a print has its number, also with five at once, and from the second on it is a copy", async () => {
    const sale = await sell();
    const first = await till.post(`/receipts/${sale.sale_id}/prints`);
    expect([first.status, first.data.prints, first.data.copy]).toEqual([201, 1, 0]);
    expect((await receipt(sale.sale_id)).data.copy).toBe(0);
    const more = await Promise.all(Array.from({ length: 5 }, () => till.post(`/receipts/${sale.sale_id}/prints`)));
    expect(more.map(({ data }) => data.copy).toSorted()).toEqual([1, 2, 3, 4, 5]);
    const { data } = await receipt(sale.sale_id, "?lang=en");
    expect([data.copy, data.rows[0].text]).toEqual([5, "COPY 5"]);
    const rows = await auditRows(park.tenant_id, `event = 'receipt.printed' AND subject_id = '${sale.sale_id}'`);
    expect(rows.length).toBe(6);
  });

  test.each(["", "?format=html"])(
    "[A7] a print has the tickets' codes only the first time, and not at a till that did not sell them (%s)",
    async (query) => {
      const sale = await sell();
      const [{ qr_token, short_code }] = sale.tickets;
      const typed = short_code.replace(/(...)(?=.)/g, "$1-");
      const shows = async (by = till) => {
        const { text } = await receipt(sale.sale_id, query, by);
        return query === "?format=html" ? text.includes(typed) : text.includes(qr_token);
      };
      await till.post(`/receipts/${sale.sale_id}/prints`);
      expect(await shows()).toBe(true);
      expect(await shows(await park.addTill())).toBe(false);
      await till.post(`/receipts/${sale.sale_id}/prints`);
      expect([await shows(), await shows(manager)]).toEqual([false, false]);
    },
  );
});

describe("a template", () => {
  test("[S11] a store's template comes before the tenant's, and no longer once it is inactive", async () => {
    const own = await newPark();
    const counter = await own.till();
    const owner = await own.person("owner");
    const sale = (await counter.post("/sales", cashSale(own.packages.single, 1, 35_000), newId(Date.now()))).data;
    const footer = async () => (await receipt(sale.sale_id, "", counter)).data.rows.at(-1).text;
    await owner.post("/receipt-templates", { store_id: null, name: "All", footer_lines: ["of all"] });
    expect(await footer()).toBe("of all");
    const { store_id } = own;
    const made = await owner.post("/receipt-templates", { store_id, name: "Own", footer_lines: ["of one"] });
    expect(await footer()).toBe("of one");
    const path = `/receipt-templates/${made.data.receipt_template_id}`;
    await owner.call("PUT", path, { name: "Own", footer_lines: ["changed"] });
    expect(await footer()).toBe("changed");
    await owner.call("DELETE", path);
    expect(await footer()).toBe("of all");
    expect((await owner.get(`/receipt-templates?store_id=${store_id}&active=all`)).data.length).toBe(2);
  });

  test("[S11] a template is only for printers of its own store", async () => {
    const owner = await park.person("owner");
    const abroad = await owner.post("/receipt-templates", { store_id: park.second_store_id, name: "Phuket" });
    const { receipt_template_id } = abroad.data;
    const reply = await owner.post("/printers", { store_id: park.store_id, name: "Odd", receipt_template_id });
    expect([reply.status, reply.error?.details]).toMatchObject([422, { fields: [{ path: "receipt_template_id" }] }]);
  });

  test.each([
    ["a block twice", { blocks: ["lines", "lines"] }, "blocks"],
    ["an unknown paper width", { paper_width_mm: 70 }, "paper_width_mm"],
    ["a logo without https", { logo_url: "http://park.test/x.png" }, "logo_url"],
  ])("[I3] a template with %s is refused by its field", async (_, fields, path) => {
    const reply = await manager.post("/receipt-templates", { name: "Odd", ...fields });
    expect([reply.status, reply.error?.details]).toMatchObject([422, { fields: [{ path }] }]);
  });
});

async function fileOf(path: string): Promise<{ headers: Headers; bytes: Uint8Array }> {
  const { default: worker } = await import("../../../../src/worker.ts");
  const { env } = await import("cloudflare:workers");
  const { createExecutionContext } = await import("cloudflare:test");
  const headers = { authorization: `Bearer ${till.token}` };
  const response = await worker.fetch(
    new Request(`https://park.test/v1${path}`, { headers }),
    env,
    createExecutionContext(),
  );
  return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
}

function holds(bytes: number[], part: number[]): boolean {
  return bytes.some((_, at) => part.every((byte, index) => bytes[at + index] === byte));
}

/** The text of the first code of a page, read from its dark squares like a scanner. */
function readSvg(page: string): string | undefined {
  const side = Number(/viewBox="0 0 (\d+) /.exec(page)?.[1]);
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, size] of (/<path[^>]* d="([^"]+)"/.exec(page)?.[1] ?? "").matchAll(/M(\d+),(\d+)h(\d+)/g))
    for (let dy = 0; dy < Number(size); dy += 1) {
      const at = (Number(y) + dy) * side + Number(x);
      pixels.fill(0, at * 4, (at + Number(size)) * 4);
    }
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  return jsQR(pixels, side, side)?.data;
}

/** The printed lines as text. */
function linesOf(bytes: number[]): string[] {
  const text = bytes.map((byte) => String.fromCodePoint(byte >= 0xa1 ? byte - 0xa1 + 0x0e01 : byte)).join("");
  return text.split("\n").slice(0, -1);
}
