/** Reads the rows of a file as records of their kind: one bad cell fails its row, and no other row. */

import { type CellProblem, type CellValue, readCell } from "./cells.ts";
import { FIELDS, type FieldSpec, fieldOf, type ImportKind, type Mapping } from "./words.ts";

export type RowProblem =
  | CellProblem
  | "twice"
  | "item_unknown"
  | "in_use"
  | "elsewhere"
  | "refused"
  | "package_unknown"
  | "package_bundle"
  | "uses"
  | "window"
  | "own_code"
  | "ticket_touched";

/** Why a row makes nothing. `column` is the header of the cell, null for the whole row. */
export interface RowError {
  row: number;
  column: string | null;
  problem: RowProblem;
}

export type ReadRecord = Readonly<Record<string, CellValue>>;

/** A row that can be imported. `key` is its identity in its system: its id, or what the kind has instead. */
export interface ReadRow {
  row: number;
  key: string;
  fields: ReadRecord;
}

/** Why a mapping cannot be used: a field that is none of the kind, a column that the file has not, or a missing field. */
export interface MappingProblem {
  field: string;
  problem: "field_unknown" | "column_unknown" | "missing";
}

/** The problems of a mapping; none if it can be used. */
export function problemsOfMapping(kind: ImportKind, header: readonly string[], mapping: Mapping): MappingProblem[] {
  const chosen = Object.entries(mapping).flatMap(([field, column]): MappingProblem[] => {
    if (!fieldOf(kind, field)) return [{ field, problem: "field_unknown" }];
    return header[column] === undefined ? [{ field, problem: "column_unknown" }] : [];
  });
  const missing = requiredOf(kind).filter((field) => mapping[field] === undefined);
  return [...chosen, ...missing.map((field) => ({ field, problem: "missing" as const }))];
}

/** A customer has a name, or a number or address that stands for it, so that the name alone is required of the mapping. */
export function requiredOf(kind: ImportKind): string[] {
  const fields: Readonly<Record<string, FieldSpec>> = FIELDS[kind];
  return kind === "customers" ? ["name"] : Object.keys(fields).filter((name) => fields[name]?.required);
}

/** Of a name that is put together from two columns. */
const LONGEST_NAME = 100;

/** Reads one row. */
export function readRow(
  kind: ImportKind,
  { row, cells }: { row: number; cells: readonly string[] },
  { header, mapping }: { header: readonly string[]; mapping: Mapping },
): ReadRow | { errors: RowError[] } {
  const errors: RowError[] = [];
  const read: Record<string, CellValue> = {};
  for (const [name, column] of Object.entries(mapping)) {
    const field = fieldOf(kind, name);
    if (!field) continue;
    const text = cells[column] ?? "";
    const cell = text.length > (field.longest ?? 100) ? { problem: "long" as const } : readCell(text, field.type);
    if ("value" in cell && !(cell.value === null && field.required)) read[name] = cell.value;
    else errors.push({ row, column: header[column] ?? null, problem: "value" in cell ? "missing" : cell.problem });
  }
  if (errors.length > 0) return { errors };
  const fields = SHAPES[kind](read);
  const key = keyOf(kind, fields);
  const column = header[mapping.name ?? -1] ?? null;
  if (key === undefined) return { errors: [{ row, column, problem: "missing" }] };
  if (String(fields.name ?? "").length > LONGEST_NAME) return { errors: [{ row, column, problem: "long" }] };
  return { row, key, fields };
}

const SHAPES: Readonly<Record<ImportKind, (read: ReadRecord) => ReadRecord>> = {
  items: ({ variant = null, variant_2 = null, variant_3 = null, ...read }) => ({
    ...read,
    name: joined(read.name, ownVariant(variant), variant_2, variant_3),
  }),
  customers: ({ last_name = null, ...read }) => ({ ...read, name: joined(read.name, last_name) || personOf(read) }),
  prices: (read) => read,
  tickets: (read) => read,
};

/** Square and Loyverse write a word for an item's only variant, which is no part of its name. */
function ownVariant(variant: CellValue): CellValue {
  return ["regular", "default", "ปกติ"].includes(String(variant).toLowerCase()) ? null : variant;
}

function joined(...texts: (CellValue | undefined)[]): string {
  return texts.filter((text) => typeof text === "string" && text !== "").join(" ");
}

/** The name of a customer whose system kept none. */
function personOf({ email, phone }: ReadRecord): CellValue {
  return email ?? phone ?? null;
}

function keyOf(kind: ImportKind, fields: ReadRecord): string | undefined {
  if (kind === "prices") return `${fields.price_list}\n${fields.item}`;
  if (kind === "tickets") return `code:${fields.code}`;
  if (typeof fields.id === "string") return `id:${fields.id}`;
  const { phone, email, name } = fields;
  if (!name) return undefined;
  if (kind === "customers" && (email ?? phone)) return email ? `email:${email}` : `phone:${phone} ${name}`;
  return `name:${name}`;
}

/** Splits rows into the first of each key and errors for its repeats. */
export function withoutRepeats(rows: readonly ReadRow[], seen: Set<string>): { rows: ReadRow[]; errors: RowError[] } {
  const errors: RowError[] = [];
  const first = rows.filter(({ row, key }) => {
    if (seen.has(key)) errors.push({ row, column: null, problem: "twice" });
    return !seen.has(key) && seen.add(key);
  });
  return { rows: first, errors };
}
