/** The afternoon at the first counter: points, codes, coins, bundles, places, slips and manual prices, computed by hand. */
import { ulid } from "ulid";
import { dataOf } from "../client.ts";
import { said } from "./checks.ts";
import { cart, giveBack, sell, textOf } from "./counter.ts";
import { grant, type Json } from "./park.ts";
import type { Day } from "./scene.ts";
import { baht, vatOf } from "./worked.ts";

/** The third shift: everything else at this counter. */
export async function liveAfternoon(day: Day): Promise<void> {
  await points(day);
  await codes(day);
  await coins(day);
  await manyLines(day);
  await bundles(day);
  await places(day);
  await slips(day);
  await surcharges(day);
  await twoRates(day);
  await twoAtOneTill(day);
  await pricesByHand(day);
  await large(day);
}

async function points(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const noted = park.manager.post("/customers", { name: "สมหญิง ใจดี", phone: "081-234-5678" });
  const { customer_id } = await dataOf("the guest", noted);
  day.guest_id = customer_id;
  const sale = await sell(day, "a day ticket with points", cart(day, "day", 1, "qr", 35_000, { customer_id }));
  worked.add("afternoon", {
    what: "day ticket with points",
    gross: 35_000,
    sold: 35_000,
    sold_vat: vatOf(35_000),
    tenders: { qr: 35_000 },
  });
  const pointsNow = async () => (await dataOf("the guest", park.manager.get(`/customers/${customer_id}`))).points;
  checks.add(7, "points of 350.00, one for each 100.00", 3, await pointsNow());
  await giveBack(day, "100.00 of it", sale.sale_id, { amount: 10_000 });
  worked.add("afternoon", {
    what: "100.00 back",
    back: 10_000,
    back_vat: vatOf(35_000) - vatOf(25_000),
    tenders: { qr: -10_000 },
  });
  checks.add(7, "points after 100.00 went back", 2, await pointsNow());
}

async function codes(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const noted = park.manager.post("/customers", { name: "Somying J.", phone: "0899999999" });
  const { customer_id: twin } = await dataOf("the other guest", noted);
  const with_code = { customer_id: twin, promo_codes: ["เเก้ว50"] };
  const sale = await sell(day, "a day ticket with a code", cart(day, "day", 1, "qr", 30_000, with_code));
  worked.add("afternoon", {
    what: "day ticket with a code",
    gross: 35_000,
    discount: 5_000,
    sold: 30_000,
    sold_vat: vatOf(30_000),
    tenders: { qr: 30_000 },
  });
  checks.add(18, "promo code typed with เเ for แ takes", "50.00", baht(sale.discount_total));
  await dataOf("the merge", park.manager.post(`/customers/${twin}/merge`, { into_customer_id: day.guest_id }));
  const again = await sell(
    day,
    "the code once more",
    cart(day, "day", 1, "qr", 35_000, { customer_id: day.guest_id, promo_codes: ["แก้ว50"] }),
  );
  worked.add("afternoon", {
    what: "day ticket, code used up",
    gross: 35_000,
    sold: 35_000,
    sold_vat: vatOf(35_000),
    tenders: { qr: 35_000 },
  });
  checks.add(8, "code once a guest, after two guests became one", "used_up", again.not_applied[0]?.reason);
  const items = [{ package_id: park.packages.day, qty: 1 }];
  const preview = async (promo_codes: string[], customer_id?: string) =>
    dataOf("the preview", park.cashier.post("/pricing/preview", { items, promo_codes, customer_id }));
  const nobody = await preview(["แก้ว50"]);
  checks.add(8, "the same code, and no guest is named", "E_CUSTOMER_REQUIRED", nobody.not_applied[0]?.error_code);
  const { customer_id: third } = await dataOf("a third guest", park.manager.post("/customers", { name: "Anan" }));
  const both = await preview(["แก้ว50", "ALONE"], third);
  checks.add(
    8,
    "a code that stands alone, beside another",
    "E_NON_STACKABLE",
    both.not_applied.find((no: Json) => no.code === "ALONE")?.error_code,
  );
  const points = (await dataOf("the guest", park.manager.get(`/customers/${day.guest_id}`))).points;
  checks.add(7, "points then: 2, and 3 each of 300.00 and 350.00", 8, points);
}

async function coins(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const sale = await sell(day, "two snacks", cart(day, "snack", 2, "cash", 6_700));
  worked.add("afternoon", {
    what: "two snacks",
    gross: 6_700,
    sold: 6_700,
    sold_vat: vatOf(6_700),
    tenders: { cash: 6_700 },
  });
  const [one, other] = sale.tickets.map(({ ticket_id }: Json) => ticket_id);
  const first = await giveBack(day, "the first snack", sale.sale_id, { ticket_ids: [one] });
  const second = await giveBack(day, "the second snack", sale.sale_id, { ticket_ids: [other] });
  worked.add("afternoon", {
    what: "both snacks back, 33.00 and 34.00",
    back: 6_700,
    back_vat: vatOf(6_700),
    tenders: { cash: -6_700 },
  });
  checks.add(9, "half of 67.00 back in cash, with coins of a baht", "33.00", baht(first.amount));
  checks.add(9, "the other half", "34.00", baht(second.amount));
  const owed = await sell(day, "a school's debt", cart(day, "debt", 1, "account", 13_350));
  const paid = await dataOf(
    "the debt",
    park.cashier.post("/payments", { sale_id: owed.sale_id, method: "cash", amount: 13_350 }),
  );
  worked.add("afternoon", {
    what: "school visit, paid later",
    gross: 13_350,
    sold: 13_350,
    sold_vat: vatOf(13_350),
    tenders: { account: 13_350, cash: 13_300, rounding: 50 },
    accounts_paid: 13_350,
  });
  checks.add(9, "a debt of 133.50 paid in cash", "133.00", baht(paid.amount));
  const due = (await dataOf("the account", park.cashier.get(`/payments/${owed.sale_id}-1`))).due;
  checks.add(9, "what is owed after that", "0.00", baht(due));
}

async function manyLines(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const items = Array.from({ length: 10 }, () => ({ package_id: park.packages.craft, qty: 1 }));
  const sale = await sell(day, "ten lines of 99.00", { items, payments: [{ method: "qr", amount: 99_000 }] });
  worked.add("afternoon", {
    what: "ten craft hours",
    gross: 99_000,
    sold: 99_000,
    sold_vat: 6_477,
    tenders: { qr: 99_000 },
  });
  checks.add(10, "VAT of ten lines of 99.00", "64.77", baht(sale.tax_total));
  const costOf = async (lines: number[]) => {
    const socks = lines.map((qty) => ({ package_id: park.packages.socks, qty }));
    return baht((await dataOf("socks", park.cashier.post("/pricing/preview", { items: socks }))).grand_total);
  };
  checks.add(
    10,
    "two of 9.95 less 10 %, on one line and on two",
    ["17.91", "17.91"],
    [await costOf([2]), await costOf([1, 1])],
  );
  const socks = [1, 1].map((qty) => ({ package_id: park.packages.socks, qty }));
  const sale_of_socks = await sell(day, "socks", { items: socks, payments: [{ method: "qr", amount: 1_791 }] });
  worked.add("afternoon", {
    what: "socks",
    gross: 1_990,
    discount: 199,
    sold: 1_791,
    sold_vat: vatOf(1_791),
    tenders: { qr: 1_791 },
  });
  await thaiPaper(day, sale_of_socks);
}

async function thaiPaper({ park, checks }: Day, { sale_id }: Json): Promise<void> {
  const receipt = await dataOf("the receipt", park.cashier.get(`/receipts/${sale_id}?lang=th`));
  const texts: string[] = receipt.rows.map(textOf);
  checks.add(
    19,
    "a rule's Thai name on the Thai receipt",
    true,
    texts.some((text) => text.includes("ถุงเท้าลด 10 %")),
  );
  const page = await park.cashier.text(`/receipts/${sale_id}?format=html`);
  checks.add(19, "HTML receipt brings its font", true, page.text.includes("@font-face"));
}

async function bundles(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const sale = await sell(day, "day and locker", cart(day, "bundle360", 1, "cash", 36_000));
  worked.add("afternoon", {
    what: "day and locker",
    gross: 36_000,
    sold: 36_000,
    sold_vat: vatOf(36_000),
    tenders: { cash: 36_000 },
  });
  const locker = sale.tickets.find(({ package_id }: Json) => package_id === park.packages.locker);
  const given = await giveBack(day, "the locker", sale.sale_id, { ticket_ids: [locker.ticket_id] });
  worked.add("afternoon", {
    what: "locker back",
    back: 1_000,
    back_vat: vatOf(36_000) - vatOf(35_000),
    tenders: { cash: -1_000 },
  });
  checks.add(11, "the locker of a bundle of 350 and 10 for 360", "10.00", baht(given.amount));
}

async function places(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const sale = await sell(day, "a party of ten", cart(day, "party", 1, "qr", 300_000));
  worked.add("afternoon", {
    what: "party of ten",
    gross: 300_000,
    sold: 300_000,
    sold_vat: vatOf(300_000),
    tenders: { qr: 300_000 },
  });
  const { ticket_id } = sale.tickets[0];
  day.party = sale.tickets[0];
  const given = await giveBack(day, "three places", sale.sale_id, { places: [{ ticket_id, places: 3 }] });
  worked.add("afternoon", {
    what: "three of ten places back",
    back: 90_000,
    back_vat: vatOf(300_000) - vatOf(210_000),
    tenders: { qr: -90_000 },
  });
  checks.add(12, "three places of a party of ten for 3,000.00", "900.00", baht(given.amount));
  const ticket = await dataOf("the party", park.cashier.get(`/tickets/${ticket_id}`));
  checks.add(12, "places that the ticket goes on with", 7, ticket.remaining);
}

async function slips(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const reference = "622058590719860308";
  const pay = (reference: string) =>
    park.cashier.post(
      "/sales",
      cart(day, "day", 1, "transfer", 35_000, { payments: [{ method: "transfer", amount: 35_000, reference }] }),
    );
  const first = await dataOf("a transfer", pay(reference));
  worked.add("afternoon", {
    what: "day ticket by transfer",
    gross: 35_000,
    sold: 35_000,
    sold_vat: vatOf(35_000),
    tenders: { transfer: 35_000 },
  });
  checks.add(1, "a bank's reference of 18 digits is kept", reference, first.payments[0].reference);
  const again = [await pay(reference), await pay("6220-5859 0719-860308")];
  checks.add(
    14,
    "the same slip twice more",
    ["E_REFERENCE_USED", "E_REFERENCE_USED"],
    again.map(({ error }) => error?.code ?? "sold"),
  );
  const found = await dataOf("by reference", park.manager.get(`/payments?reference=${reference}`));
  checks.add(14, "payments found by the slip", 1, found.length);
  const cards = [
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "378282246310005",
    "6250941006528599",
    "3530111333300000",
  ];
  const refused = await Promise.all(
    cards.map(
      async (note) => (await park.cashier.post("/sales", cart(day, "day", 1, "cash", 35_000, { note }))).status,
    ),
  );
  checks.add(
    1,
    "five numbers of cards in a note",
    cards.map(() => "refused (422)"),
    refused.map(said),
  );
}

async function surcharges(day: Day): Promise<void> {
  const { worked, checks } = day;
  const sale = await sell(day, "a ride by card", cart(day, "ride", 1, "card", 10_700));
  worked.add("afternoon", {
    what: "ride by card",
    gross: 10_700,
    sold: 10_700,
    sold_vat: 700,
    surcharge: 321,
    surcharge_vat: 21,
    tenders: { card: 11_021 },
  });
  const given = await giveBack(day, "the whole ride", sale.sale_id);
  worked.add("afternoon", {
    what: "the ride back, with its surcharge",
    back: 10_700,
    back_vat: 700,
    surcharge: -321,
    surcharge_vat: -21,
    tenders: { card: -11_021 },
  });
  const [payment] = given.payments;
  checks.add(15, "surcharge that goes back with the whole sale", "3.21", baht(payment.surcharge ?? 0));
  checks.add(
    15,
    "VAT that goes back with it",
    "7.21",
    baht(given.taxes.reduce((sum: number, tax: Json) => sum + tax.tax_total, 0)),
  );
}

/** 350.00 and 99.00 at 7 %, 120.00 at 0 %, by card; 100.00 goes back, then the rest. */
async function twoRates(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const items = ["day", "book", "craft"].map((name) => ({ package_id: park.packages[name], qty: 1 }));
  const sale = await sell(day, "a cart of two rates", { items, payments: [{ method: "card", amount: 56_900 }] });
  const [first, rest] = [
    await giveBack(day, "a part of the cart", sale.sale_id, { amount: 10_000 }),
    await giveBack(day, "the rest of the cart", sale.sale_id),
  ];
  const goods = { sold: 56_900, sold_vat: 2_937, back: 56_900, back_vat: 2_937 };
  worked.add("afternoon", { what: "cart of two rates, all back", gross: 56_900, ...goods, tenders: { card: 0 } });
  const taxes = [...first.taxes, ...rest.taxes] as { rate_bps: number; gross: number; tax_total: number }[];
  const sumAt = (rate_bps: number, of: "gross" | "tax_total") =>
    baht(taxes.filter((tax) => tax.rate_bps === rate_bps).reduce((sum, tax) => sum + tax[of], 0));
  checks.add(15, "3 % on 569.00 by card", "17.07", baht(sale.surcharge_total));
  checks.add(15, "in two parts: back at 7 %, surcharge among it", "466.07", sumAt(700, "gross"));
  checks.add(15, "in two parts: VAT of that, 29.37 and 1.12", "30.49", sumAt(700, "tax_total"));
  checks.add(15, "in two parts: back at 0 %", "120.00", sumAt(0, "gross"));
}

async function twoAtOneTill(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const [key, body] = [ulid(), cart(day, "ride", 1, "qr", 10_700)];
  const [one, other] = await Promise.all(
    [park.cashier, park.supervisor].map((person) => dataOf("one press", person.post("/sales", body, key))),
  );
  worked.add("afternoon", {
    what: "one ride, pressed by two people",
    gross: 10_700,
    sold: 10_700,
    sold_vat: 700,
    tenders: { qr: 10_700 },
  });
  checks.add(17, "two people at one till press with one key: sales", 1, new Set([one.sale_id, other.sale_id]).size);
}

async function pricesByHand(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const sale_id = ulid();
  const items = [{ package_id: park.packages.day, qty: 1, override_price: 30_000 }];
  const asked = { action: "price_override", subject_id: sale_id, amount: 5_000, cart: { items } };
  const approval_token = await grant(park, park.cashier, asked, "manager");
  const payments = [
    { method: "cash", amount: 10_000 },
    { method: "qr", amount: 20_000 },
  ];
  const sale = await sell(day, "a price by hand", { sale_id, items, payments, approval_token });
  worked.add("afternoon", {
    what: "day ticket at a price by hand",
    gross: 30_000,
    sold: 30_000,
    sold_vat: vatOf(30_000),
    tenders: { cash: 10_000, qr: 20_000 },
  });
  checks.add(31, "price by hand with an approval", "300.00", baht(sale.grand_total));
  checks.add(31, "paid in cash and by QR is told as", "mixed", sale.payment_method);
  const gift = [park.packages.season, park.packages.locker].map((package_id) => ({ package_id, qty: 1 }));
  const preview = await dataOf("the gift", park.cashier.post("/pricing/preview", { items: gift }));
  checks.add(31, "a locker, given with a season pass of 990.00", "990.00", baht(preview.grand_total));
  const book = await sell(day, "two books", cart(day, "book", 2, "cash", 24_000));
  worked.add("afternoon", {
    what: "two books without VAT",
    gross: 24_000,
    sold: 24_000,
    sold_vat: 0,
    free_of_vat: 24_000,
    tenders: { cash: 24_000 },
  });
  checks.add(6, "VAT of books at 0 %", "0.00", baht(book.tax_total));
}

async function large(day: Day): Promise<void> {
  const { worked, checks } = day;
  const sale = await sell(day, "1,000 tickets", cart(day, "wristband", 1_000, "qr", 100_000));
  worked.add("afternoon", {
    what: "1,000 wristbands of 15 zones",
    gross: 100_000,
    sold: 100_000,
    sold_vat: 6_542,
    tenders: { qr: 100_000 },
  });
  checks.add(28, "tickets of one sale, 15 zones each", 1_000, sale.tickets.length);
}
