/** Recognises the system that wrote a file by its header, and proposes a column for each field. */

import { IMPORT_KINDS, type ImportKind, type ImportSource, type Mapping } from "./words.ts";

export interface Dialect {
  source: ImportSource;
  kind: ImportKind;
  /** Headers that together only this system writes, as folded texts. */
  known_by: readonly string[];
  /** The columns of a field, the best first: a folded header, or its beginning followed by a star. */
  columns: Readonly<Record<string, readonly string[]>>;
}

/** Our own files: the columns of exports. */
export const OWN_COLUMNS = {
  items: {
    id: "package_id",
    name: "name",
    name_th: "name_th",
    price: "price_baht",
    category: "category",
    uses: "quota_or_minutes",
    valid_for_days: "valid_for_days",
    active: "active",
  },
  customers: { id: "customer_id", name: "name", phone: "phone", email: "email", note: "note" },
  prices: { price_list: "price_list", item: "package_id", price: "price_baht" },
  tickets: {
    code: "qr_token",
    package: "package_id",
    valid_from: "valid_from",
    valid_to: "valid_to",
    uses: "uses_left",
  },
} as const satisfies Record<ImportKind, Readonly<Record<string, string>>>;

/** The columns that only our own files have. */
const OWN_MARKS: Readonly<Record<ImportKind, readonly string[]>> = {
  items: ["package_id", "price_baht"],
  customers: ["customer_id"],
  prices: ["price_list", "package_id", "price_baht"],
  tickets: ["qr_token", "package_id", "uses_left"],
};

const OWN = IMPORT_KINDS.map(
  (kind): Dialect => ({
    source: "playpark",
    kind,
    known_by: OWN_MARKS[kind],
    columns: Object.fromEntries(Object.entries(OWN_COLUMNS[kind]).map(([field, column]) => [field, [column]])),
  }),
);

export const DIALECTS: readonly Dialect[] = [
  ...OWN,
  {
    source: "loyverse",
    kind: "items",
    known_by: ["handle", "sku", "name", "category"],
    columns: {
      id: ["sku", "handle"],
      name: ["name"],
      variant: ["option 1 value"],
      variant_2: ["option 2 value"],
      variant_3: ["option 3 value"],
      category: ["category"],
      price: ["default price", "price", "price [*"],
      active: ["available for sale [*", "available for sale"],
    },
  },
  {
    source: "loyverse",
    kind: "customers",
    known_by: ["customer name", "customer code", "points balance"],
    columns: {
      id: ["customer id", "email"],
      name: ["customer name"],
      phone: ["phone"],
      email: ["email"],
      note: ["note"],
    },
  },
  {
    source: "square",
    kind: "items",
    known_by: ["item name", "variation name", "price"],
    columns: {
      id: ["token", "sku"],
      name: ["item name"],
      variant: ["variation name"],
      category: ["reporting category", "category", "categories"],
      price: ["price"],
      active: ["sellable", "enabled *"],
    },
  },
  {
    source: "square",
    kind: "customers",
    known_by: ["first name", "last name", "email address", "phone number"],
    columns: {
      id: ["square customer id", "reference id"],
      name: ["first name"],
      last_name: ["last name"],
      phone: ["phone number"],
      email: ["email address"],
      note: ["memo"],
    },
  },
  {
    source: "square",
    kind: "customers",
    known_by: ["first name", "surname", "email address", "phone number"],
    columns: {
      id: ["square customer id", "reference id"],
      name: ["first name"],
      last_name: ["surname"],
      phone: ["phone number"],
      email: ["email address"],
      note: ["memo"],
    },
  },
  {
    source: "woocommerce",
    kind: "items",
    known_by: ["id", "type", "sku", "regular price"],
    columns: {
      id: ["id", "sku"],
      name: ["name"],
      category: ["categories"],
      price: ["regular price"],
      active: ["published"],
    },
  },
  {
    source: "woocommerce",
    kind: "customers",
    known_by: ["username", "date registered", "email"],
    columns: { id: ["username", "email"], name: ["name"], phone: ["phone"], email: ["email"] },
  },
  {
    source: "odoo",
    kind: "prices",
    known_by: ["pricelist", "fixed price"],
    columns: { price_list: ["pricelist"], item: ["product / external id", "product"], price: ["fixed price"] },
  },
  {
    source: "odoo",
    kind: "items",
    known_by: ["sales price", "internal reference"],
    columns: {
      id: ["external id", "id", "internal reference"],
      name: ["name"],
      category: ["product category", "point of sale category"],
      price: ["sales price"],
      active: ["can be sold", "sales", "active"],
    },
  },
  {
    source: "odoo",
    kind: "items",
    known_by: ["sale price", "internal reference"],
    columns: {
      id: ["external id", "id", "internal reference"],
      name: ["name"],
      category: ["product category", "category/external id", "category"],
      price: ["sale price"],
      active: ["can be sold", "active"],
    },
  },
  {
    source: "odoo",
    kind: "items",
    known_by: ["list_price", "default_code"],
    columns: {
      id: ["id", "default_code"],
      name: ["name"],
      category: ["categ_id"],
      price: ["list_price"],
      active: ["sale_ok", "active"],
    },
  },
  {
    source: "odoo",
    kind: "customers",
    known_by: ["external id", "phone", "email"],
    columns: {
      id: ["external id"],
      name: ["name", "complete name", "display name"],
      phone: ["mobile", "phone"],
      email: ["email"],
      note: ["notes"],
    },
  },
];

/** Columns by which a file of no known system is read. */
const COMMON: Readonly<Record<ImportKind, Dialect["columns"]>> = {
  items: {
    id: ["id", "sku", "code", "รหัส", "รหัสสินค้า"],
    name: ["name", "item", "item name", "product", "ชื่อ", "ชื่อสินค้า", "รายการ"],
    name_th: ["name_th", "thai name", "ชื่อไทย"],
    price: ["price", "ราคา", "ราคาขาย"],
    category: ["category", "หมวดหมู่", "หมวด"],
    uses: ["uses", "quota", "จำนวนครั้ง"],
    valid_for_days: ["valid_for_days", "valid days", "จำนวนวัน"],
    active: ["active", "status", "สถานะ"],
  },
  customers: {
    id: ["id", "customer id", "code", "รหัส", "รหัสลูกค้า"],
    name: ["name", "full name", "first name", "ชื่อ", "ชื่อลูกค้า"],
    last_name: ["last name", "surname", "นามสกุล"],
    phone: ["phone", "mobile", "telephone", "tel", "โทรศัพท์", "เบอร์โทร", "เบอร์โทรศัพท์", "มือถือ"],
    email: ["email", "e-mail", "อีเมล"],
    note: ["note", "notes", "หมายเหตุ"],
  },
  prices: {
    price_list: ["price list", "price_list", "pricelist", "รายการราคา"],
    item: ["item", "product", "sku", "id", "รหัสสินค้า"],
    price: ["price", "ราคา"],
  },
  tickets: {
    code: [
      ...["code", "barcode", "qr", "qr code", "ticket code", "ticket number", "ticket no", "ticket #", "ticket id"],
      ...["serial", "serial number", "card number", "ticket", "รหัสตั๋ว", "บาร์โค้ด", "เลขที่ตั๋ว", "หมายเลขบัตร", "รหัส"],
    ],
    package: [
      ...["package", "package_id", "ticket type", "pass", "product", "item", "sku", "type", "name"],
      ...["แพ็กเกจ", "ประเภทตั๋ว", "สินค้า", "ชื่อสินค้า", "ประเภท"],
    ],
    valid_from: ["valid_from", "valid from", "start date", "start", "ใช้ได้ตั้งแต่", "วันที่เริ่ม", "เริ่ม"],
    valid_to: [
      ...["valid_to", "valid to", "valid until", "expiry date", "expiry", "expires at", "expires", "end date"],
      ...["ใช้ได้ถึง", "วันหมดอายุ", "หมดอายุ"],
    ],
    uses: [
      ...["uses_left", "uses left", "remaining uses", "remaining", "left", "balance", "uses"],
      ...["สิทธิ์คงเหลือ", "จำนวนคงเหลือ", "คงเหลือ", "จำนวนครั้ง"],
    ],
  },
};

/** The system that wrote a file, and the columns of its fields. */
export interface Recognition {
  source: ImportSource;
  mapping: Mapping;
}

/** Recognises a file of a kind by its header. Of several that fit, it is the one whose marks are the most. */
export function recognise(header: readonly string[], kind: ImportKind): Recognition {
  const folded = header.map(foldHeader);
  const fitting = DIALECTS.filter(
    (dialect) => dialect.kind === kind && dialect.known_by.every((mark) => folded.includes(mark)),
  );
  const [best] = fitting.toSorted((one, other) => other.known_by.length - one.known_by.length);
  return { source: best?.source ?? "other", mapping: mappingOf(folded, best?.columns ?? COMMON[kind]) };
}

function mappingOf(folded: readonly string[], columns: Dialect["columns"]): Mapping {
  const found = Object.entries(columns).map(([field, names]) => {
    const at = names.map((name) => folded.findIndex((header) => fits(header, name))).find((index) => index >= 0);
    return [field, at] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function fits(header: string, name: string): boolean {
  return name.endsWith("*") ? header.startsWith(name.slice(0, -1)) : header === name;
}

function foldHeader(header: string): string {
  return header.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, " ").replace(/[*:]$/, "");
}
