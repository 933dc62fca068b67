/** Checks of a stopped server's tables: they must agree, however often the server was killed. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkSequence, type Violation } from "./check.ts";

interface NumberedRow {
  tenant_id: string;
  sequence: number;
  /** The event, which has the same name in the audit and the outbox. */
  type: string;
  /** The sale or the scan of the event; null for neither. */
  id: string | null;
}

export interface Books {
  audits: NumberedRow[];
  outbox: NumberedRow[];
  sales: { sale_id: string; shift_id: string | null; grand_total: number; tickets: number }[];
  payments: { sale_id: string; amount: number }[];
  drawer_entries: { entry_id: string; shift_id: string; total: number }[];
  tickets: { ticket_id: string; sale_id: string; type: string; used: number }[];
  redemptions: { scan_id: string; ticket_id: string | null; result: "pass" | "fail" }[];
}

const SALE = "sale.created";
const SCAN = /^ticket\.redeemed\.(pass|fail)$/;

export function readBooks(data_dir: string): Books {
  return readDatabase(data_dir, (all) => ({
    audits: all(`SELECT tenant_id, sequence, event AS type, ${subjectOf("changes")} AS id FROM audits`),
    outbox: all(`SELECT tenant_id, sequence, type, ${subjectOf("data")} AS id FROM outbox`),
    sales: all(`SELECT sale_id, shift_id, grand_total,
                         (SELECT SUM(json_array_length(value, '$.ticket_ids')) FROM json_each(lines)) AS tickets
                  FROM sales`),
    payments: all("SELECT sale_id, amount FROM payments"),
    drawer_entries: all("SELECT entry_id, shift_id, total FROM drawer_entries"),
    tickets: all("SELECT ticket_id, sale_id, type, used FROM tickets"),
    redemptions: all("SELECT scan_id, ticket_id, result FROM redemptions"),
  }));
}

type All = <Row>(sql: string, ...values: string[]) => Row[];

/** Reads the database of a data folder; its server may be running. */
export function readDatabase<Value>(data_dir: string, read: (all: All) => Value): Value {
  const folder = join(data_dir, "state/d1/miniflare-D1DatabaseObject");
  const file = readdirSync(folder).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (!file) throw new Error(`There is no database in ${folder}.`);
  const database = openReadOnly(join(folder, file));
  try {
    return read(<Row>(sql: string, ...values: string[]) => database.prepare(sql).all(...values) as Row[]);
  } finally {
    database.close();
  }
}

/** Opens a database without Node's warning about its SQLite, which no reader of the output can act on. */
function openReadOnly(file: string) {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    return new DatabaseSync(file, { readOnly: true });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The sale or the scan of a row: a ticket's scan is in the row's JSON, a scan without a ticket is the row's subject. */
function subjectOf(json: string): string {
  return `CASE WHEN subject_kind IN ('sale', 'scan') THEN subject_id ELSE ${json} ->> 'scan_id' END`;
}

/** All violations in the tables. */
export function checkBooks(books: Books): Violation[] {
  const { audits, outbox, sales, redemptions } = books;
  const scans = redemptions.map(({ scan_id, result }) => `ticket.redeemed.${result} ${scan_id}`);
  const sold = sales.map(({ sale_id }) => `${SALE} ${sale_id}`);
  return [
    ...checkNumbers("audit", audits),
    ...checkNumbers("outbox", outbox),
    ...checkOnePerAct("audit", namesOf(audits), [...sold, ...scans]),
    ...checkOnePerAct("outbox", namesOf(outbox), [...sold, ...scans]),
    ...checkMoney(books),
    ...checkTickets(books),
  ];
}

function checkNumbers(what: string, rows: readonly NumberedRow[]): Violation[] {
  const numbers = Map.groupBy(rows, ({ tenant_id }) => tenant_id);
  return [...numbers].flatMap(([tenant_id, own]) =>
    checkSequence(
      `${what} sequences of tenant ${tenant_id}`,
      own.map(({ sequence }) => sequence),
    ),
  );
}

function namesOf(rows: readonly NumberedRow[]): string[] {
  return rows.filter(({ type }) => type === SALE || SCAN.test(type)).map(({ type, id }) => `${type} ${id}`);
}

/** There are as many rows of each name as acts of that name. */
function checkOnePerAct(what: string, names: readonly string[], acts: readonly string[]): Violation[] {
  const balance = new Map<string, number>();
  for (const act of acts) balance.set(act, (balance.get(act) ?? 0) + 1);
  for (const name of names) balance.set(name, (balance.get(name) ?? 0) - 1);
  return [...balance].flatMap(([name, missing]) => {
    if (missing === 0) return [];
    return [missing > 0 ? `the ${what} lacks "${name}"` : `the ${what} tells "${name}" without or beyond the act`];
  });
}

/** Totals, payments and drawer entries have the same sum, for each sale and each shift. */
function checkMoney({ sales, payments, drawer_entries }: Books): Violation[] {
  const paid = sumBy(payments, ({ sale_id, amount }) => [sale_id, amount]);
  const entered = sumBy(drawer_entries, ({ entry_id, total }) => [entry_id, total]);
  const of_shift = sumBy(sales, ({ shift_id, grand_total }) => [shift_id ?? "", grand_total]);
  const in_drawer = sumBy(drawer_entries, ({ shift_id, total }) => [shift_id, total]);
  const known = new Set(sales.map(({ sale_id }) => sale_id));
  const strays = [...payments.map(({ sale_id }) => sale_id), ...drawer_entries.map(({ entry_id }) => entry_id)];
  return [
    ...sales.flatMap(({ sale_id, grand_total }) =>
      paid.get(sale_id) === grand_total && entered.get(sale_id) === grand_total
        ? []
        : [
            `sale ${sale_id} of ${grand_total} has payments of ${paid.get(sale_id)}, entries of ${entered.get(sale_id)}`,
          ],
    ),
    ...strays.filter((sale_id) => !known.has(sale_id)).map((sale_id) => `money of sale ${sale_id}, which is not there`),
    ...[...of_shift].flatMap(([shift_id, total]) =>
      in_drawer.get(shift_id) === total ? [] : [`shift ${shift_id} sold ${total}, entered ${in_drawer.get(shift_id)}`],
    ),
  ];
}

/** A sale has the tickets of its lines; a ticket has as many uses as recorded passes. */
function checkTickets({ sales, tickets, redemptions }: Books): Violation[] {
  const issued = sumBy(tickets, ({ sale_id }) => [sale_id, 1]);
  const passed = sumBy(redemptions, ({ ticket_id, result }) => [ticket_id ?? "", result === "pass" ? 1 : 0]);
  return [
    ...sales.flatMap(({ sale_id, tickets: named }) =>
      (issued.get(sale_id) ?? 0) === named
        ? []
        : [`sale ${sale_id} names ${named} tickets, ${issued.get(sale_id)} exist`],
    ),
    ...tickets.flatMap(({ ticket_id, type, used }) =>
      used === (passed.get(ticket_id) ?? 0)
        ? []
        : [`the ${type} ticket ${ticket_id} shows ${used} uses and has ${passed.get(ticket_id) ?? 0} recorded passes`],
    ),
  ];
}

function sumBy<Row>(rows: readonly Row[], entry: (row: Row) => [string, number]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, amount] of rows.map(entry)) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
}
