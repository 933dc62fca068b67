/** The shifts of the first counter: its sales and refunds, with figures computed by hand. */
import { dataOf } from "../client.ts";
import { said } from "./checks.ts";
import { grant, type Json } from "./park.ts";
import type { Day } from "./scene.ts";
import { baht } from "./worked.ts";

/** A till's sale with one tender, and one line unless lines are given. */
export function cart(day: Day, name: string, qty: number, method: string, amount: number, more: object = {}) {
  const items = [{ package_id: day.park.packages[name], qty }];
  return { items, payments: [{ method, amount }], ...more };
}

export async function sell(day: Day, what: string, body: object, key?: string): Promise<Json> {
  return dataOf(what, day.park.cashier.post("/sales", body, key));
}

export async function giveBack(day: Day, what: string, sale_id: string, ask: object = {}): Promise<Json> {
  const { park } = day;
  const approval_token = await grant(park, park.cashier, { action: "refund", subject_id: sale_id, amount: 1_000_000 });
  const body = { sale_id, reason_code: "guest_request", approval_token, ...ask };
  return dataOf(what, park.cashier.post("/refunds", body));
}

export const textOf = (row: Json) => row.text ?? `${row.left} ${row.right}`;

/** The first shift: 500.00 sold, 175.00 given back the same day. */
export async function liveMorning(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  worked.open("morning", "Morning", 100_000);
  await openShift(day, "morning");
  const sale = await sell(
    day,
    "a month pass",
    cart(day, "pass500", 1, "cash", 50_000, {
      payments: [{ method: "cash", amount: 50_000, amount_tendered: 100_000 }],
    }),
  );
  worked.add("morning", {
    what: "month pass",
    gross: 50_000,
    sold: 50_000,
    sold_vat: 3_271,
    tenders: { cash: 50_000 },
  });
  const given = await giveBack(day, "a part of the pass", sale.sale_id, { amount: 17_500 });
  worked.add("morning", { what: "part of the pass back", back: 17_500, back_vat: 1_145, tenders: { cash: -17_500 } });
  checks.add(6, "VAT of 500.00 sold", "32.71", baht(sale.tax_total));
  checks.add(6, "VAT of 175.00 given back", "11.45", baht(given.tax_total));
  const slip = await dataOf("the slip", park.cashier.get(`/refunds/${given.refund_id}/slip?lang=en`));
  const rows = slip.rows.map(textOf) as string[];
  const has = (...texts: string[]) => texts.filter((text) => rows.includes(text));
  const lines = [`For receipt ${sale.receipt_no}`, "Paid 500.00", "Given back 175.00", "VAT included 7% 11.45"];
  checks.add(13, "refund slip, its number", `R${sale.receipt_no.split("-")[0]}-1`, slip.slip_no);
  checks.add(13, "refund slip: receipt, paid, given back, VAT", lines.length, has(...lines).length);
  const forms = await Promise.all(
    ["html", "pdf", "escpos"].map(
      async (format) => (await park.cashier.text(`/refunds/${given.refund_id}/slip?format=${format}`)).status,
    ),
  );
  checks.add(13, "refund slip as HTML, PDF and ESC/POS", ["done", "done", "done"], forms.map(said));
  const receipt = await dataOf("the receipt", park.cashier.get(`/receipts/${sale.sale_id}?lang=en`));
  checks.add(
    13,
    "receipt names its refund slip",
    true,
    receipt.rows.map(textOf).some((text: string) => text.includes(slip.slip_no)),
  );
  await blindLists(day, sale);
  await closeShift(day, "morning");
}

async function blindLists({ park, checks }: Day, { sale_id }: Json): Promise<void> {
  const [listed] = await dataOf("the sales", park.cashier.get("/sales"));
  checks.add(
    16,
    "cashier's list before the count",
    "amounts hidden",
    listed.amounts_hidden && listed.grand_total === undefined ? "amounts hidden" : baht(listed.grand_total),
  );
  checks.add(
    16,
    "cashier's sheet before the count",
    "refused (403)",
    said((await park.cashier.text("/sales?format=csv")).status),
  );
  checks.add(
    16,
    "one receipt by itself",
    "500.00",
    baht((await dataOf("the sale", park.cashier.get(`/sales/${sale_id}`))).grand_total),
  );
}

export async function openShift(day: Day, key: string): Promise<void> {
  const cash_open = day.worked.shifts.get(key)?.float;
  const { shift_id } = await dataOf(`opening ${key}`, day.park.cashier.post("/shifts/open", { cash_open }));
  day.shift_ids.set(key, shift_id);
}

/** Counts the drawer's cash as computed by hand, or `short` less, and closes the shift. */
async function closeShift({ park, worked }: Day, key: string, short = 0): Promise<void> {
  const { cash, moved } = worked.figuresOf([key]);
  const cash_counted = (worked.shifts.get(key)?.float ?? 0) + cash + moved - short;
  await dataOf(`closing ${key}`, park.cashier.post("/shifts/close", { cash_counted }));
}

/** The second shift: one sale by card that costs 3 % more. */
export async function liveNoon(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  worked.open("noon", "Noon", 132_500);
  await openShift(day, "noon");
  const sale = await sell(day, "a ride by card", cart(day, "ride", 1, "card", 10_700));
  worked.add("noon", {
    what: "ride by card",
    gross: 10_700,
    sold: 10_700,
    sold_vat: 700,
    surcharge: 321,
    surcharge_vat: 21,
    tenders: { card: 11_021 },
  });
  checks.add(6, "3 % on 107.00 by card", "3.21", baht(sale.surcharge_total));
  const receipt = await dataOf("the receipt", park.cashier.get(`/receipts/${sale.sale_id}?lang=en`));
  const vat = receipt.rows.map(textOf).find((text: string) => text.startsWith("VAT included 7%"));
  checks.add(6, "VAT on the receipt of 107.00 and 3.21", "7.21", vat?.split(" ").at(-1));
  await closeShift(day, "noon");
}

/** A mistake is voided, and cash goes to the safe. */
async function voidAndDrop(day: Day): Promise<void> {
  const { park, worked } = day;
  const sale = await sell(day, "a mistake", cart(day, "ride", 1, "cash", 10_700));
  const approval_token = await grant(park, park.cashier, { action: "void", subject_id: sale.sale_id, amount: 10_700 });
  const body = { reason_code: "cashier_error", approval_token };
  await dataOf("the void", park.cashier.post(`/sales/${sale.sale_id}/void`, body));
  await dataOf("the safe", park.cashier.post("/shifts/movements", { kind: "drop", amount: 50_000, reason: "safe" }));
  worked.add("afternoon", { what: "500.00 to the safe", moved: -50_000, tenders: {} });
}

/** The drawer is five baht short. */
export async function liveEvening(day: Day): Promise<void> {
  await voidAndDrop(day);
  await closeShift(day, "afternoon", 500);
}
