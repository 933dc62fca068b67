/** Files of other systems: their encodings, separators, headers and cells, without a server. */

import { expect, test } from "vitest";
import { readCell } from "../../../../src/modules/operations/imports/domain/cells.ts";
import { OWN_COLUMNS, recognise } from "../../../../src/modules/operations/imports/domain/dialects.ts";
import { decodeFile } from "../../../../src/modules/operations/imports/domain/encodings.ts";
import { problemsOfMapping, readRow, withoutRepeats } from "../../../../src/modules/operations/imports/domain/rows.ts";
import { IMPORT_KINDS, type ImportKind } from "../../../../src/modules/operations/imports/domain/words.ts";
import { readSheet } from "../../../../src/modules/operations/imports/service/sheets.ts";
import { unguardText } from "../../../../src/platform/http/csv.ts";

const THAI = "ชื่อ,ราคา\r\nบัตรผ่านประตู,350\r\n";

const encoded = {
  "UTF-8": new TextEncoder().encode(THAI),
  "UTF-8 with its mark": new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(THAI)]),
  "UTF-16, little end first": utf16(THAI, true, [0xff, 0xfe]),
  "UTF-16, big end first": utf16(THAI, false, [0xfe, 0xff]),
  "UTF-16 without a mark": utf16(THAI, true, []),
  "Windows-874": windows874(THAI),
};

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function windows874(text: string): Uint8Array {
  return new Uint8Array(
    [...text].map((letter) => {
      const code = letter.charCodeAt(0);
      return code < 128 ? code : code - 0x0e01 + 0xa1;
    }),
  );
}

function utf16(text: string, little: boolean, mark: number[]): Uint8Array {
  const bytes = [...text].flatMap((letter) => {
    const code = letter.charCodeAt(0);
    return little ? [code & 255, code >> 8] : [code >> 8, code & 255];
  });
  return new Uint8Array([...mark, ...bytes]);
}

test.each(Object.entries(encoded))("[M1] a file in %s is read as its text", async (_, bytes) => {
  const text = decodeFile(bytes);
  expect(text).toBe(THAI);
  expect(await readSheet(text ?? "")).toEqual({
    header: ["ชื่อ", "ราคา"],
    rows: [{ row: 2, cells: ["บัตรผ่านประตู", "350"] }],
  });
});

test("[M1] a picture is no text", () => {
  expect(decodeFile(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0xff, 0xfe]))).toBeUndefined();
  expect(decodeFile(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBeUndefined();
});

test.each([
  [",", 'name,price\n"Day pass, adult",350'],
  [";", 'name;price\n"Day pass, adult";350'],
  ["a tab", 'name\tprice\n"Day pass, adult"\t350'],
  ["a first line that says so", 'sep=;\r\nname;price\r\n"Day pass, adult";350\r\n'],
])("[M1] a file with the separator %s has its cells", async (_, text) => {
  expect(await readSheet(text)).toMatchObject({
    header: ["name", "price"],
    rows: [{ cells: ["Day pass, adult", "350"] }],
  });
});

test("[M1] a quoted line break stays in its cell, and rows have the numbers that a spreadsheet shows", async () => {
  const sheet = await readSheet('name,note\r\nMali,"one\r\ntwo"\r\n,\r\nNok,"says ""hi"""\r\n');
  expect(sheet).toEqual({
    header: ["name", "note"],
    rows: [
      { row: 2, cells: ["Mali", "one\r\ntwo"] },
      { row: 4, cells: ["Nok", 'says "hi"'] },
    ],
  });
});

test("[M1] a file without rows, with too many, or with an open quote is refused whole", async () => {
  expect(await readSheet("")).toBe("empty");
  expect(await readSheet("name,price\n")).toBe("empty");
  expect(await readSheet(`name\n${"Mali\n".repeat(50_001)}`)).toBe("too_many_rows");
  expect(await readSheet(`${"a,".repeat(201)}\n1`)).toBe("too_many_columns");
  expect(await readSheet('name,price\n"Mali,1\nNok,2')).toBe("unreadable");
});

test.each([
  ["1,234.50", 123_450],
  ["1.234,50", 123_450],
  ["฿350", 35_000],
  ["350 บาท", 35_000],
  ["๓๕๐.๕", 35_050],
  ["350.0000", 35_000],
  ["0", 0],
  ["1,000", 100_000],
  ["12,34", 1_234],
  ["1 234,50", 123_450],
  ["1234,5", 123_450],
])("[M1] the price %s is %i satang", (text, value) => {
  expect(readCell(text, "money")).toEqual({ value });
});

test.each(["-5", "free", "1.234.5", "1.234", "1.005", "99999999"])("[M1] %s is no price", (text) => {
  expect(readCell(text, "money")).toEqual({ problem: "number" });
});

test.each([
  ["081-234-5678", "0812345678"],
  ["812345678", "0812345678"],
  ["812345678.0", "0812345678"],
  ["8.12345678E+8", "0812345678"],
  ["๐๘๑๒๓๔๕๖๗๘", "0812345678"],
  ["66812345678", "+66812345678"],
  ["+66 81 234 5678", "+66812345678"],
])("[M1] the number %s of a spreadsheet is %s", (text, value) => {
  expect(readCell(text, "phone")).toEqual({ value });
});

test("[M1] a number whose digits a spreadsheet cut off is no number", () => {
  expect(readCell("8.12E+08", "phone")).toEqual({ problem: "phone" });
});

/** The headers as the systems write them. */
const HEADERS: [string, ImportKind, string, Record<string, string>][] = [
  [
    "loyverse",
    "items",
    "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,Available for sale [Phuket],Price [Phuket],In stock [Phuket],Low stock [Phuket]",
    { id: "SKU", name: "Name", variant: "Option 1 value", price: "Price [Phuket]", category: "Category" },
  ],
  [
    "loyverse",
    "customers",
    "Customer ID,Customer name,Email,Phone,Address,City,Region,Postal code,Country,Customer code,Points balance,Note,First visit,Last visit,Total visits,Total spent",
    { id: "Customer ID", name: "Customer name", phone: "Phone", email: "Email", note: "Note" },
  ],
  [
    "square",
    "items",
    "Reference Handle,Token,Item Name,Variation Name,SKU,Description,Categories,Reporting Category,Price,Online Sale Price,Archived,Sellable,Stockable",
    { id: "Token", name: "Item Name", variant: "Variation Name", price: "Price", category: "Reporting Category" },
  ],
  [
    "square",
    "customers",
    "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,Birthday,Memo,Square Customer ID,Creation Source",
    { id: "Square Customer ID", name: "First Name", last_name: "Last Name", phone: "Phone Number", note: "Memo" },
  ],
  [
    "woocommerce",
    "items",
    "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Tax status,In stock?,Stock,Sale price,Regular price,Categories,Tags,Images,Parent",
    { id: "ID", name: "Name", price: "Regular price", category: "Categories", active: "Published" },
  ],
  [
    "square",
    "items",
    "Token,Item Name,Variation Name,SKU,Description,Category,Price,GTIN,Enabled Phuket",
    { id: "Token", name: "Item Name", price: "Price", category: "Category", active: "Enabled Phuket" },
  ],
  [
    "square",
    "items",
    "Reference Handle,Item Name,Variation Name,SKU,Price,Current Quantity Phuket",
    { id: "SKU", name: "Item Name", variant: "Variation Name", price: "Price" },
  ],
  [
    "square",
    "customers",
    "Reference ID,First Name,Surname,Email Address,Phone Number,Memo,Square Customer ID",
    { id: "Square Customer ID", name: "First Name", last_name: "Surname", phone: "Phone Number" },
  ],
  [
    "loyverse",
    "items",
    "Handle,SKU,Name,Category,Sold by weight,Price,Cost,Barcode,In stock",
    { id: "SKU", name: "Name", price: "Price", category: "Category" },
  ],
  [
    "odoo",
    "items",
    "External ID,Name,Internal Reference,Category/External ID,Can be Sold,Sale Price,Cost,Product Type",
    { id: "External ID", name: "Name", price: "Sale Price", active: "Can be Sold" },
  ],
  [
    "woocommerce",
    "customers",
    "Name,Username,Last Active,Date Registered,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code",
    { id: "Username", name: "Name", email: "Email" },
  ],
  [
    "odoo",
    "items",
    "External ID,Name,Internal Reference,Barcode,Sales Price,Cost,Product Category",
    { id: "External ID", name: "Name", price: "Sales Price", category: "Product Category" },
  ],
  [
    "odoo",
    "items",
    "id,name,default_code,barcode,list_price,categ_id",
    { id: "id", name: "name", price: "list_price" },
  ],
  [
    "odoo",
    "customers",
    "External ID,Name,Phone,Mobile,Email,City,Country",
    { id: "External ID", name: "Name", phone: "Mobile", email: "Email" },
  ],
  [
    "odoo",
    "prices",
    "Pricelist,Applied On,Product / External ID,Product,Fixed Price",
    { price_list: "Pricelist", item: "Product / External ID", price: "Fixed Price" },
  ],
  ["other", "customers", "ชื่อ,นามสกุล,เบอร์โทร", { name: "ชื่อ", last_name: "นามสกุล", phone: "เบอร์โทร" }],
  ...IMPORT_KINDS.map((kind): [string, ImportKind, string, Record<string, string>] => [
    "playpark",
    kind,
    Object.values(OWN_COLUMNS[kind]).join(),
    OWN_COLUMNS[kind],
  ]),
];

test.each(HEADERS)("[M2] a file of %s with %s is recognised by its header", (source, kind, line, columns) => {
  const header = line.split(",");
  const recognised = recognise(header, kind);
  expect(recognised.source).toBe(source);
  const named = Object.fromEntries(Object.entries(recognised.mapping).map(([field, at]) => [field, header[at]]));
  expect(named).toMatchObject(columns);
  expect(problemsOfMapping(kind, header, recognised.mapping)).toEqual([]);
});

/** Files of the shapes that systems and spreadsheets write, each with its rows as read. */
const SHAPED: Record<
  string,
  { kind: ImportKind; bytes: Uint8Array; source: string; fields: object[]; errors: string[] }
> = {
  "Loyverse, with options, Thai names and prices by store": {
    kind: "items",
    bytes: utf8(
      "\uFEFFHandle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,Track stock,Available for sale [ภูเก็ต],Price [ภูเก็ต],In stock [ภูเก็ต],Low stock [ภูเก็ต]\r\n" +
        'day,10001,บัตรวันเดียว,บัตร,"ทั้งวัน, ทุกโซน",N,อายุ,ผู้ใหญ่,วัน,ธรรมดา,,,0.00,,N,Y,"1,350.00",,\r\n' +
        "day,10002,บัตรวันเดียว,บัตร,,N,อายุ,เด็ก,วัน,หยุด,,,0.00,,N,N,variable,,\r\n",
    ),
    source: "loyverse",
    fields: [{ id: "10001", name: "บัตรวันเดียว ผู้ใหญ่ ธรรมดา", price: 135_000, category: "บัตร", active: true }],
    errors: ["Price [ภูเก็ต]: number"],
  },
  "Square, saved again by a spreadsheet with semicolons": {
    kind: "items",
    bytes: utf8(
      "Token;Item Name;Variation Name;SKU;Description;Category;Price;Enabled Main\r\nA1B2;Day pass;Regular;;;Tickets;350,50;Y\r\nC3D4;Locker;Large;;;Goods;1.200,00;N\r\n",
    ),
    source: "square",
    fields: [
      { id: "A1B2", name: "Day pass", price: 35_050, active: true },
      { id: "C3D4", name: "Locker Large", price: 120_000, active: false },
    ],
    errors: [],
  },
  "WooCommerce, whose parent of variations has no price": {
    kind: "items",
    bytes: utf8(
      'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Is featured?","Visibility in catalog","Short description",Description,"Date sale price starts","Date sale price ends","Tax status","Tax class","In stock?",Stock,"Regular price",Categories,Parent\n' +
        '100,variable,PASS,,Pass,1,0,visible,,"<p>All\nday</p>",,,taxable,,1,,,"Tickets > Day",\n' +
        "101,variation,PASS-A,,Pass - Adult,1,0,visible,,,2026-12-01,,taxable,,1,,350,,id:100\n102,simple,SOCK,,Socks,-1,0,hidden,,,,,taxable,,1,5,60.00,Goods,\n",
    ),
    source: "woocommerce",
    fields: [
      { id: "101", name: "Pass - Adult", price: 35_000, active: true },
      { id: "102", name: "Socks", active: false },
    ],
    errors: ["Regular price: missing"],
  },
  "Odoo, as UTF-16 with tabs": {
    kind: "customers",
    bytes: utf16(
      "External ID\tName\tPhone\tMobile\tEmail\r\n__export__.res_partner_7\tสมชาย ใจดี\t\t+66 81 234 5678\tSomchai@Example.com\r\n",
      true,
      [0xff, 0xfe],
    ),
    source: "odoo",
    fields: [
      { id: "__export__.res_partner_7", name: "สมชาย ใจดี", phone: "+66812345678", email: "somchai@example.com" },
    ],
    errors: [],
  },
  "Square's customers, after a spreadsheet ate their numbers": {
    kind: "customers",
    bytes: utf8(
      "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Birthday,Memo,Square Customer ID,First Visit\n" +
        ",Mali,Dee,mali@x.th,'+66812345678,,12/1/1990,,SQ1,46357\n,Nok,,,812345679,,01-Dec-90,,SQ2,\n,Noi,,,8.1234E+08,,,,SQ3,\n,Ying,,,66812345670,,,,SQ4,\n",
    ),
    source: "square",
    fields: [
      { id: "SQ1", name: "Mali Dee", phone: "+66812345678" },
      { id: "SQ2", phone: "0812345679" },
      { id: "SQ4", phone: "+66812345670" },
    ],
    errors: ["Phone Number: phone"],
  },
  "a list of a spreadsheet in Windows-874": {
    kind: "customers",
    bytes: windows874("ชื่อ,นามสกุล,เบอร์โทร\r\nมาลี,ดีใจ,๐๘๑-๒๓๔-๕๖๗๘\r\n"),
    source: "other",
    fields: [{ name: "มาลี ดีใจ", phone: "0812345678" }],
    errors: [],
  },
};

test.each(Object.entries(SHAPED))(
  "[M1] [M2] a file of %s is read as it was meant",
  async (_, { kind, bytes, ...expected }) => {
    const sheet = await readSheet(decodeFile(bytes) ?? "", unguardText);
    if (typeof sheet === "string") throw new Error(sheet);
    const { source, mapping } = recognise(sheet.header, kind);
    expect(source).toBe(expected.source);
    const read = sheet.rows.map((row) => readRow(kind, row, { header: sheet.header, mapping }));
    const errors = read.flatMap((row) => ("errors" in row ? row.errors : []));
    expect(read.flatMap((row) => ("fields" in row ? [row.fields] : []))).toMatchObject(expected.fields);
    expect(errors.map(({ column, problem }) => `${column}: ${problem}`)).toEqual(expected.errors);
  },
);

test("[M2] a mapping names fields of its kind and columns of its file, and has what a row needs", () => {
  expect(problemsOfMapping("items", ["a", "b"], { name: 0, price: 7, points: 1 })).toEqual([
    { field: "price", problem: "column_unknown" },
    { field: "points", problem: "field_unknown" },
  ]);
  expect(problemsOfMapping("prices", ["a"], {}).map(({ field }) => field)).toEqual(["price_list", "item", "price"]);
});

test("[M3] a bad cell fails its row with its column, and a row is its id, or what the kind has instead", () => {
  const header = ["Customer name", "Phone", "Email"];
  const about = { header, mapping: { name: 0, phone: 1, email: 2 } };
  const read = (...cells: string[]) => readRow("customers", { row: 2, cells }, about);
  expect(read("Mali", "call me", "x")).toEqual({
    errors: [
      { row: 2, column: "Phone", problem: "phone" },
      { row: 2, column: "Email", problem: "email" },
    ],
  });
  expect(read("Mali", "812345678", "")).toMatchObject({ key: "phone:0812345678 Mali" });
  expect(read("", "", "M@X.TH")).toMatchObject({ key: "email:m@x.th", fields: { name: "m@x.th" } });
  expect(read("", "", "")).toEqual({ errors: [{ row: 2, column: "Customer name", problem: "missing" }] });
  expect(read("ก".repeat(101), "", "")).toEqual({ errors: [{ row: 2, column: "Customer name", problem: "long" }] });
});

test("[M3] of rows with the same identity the first counts, and the others are errors", () => {
  const rows = [2, 3].map((row) => ({ row, key: "id:1", fields: { name: "Mali" } }));
  const seen = new Set<string>();
  expect(withoutRepeats(rows, seen)).toEqual({
    rows: rows.slice(0, 1),
    errors: [{ row: 3, column: null, problem: "twice" }],
  });
});
