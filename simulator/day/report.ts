/** The server's report of the closed day: shifts, money, guests and flags. */
import Papa from "papaparse";
import { dataOf } from "../client.ts";
import { type Caller, type Json, settled } from "./park.ts";
import type { Day } from "./scene.ts";
import { baht, type ManualBooks } from "./worked.ts";

/** One shift, or the day; sums in satang. */
export interface Column {
  title: string;
  sales_count: number;
  gross: number;
  discount: number;
  sold: number;
  back: number;
  surcharge: number;
  rounding: number;
  net: number;
  vat: number;
  by_rate: { rate: number; gross: number; net: number; vat: number }[];
  tenders: Record<string, number>;
  /** The part of the tenders that paid for sales on account; the account tender includes it as well. */
  accounts_paid: number;
  voids: number;
  refunds: number;
  reprints: number;
  drawer: { float: number; moved: number; expected: number; counted: number | null };
}

export interface Report {
  business_date: string;
  shifts: Column[];
  day: Column;
  points: { what: string; points: number }[];
  zones: { zone: string; entries: number; exits: number; inside: number }[];
  flags: { what: string; why: string }[];
}

/** Closes the day, reads the server's report, and compares it with the day computed by hand. */
export async function readReport(day: Day): Promise<Report> {
  const { park, checks } = day;
  const [newest] = await dataOf("the shifts", park.supervisor.get("/shifts?limit=1"));
  const asked = { store_id: park.store_id, business_date: day.business_date ?? newest.business_date };
  const z = await dataOf("the day's closing", park.supervisor.post("/day_closes", asked));
  const keys = [...day.worked.shifts.keys()];
  const shifts = keys.map((key) => {
    const shift = z.shifts.find(({ shift_id }: Json) => shift_id === day.shift_ids.get(key));
    if (!shift) throw new Error(`The day does not tell the shift ${key}.`);
    return columnOf(day.worked.shifts.get(key)?.title ?? key, sumOf(shift.totals, shift.late?.totals), shift);
  });
  const counted = { ...z.totals, cash_expected: z.totals.cash_expected + z.totals.cash_uncounted };
  const whole = columnOf("Day", z.totals, counted);
  keys.forEach((key, index) => void compare(day, [key], shifts[index] as Column));
  compare(day, keys, whole);
  checks.add(6, "Day: cash over, or short below zero", "-5.00", baht(z.totals.cash_diff));
  await compareSheets(day, z);
  const report = {
    business_date: z.business_date,
    shifts,
    day: whole,
    points: await readPoints(day),
    zones: await readZones(day),
    flags: await readFlags(day, z),
  };
  checks.add(26, "errors that the server told of itself", 0, day.host.complaints().length);
  checks.add(31, "tickets printed again, in the day's report", 1, z.totals.reprints_count);
  return report;
}

function columnOf(title: string, totals: Json, drawer: Json): Column {
  return {
    title,
    sales_count: totals.sales_count,
    gross: totals.gross,
    discount: totals.discount_total,
    sold: totals.sales_total,
    back: totals.refunds_total,
    surcharge: totals.surcharge_total,
    rounding: totals.rounding_total,
    net: totals.net,
    vat: totals.tax_total,
    by_rate: totals.taxes.map((tax: Json) => ({
      rate: tax.rate_bps / 100,
      gross: tax.gross,
      net: tax.net,
      vat: tax.tax_total,
    })),
    tenders: totals.by_method,
    accounts_paid: totals.payments_total,
    voids: totals.voids_count,
    refunds: totals.refunds_count,
    reprints: totals.reprints_count,
    drawer: {
      float: drawer.cash_open,
      moved: totals.cash_in - totals.cash_out,
      expected: drawer.late?.cash_expected ?? drawer.cash_expected,
      counted: drawer.cash_counted,
    },
  };
}

/** The totals of a shift with its late entries. */
function sumOf(totals: Json, late: Json | undefined): Json {
  if (!late) return totals;
  const added = Object.entries(totals).map(([name, value]) => [
    name,
    typeof value === "number" ? value + late[name] : value,
  ]);
  const by_method: Record<string, number> = { ...totals.by_method };
  for (const [method, amount] of Object.entries<number>(late.by_method))
    by_method[method] = (by_method[method] ?? 0) + amount;
  const rates = new Map<number, Json>();
  for (const tax of [...totals.taxes, ...late.taxes]) {
    const { gross = 0, net = 0, tax_total = 0 } = rates.get(tax.rate_bps) ?? {};
    const sum = { gross: gross + tax.gross, net: net + tax.net, tax_total: tax_total + tax.tax_total };
    rates.set(tax.rate_bps, { rate_bps: tax.rate_bps, ...sum });
  }
  return { ...Object.fromEntries(added), by_method, taxes: [...rates.values()] };
}

function compare({ worked, checks }: Day, keys: readonly string[], found: Column): void {
  const right = worked.figuresOf(keys);
  const add = (what: string, one: number, other: number) => {
    if (one !== 0 || other !== 0) checks.add(6, `${found.title}: ${what}`, baht(one), baht(other));
  };
  add("sales at full price", right.gross, found.gross);
  add("discounts", right.discount, found.discount);
  add("sold", right.sold, found.sold);
  add("given back", right.back, found.back);
  add("surcharges", right.surcharge, found.surcharge);
  add("VAT", right.vat, found.vat);
  add("net", right.net, found.net);
  for (const rate of RATES) {
    const one = right.by_rate.find((tax) => tax.rate === rate);
    const other = found.by_rate.find((tax) => tax.rate === rate);
    add(`kept at ${rate} %`, one?.gross ?? 0, other?.gross ?? 0);
    add(`net at ${rate} %`, one?.net ?? 0, other?.net ?? 0);
    add(`VAT at ${rate} %`, one?.vat ?? 0, other?.vat ?? 0);
  }
  for (const method of new Set([...Object.keys(right.tenders), ...Object.keys(found.tenders)]))
    add(`paid by ${method}`, right.tenders[method] ?? 0, found.tenders[method] ?? 0);
  add("paid for accounts", right.accounts_paid, found.accounts_paid);
  const paid = Object.values(found.tenders).reduce((sum, amount) => sum + amount, 0);
  add("all tenders, less accounts paid", right.net + right.vat, paid - found.accounts_paid);
  add("cash that drawers must hold", floatOf(worked, keys) + right.cash + right.moved, found.drawer.expected);
}

function floatOf(worked: ManualBooks, keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + (worked.shifts.get(key)?.float ?? 0), 0);
}

/** The sheets of day closes and shifts equal the closings. */
async function compareSheets({ park, checks, worked, shift_ids }: Day, z: Json): Promise<void> {
  const rowsOf = async (path: string) => {
    const { text } = await park.supervisor.text(`${path}?format=csv&limit=200`);
    return Papa.parse<Record<string, string>>(text.replace("\uFEFF", ""), { header: true }).data;
  };
  const right = worked.figuresOf([...worked.shifts.keys()]);
  const [day] = await rowsOf("/day_closes");
  const add = (what: string, one: number, other: string | undefined) =>
    checks.add(6, `${what} in the sheet`, baht(one), baht(Number(other)));
  add("Day: net", right.net, day?.["totals.net"]);
  add("Day: VAT", right.vat, day?.["totals.tax_total"]);
  add("Day: VAT of refunds", right.back_vat, day?.["totals.refunds_tax_total"]);
  checks.add(6, "Day: VAT of refunds", baht(right.back_vat), baht(z.totals.refunds_tax_total));
  const shifts = await rowsOf("/shifts");
  for (const key of ["morning", "noon", "afternoon"]) {
    const row = shifts.find(({ shift_id }) => shift_id === shift_ids.get(key));
    const { net, vat } = worked.figuresOf([key]);
    const title = worked.shifts.get(key)?.title;
    add(`${title}: net`, net, row?.["totals.net"]);
    add(`${title}: VAT`, vat, row?.["totals.tax_total"]);
  }
}

async function readPoints({ park, guest_id }: Day): Promise<Report["points"]> {
  const words: Record<string, string> = {
    sale: "earned by a sale",
    refund: "taken back with a refund",
    merge: "came with a merged guest",
  };
  const entries = await dataOf("the points", park.manager.get(`/customers/${guest_id}/entries`));
  return entries.toReversed().map(({ kind, points }: Json) => ({ what: words[kind] ?? kind, points }));
}

async function readZones({ park, checks, people }: Day): Promise<Report["zones"]> {
  const read = async () => {
    const zones = await dataOf("the zones", park.manager.get("/zones/inside"));
    return zones.map(({ zone, entries, exits, inside }: Json) => ({ zone, entries, exits, inside }));
  };
  const right = people.all.flatMap(([, { entries, exits, inside }]) => [entries, exits, inside]);
  const tell = (rows: Report["zones"]) =>
    people.all.flatMap(([zone]) => {
      const row = rows.find((one) => one.zone === zone);
      return [row?.entries, row?.exits, row?.inside];
    });
  await settled(right, async () => tell(await read()));
  const rows: Report["zones"] = await read();
  const found = tell(rows);
  people.all.forEach(([zone], place) => {
    ["in", "out", "inside"].forEach((what, index) => {
      checks.add(21, `guests ${what} by ${zone}`, right[3 * place + index], found[3 * place + index]);
    });
  });
  return rows.filter(({ entries, exits, inside }) => entries + exits + inside > 0);
}

/** In percent. */
const RATES = [7, 0] as const;

const DOUBTS: Record<string, string> = {
  time_corrected: "its clock told a time that cannot be; the corrected time counts",
  unknown_fields: "the till sent a field that is not known; it is kept beside the sale",
  text_cut: "a text was longer than its field; it was cut",
  card_number: "a text held a card's number; it was left out",
};
const LOST: Record<string, string> = {
  duplicate_use: "the gate let the guest in by itself, and the ticket was used already",
  cancelled: "the gate let the guest in before the ticket was cancelled",
};

/** A number twice, a slip twice, a note cut, a field kept, a card left out, and three clocks. */
const RECEIPTS_FLAGGED = 8;

async function readFlags(day: Day, z: Json): Promise<Report["flags"]> {
  const { park } = day;
  const audits = (event: string) => allOf(park.owner, `/audits?event=${event}`);
  const sales: Json[] = (await audits("sale.created")).map(({ changes }) => changes);
  const by_receipt = sales
    .toSorted((one, other) => numberOf(one.receipt_no) - numberOf(other.receipt_no))
    .flatMap((sale) => {
      const { receipt_no, doubts = [], flags = {} } = sale;
      const why = doubts.map((doubt: string) => DOUBTS[doubt] ?? doubt);
      if (receipt_no.includes("/"))
        why.push(`the till printed ${receipt_no.split("/")[0]} twice; both are found by it`);
      if (flags.references?.length > 0) why.push("the slip that paid it paid another receipt before");
      return why.map((text: string) => ({ what: `Receipt ${receipt_no}, ${baht(sale.grand_total)}`, why: text }));
    });
  day.checks.add(2, "receipts that the report flags", RECEIPTS_FLAGGED, by_receipt.length);
  const shifts = await audits("shift.unattended");
  const other_dates = shifts
    .filter(({ changes }: Json) => changes.business_date !== z.business_date)
    .map(({ changes }: Json) => ({
      what: "1 sale handed in late",
      why: `it was on ${changes.business_date} and stands in that day, not in this one`,
    }));
  const uncounted = z.totals.cash_uncounted;
  const scans = (await allOf(park.manager, `/redemptions?from=${encodeURIComponent(day.began_at)}`)).filter(
    ({ doubts }) => doubts?.length > 0,
  );
  return [
    { what: `Cash ${baht(uncounted)}`, why: "no shift was open at the second counter; nobody counted it" },
    ...officeFlags(day, z),
    ...drawerFlags(day, z),
    ...by_receipt,
    ...other_dates,
    ...scans.map(({ device_name, doubts }) => ({
      what: `Scan at ${device_name}`,
      why: doubts.map((doubt: string) => DOUBTS[doubt] ?? doubt).join("; "),
    })),
    ...(await allOf(park.manager, "/redemptions/conflicts")).map(({ reason, admitted }) => ({
      what: `Guest at ${admitted.device_name}`,
      why: LOST[reason] ?? reason,
    })),
  ];
}

function officeFlags({ shift_ids }: Day, z: Json): Report["flags"] {
  const { late } = z.shifts.find(({ shift_id }: Json) => shift_id === shift_ids.get("office"));
  const what = `Refund of the office, ${baht(late.totals.refunds_total)}`;
  return [{ what, why: "no shift was open there; it stands in the day by itself" }];
}

function drawerFlags({ worked, shift_ids }: Day, z: Json): Report["flags"] {
  return [...shift_ids].flatMap(([key, shift_id]) => {
    const { cash_diff } = z.shifts.find((shift: Json) => shift.shift_id === shift_id);
    if (!cash_diff) return [];
    const side = cash_diff < 0 ? "less" : "more";
    return [
      {
        what: `Drawer of ${worked.shifts.get(key)?.title}`,
        why: `${baht(Math.abs(cash_diff))} ${side} was counted than it must hold`,
      },
    ];
  });
}

/** All pages of a list, as one caller reads them. */
async function allOf(caller: Caller, path: string): Promise<Json[]> {
  const rows: Json[] = [];
  for (let cursor = ""; ; ) {
    const answer = await caller.get(`${path}${path.includes("?") ? "&" : "?"}limit=200${cursor}`);
    rows.push(...(await dataOf(path, Promise.resolve(answer))));
    if (!answer.page?.next_cursor) return rows;
    cursor = `&cursor=${encodeURIComponent(answer.page.next_cursor)}`;
  }
}

function numberOf(receipt_no: string): number {
  return Number(/-(\d+)/.exec(receipt_no)?.[1] ?? 0);
}
