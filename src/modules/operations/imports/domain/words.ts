/** Words of imports: their kinds, the systems that write the files, and the fields of each kind. */

export const IMPORT_KINDS = ["items", "customers", "prices", "tickets"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const IMPORT_SOURCES = ["playpark", "loyverse", "square", "woocommerce", "odoo", "other"] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** The type of a field's value, which decides how a cell is read. */
export const CELL_TYPES = ["text", "money", "count", "phone", "email", "flag", "code", "date"] as const;
export type CellType = (typeof CELL_TYPES)[number];

export interface FieldSpec {
  type: CellType;
  /** Without it a row makes nothing. */
  required?: true;
  /** The most characters of a text. */
  longest?: number;
}

/** The fields of each kind, by their names in our own files. `id` is the row's id in the system that wrote the file. */
export const FIELDS = {
  items: {
    id: { type: "text", longest: 200 },
    name: { type: "text", required: true, longest: 100 },
    variant: { type: "text", longest: 100 },
    variant_2: { type: "text", longest: 100 },
    variant_3: { type: "text", longest: 100 },
    name_th: { type: "text", longest: 100 },
    price: { type: "money", required: true },
    category: { type: "text", longest: 100 },
    uses: { type: "count" },
    valid_for_days: { type: "count" },
    active: { type: "flag" },
  },
  customers: {
    id: { type: "text", longest: 200 },
    name: { type: "text", longest: 100 },
    last_name: { type: "text", longest: 100 },
    phone: { type: "phone", longest: 40 },
    email: { type: "email", longest: 254 },
    note: { type: "text", longest: 500 },
  },
  prices: {
    price_list: { type: "text", required: true, longest: 100 },
    item: { type: "text", required: true, longest: 200 },
    price: { type: "money", required: true },
  },
  tickets: {
    code: { type: "code", required: true, longest: 200 },
    package: { type: "text", required: true, longest: 200 },
    valid_from: { type: "date", longest: 40 },
    valid_to: { type: "date", longest: 40 },
    uses: { type: "count" },
  },
} as const satisfies Record<ImportKind, Record<string, FieldSpec>>;

/** The index of a column by field; a field without a column has no value. */
export type Mapping = Readonly<Record<string, number>>;

/** The specification of a kind's field; undefined for a name that is no field of it. */
export function fieldOf(kind: ImportKind, name: string): FieldSpec | undefined {
  const fields: Readonly<Record<string, FieldSpec>> = FIELDS[kind];
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The most rows and columns of a file. */
export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 200;

/** Why a file is refused whole. */
export type SheetRefusal = "empty" | "too_many_rows" | "too_many_columns" | "unreadable";
