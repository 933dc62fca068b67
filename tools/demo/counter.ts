/** The demo's counter: three sales with different price rules, each priced first, a receipt, and a drawer that is 20 baht short. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ulid } from "ulid";
import { CommandError } from "../../local/command-error.ts";
import type { Client } from "../../simulator/client.ts";
import { printReceipt, type Sale } from "../../simulator/receipt.ts";
import type { Park } from "../../simulator/server.ts";
import { formatBaht } from "../../src/shared/money.ts";
import { ask, type Person, tell } from "./stage.ts";
import type { Refund } from "./trust.ts";

interface Shift {
  cash_open: number;
  cash_expected: number | null;
  cash_diff: number | null;
  totals: { sales_count: number; sales_total: number; by_method: Record<string, number> } | null;
}

interface Preview {
  grand_total: number;
  discount_total: number;
  applied: { name: string; amount: number }[];
}

interface Cart {
  items: { package_id: string; qty: number }[];
  promo_codes?: string[];
}

type Tender = { method: string; amount: number; amount_tendered?: number };

/** A cart, its expected price after the rule, and its payments; satang. */
interface Order {
  guest: string;
  cart: Cart;
  gross: number;
  discount: number;
  pay(total: number): Tender[];
}

const cash_open = 200_000;
const missing_cash = 2_000;

/** Price rules during the demo; afterwards the park has its own prices again. */
const rulesOf = (park: Park) => [
  { name: "Early Bird 10 %", kind: "line_percent", params: { rate_bps: 1_000 }, package_ids: [park.packages.single] },
  {
    name: "Three for two",
    kind: "buy_n_get_m",
    params: { buy_qty: 2, get_qty: 1, rate_bps: 10_000 },
    package_ids: [park.packages.timepass],
  },
  { name: "Songkran 50 baht", kind: "promo_code", params: { code: "SONGKRAN", amount: 5_000 } },
];

export async function withRules<Value>(
  client: Client,
  park: Park,
  manager: Person,
  work: () => Promise<Value>,
): Promise<Value> {
  const { token } = manager;
  const { store_id } = park;
  await forgetRules(client, park, manager);
  const made: string[] = [];
  try {
    for (const rule of rulesOf(park)) {
      const sent = client.post<{ rule_id: string }>("/pricing/rules", { store_id, priority: 10, ...rule }, { token });
      const answer = await ask("making a rule", sent);
      made.push(answer.data.rule_id);
      tell({ who: manager, what: "makes a price rule", answer, told: [rule.name], expected: "", ok: true });
    }
    return await work();
  } finally {
    for (const rule_id of made) await client.delete(`/pricing/rules/${rule_id}`, { token });
  }
}

/** Deactivates the rules of an interrupted demo. */
async function forgetRules(client: Client, park: Park, { token }: Person): Promise<void> {
  const names = rulesOf(park).map(({ name }) => name);
  const path = `/pricing/rules?store_id=${park.store_id}&limit=200`;
  const { data } = await ask("the rules", client.get<{ rule_id: string; name: string }[]>(path, { token }));
  for (const { rule_id, name } of data)
    if (names.includes(name)) await client.delete(`/pricing/rules/${rule_id}`, { token });
}

export async function closeForgottenShift(client: Client, cashier: Person): Promise<void> {
  const { token } = cashier;
  const current = await client.get<Shift>("/shifts/current", { token });
  if (current.status === 404) return;
  const body = { cash_counted: current.data.cash_open, note: "Left open by an earlier run of the demo" };
  const answer = await ask("closing the shift left open", client.post<Shift>("/shifts/close", body, { token }));
  const told = ["a shift was left open by an earlier run", ...countLines(body.cash_counted, answer.data)];
  tell({ who: cashier, what: "closes an old shift", answer, told, expected: "", ok: true });
}

export async function openShift(client: Client, cashier: Person): Promise<void> {
  const sent = client.post<Shift>("/shifts/open", { cash_open }, { token: cashier.token });
  const answer = await ask("opening the shift", sent);
  const told = [`float ${formatBaht(cash_open)} baht`];
  tell({ who: cashier, what: "opens the shift", answer, told, expected: "", ok: true });
}

/** The three sales of the day; the tickets of the first, a family's, go to the gate. */
export async function sellAll(client: Client, park: Park, cashier: Person): Promise<[Sale, Sale, Sale]> {
  const { single, multi, bundle, timepass, credit } = park.packages;
  if (!single || !multi || !bundle || !timepass || !credit)
    throw new CommandError("demo.json lacks some packages; start with a new data folder.");
  const family: Order = {
    guest: "a family",
    cart: { items: [single, multi, bundle].map((package_id, index) => ({ package_id, qty: index === 0 ? 2 : 1 })) },
    gross: 430_000,
    discount: 7_000,
    pay: (amount) => [{ method: "cash", amount, amount_tendered: 500_000 }],
  };
  const friends: Order = {
    guest: "three friends",
    cart: { items: [{ package_id: timepass, qty: 3 }] },
    gross: 66_000,
    discount: 22_000,
    pay: (total) => [
      { method: "qr", amount: 20_000 },
      { method: "cash", amount: total - 20_000 },
    ],
  };
  const aunt: Order = {
    guest: "an aunt with a code",
    cart: { items: [{ package_id: credit, qty: 1 }], promo_codes: ["songkran"] },
    gross: 50_000,
    discount: 5_000,
    pay: (amount) => [{ method: "card", amount }],
  };
  const first = await sell(client, cashier, family);
  return [first, await sell(client, cashier, friends), await sell(client, cashier, aunt)];
}

async function sell(client: Client, cashier: Person, order: Order): Promise<Sale> {
  const { token } = cashier;
  const { guest, cart, gross, discount } = order;
  const total = gross - discount;
  const priced = await ask("pricing a cart", client.post<Preview>("/pricing/preview", cart, { token }));
  const { grand_total, discount_total, applied } = priced.data;
  tell({
    who: cashier,
    what: "prices a cart",
    answer: priced,
    told: [
      `${guest}: ${formatBaht(grand_total)} baht`,
      ...applied.map(({ name, amount }) => `${name}: ${formatBaht(amount)} baht off`),
    ],
    expected: `${formatBaht(gross)} less ${formatBaht(discount)} baht`,
    ok: grand_total === total && discount_total === discount && applied.length === 1,
  });
  const payments = order.pay(grand_total);
  const body = { ...cart, payments, expected_total: grand_total };
  const answer = await ask("the sale", client.post<Sale>("/sales", body, { token, key: ulid() }));
  const sale = answer.data;
  const tendered = payments.reduce((sum, { amount, amount_tendered = amount }) => sum + amount_tendered, 0);
  tell({
    who: cashier,
    what: `sells it for ${payments.map(({ method }) => method).join(" and ")}`,
    answer,
    told: [
      `receipt ${sale.receipt_no}, ${sale.tickets.length} tickets`,
      `paid ${formatBaht(sale.amount_tendered)}, change ${formatBaht(sale.change)} baht`,
    ],
    expected: `the previewed total and change of ${formatBaht(tendered - total)} baht`,
    ok: sale.grand_total === grand_total && sale.change === tendered - total,
  });
  return sale;
}

/** Prints the receipt like a till, and writes it as files beside the park's data. */
export async function printReceipts(client: Client, park: Park, cashier: Person, sale: Sale, folder: string) {
  const { token } = cashier;
  const catalog = client.get<{ package_id: string; name: string }[]>("/catalog/packages", { token });
  const packages = await ask("the catalog", catalog);
  printReceipt(sale, new Map(packages.data.map(({ package_id, name }) => [package_id, name])));
  mkdirSync(folder, { recursive: true });
  for (const format of ["html", "pdf"]) {
    const url = `${park.base_url}/v1/receipts/${sale.sale_id}?format=${format}&lang=th`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new CommandError(`The receipt as ${format} was refused: ${await response.text()}`);
    const path = join(folder, `${sale.receipt_no}.${format}`);
    writeFileSync(path, new Uint8Array(await response.arrayBuffer()));
    console.log(`             ${path}`);
  }
  console.log("");
}

/** Counts 20 baht too little, and compares the shift's figures with those of its sales. */
export async function closeShift(
  client: Client,
  cashier: Person,
  sales: readonly Sale[],
  refunds: readonly Refund[],
): Promise<void> {
  const by_method: Record<string, number> = {};
  for (const { method, amount } of sales.flatMap(({ payments }) => payments))
    by_method[method] = (by_method[method] ?? 0) + amount;
  for (const { method, amount } of refunds.flatMap(({ payments }) => payments))
    by_method[method] = (by_method[method] ?? 0) - amount;
  const in_drawer = cash_open + (by_method.cash ?? 0);
  const cash_counted = in_drawer - missing_cash;
  const sent = client.post<Shift>("/shifts/close", { cash_counted }, { token: cashier.token });
  const answer = await ask("closing the shift", sent);
  const { cash_expected, cash_diff, totals } = answer.data;
  tell({
    who: cashier,
    what: "counts and closes",
    answer,
    told: countLines(cash_counted, answer.data),
    expected: `expected ${formatBaht(in_drawer)}, short ${formatBaht(missing_cash)}`,
    ok: cash_expected === in_drawer && cash_diff === -missing_cash,
  });
  const sold = sales.reduce((sum, { grand_total }) => sum + grand_total, 0);
  const methods = Object.entries(by_method);
  tell({
    who: cashier,
    what: "reads the shift",
    answer,
    told: [
      `${totals?.sales_count} sales, ${formatBaht(totals?.sales_total ?? 0)} baht`,
      methods.map(([method]) => `${method} ${formatBaht(totals?.by_method[method] ?? 0)}`).join(", "),
    ],
    expected: `${sales.length} sales of ${formatBaht(sold)} baht, and each tender's sum`,
    ok:
      totals?.sales_count === sales.length &&
      totals.sales_total === sold &&
      methods.every(([method, amount]) => totals.by_method[method] === amount),
  });
}

function countLines(cash_counted: number, { cash_expected, cash_diff }: Shift): string[] {
  const diff = cash_diff ?? 0;
  const outcome = diff === 0 ? "exact" : `${formatBaht(Math.abs(diff))} ${diff > 0 ? "over" : "short"}`;
  return [`counted ${formatBaht(cash_counted)}, expected ${formatBaht(cash_expected ?? 0)}: ${outcome}`];
}
