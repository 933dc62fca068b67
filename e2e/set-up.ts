/** A person sets a park up from an empty database, through the console alone; the till and the gate act over the API. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ulid } from "ulid";
import { mailsFile } from "../local/mailbox.ts";
import { type Client, dataOf, loginDevice, loginEmployee, openClient } from "../simulator/client.ts";
import { freePort, makeDataFolder, startEmpty } from "../simulator/server.ts";
import { type Look, openWindow } from "./browser.ts";
import type { Hand } from "./hand.ts";
import { nameOf } from "./looks.ts";
import { type Desk, deskOf, require, until, type Way } from "./scene.ts";
import { attackWizard } from "./set-up-attacks.ts";

/** From the first page to the first scan. A text in one field is one interaction. */
export const MOST_INTERACTIONS = 60;

const PIN = "582914";
const TAX_ID = "0105561234560";
const PRICE = 35_000;
const CASH_OPEN = 100_000;

interface Play {
  look: Look;
  way: Way;
  /** Where a picture of a failed run goes. */
  folder: string;
  tell: (text: string) => void;
}

/** Answers what failed, a line each. */
export async function playSetUp(browser: Browser, { look, way, folder: pictures, tell }: Play): Promise<string[]> {
  const folder = makeDataFolder();
  const port = await freePort();
  const server = await startEmpty(folder.path, port);
  const url = `http://127.0.0.1:${port}`;
  const client = openClient(url);
  const window = await openWindow(browser, look);
  const desk = deskOf({ email: "owner@first.test", pin: PIN }, window, url, way);
  const name = `${nameOf(look)} ${way}`;
  const codeFor = (email: string) => codeOf(folder.path, email);
  try {
    const counted = counting(desk);
    await signUp(counted.desk, codeFor);
    tell(`${name}: the park is made after ${counted.count()} interactions`);
    const cashier = await furnish(counted.desk, client);
    await moveIn(counted.desk);
    await counted.desk.open("/first-run");
    const sold = await sellAndScan(counted.desk, client, cashier);
    const interactions = counted.count();
    tell(`${name}: ${interactions} of ${MOST_INTERACTIONS} interactions from the first page to the first scan`);
    require(interactions <= MOST_INTERACTIONS, `the first scan took ${interactions} interactions`);
    await seeAndClose(desk, client, sold);
    tell(`${name}: the sale and the scan are seen, and the day is closed`);
    await attackWizard(browser, { look, way, url, pictures, codeFor });
    tell(`${name}: the wizard bears a second tab, the way back, a lost server and a double click`);
    return window.complaints.map((text) => `${name}: ${text}`);
  } catch (error) {
    await window.page.screenshot({ path: join(pictures, `failed-set-up-${nameOf(look)}-${way}.png`), fullPage: true });
    return [`${name}: ${error instanceof Error ? error.message : error}`];
  } finally {
    await window.close();
    client.close();
    await server.stop();
    folder.remove();
  }
}

/** The desk with a hand that counts what it does. Moving the pointer or the focus is no interaction. */
function counting(desk: Desk): { desk: Desk; count: () => number } {
  let done = 0;
  const { hand } = desk;
  const after =
    <Values extends unknown[]>(act: (...values: Values) => Promise<void>, cost = 1) =>
    (...values: Values) => {
      done += cost;
      return act(...values);
    };
  const counted: Hand = {
    name: hand.name,
    press: after(hand.press),
    fill: after(hand.fill),
    // The list is opened, and an option taken.
    choose: after(hand.choose, 2),
    pick: after(hand.pick),
    turn: after(hand.turn),
  };
  return { desk: { ...desk, hand: counted }, count: () => done };
}

/** The code of the last mail to an address. */
async function codeOf(data_dir: string, email: string): Promise<string> {
  const read = async () =>
    readFileSync(mailsFile(data_dir), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { to: string; text: string })
      .findLast(({ to }) => to === email)
      ?.text.match(/\d{6}/)?.[0];
  return (await until(read, (code) => code !== undefined, `a mail to ${email}`)) ?? "";
}

const thaiDigits = (text: string) => text.replaceAll(/\d/g, (digit) => "๐๑๒๓๔๕๖๗๘๙"[Number(digit)] ?? digit);

async function signUp(desk: Desk, codeFor: (email: string) => Promise<string>): Promise<void> {
  const { open, say, hand, field, button, heading, person } = desk;
  await open("/onboarding");
  await hand.fill(field(say("onboarding:email")), person.email);
  await hand.press(button(say("onboarding:email.act")));
  await field(say("onboarding:code")).waitFor();
  // A Thai keyboard types Thai digits.
  await hand.fill(field(say("onboarding:code")), thaiDigits(await codeFor(person.email)));
  await hand.fill(field(say("onboarding:name")), "Fun Forest");
  await hand.fill(field(say("onboarding:owner")), "Malee Suksan");
  await hand.fill(field(say("onboarding:pin")), PIN);
  await hand.fill(field(say("onboarding:address")), "1 Forest Road, Bangkok 10110");
  await hand.press(button(say("onboarding:continue")));
  await hand.fill(field(say("onboarding:tax_id")), TAX_ID);
  await hand.press(button(say("onboarding:continue")));
  await hand.press(button(say("onboarding:tables.none")));
  await heading(say("onboarding:step.payments")).waitFor();
  await hand.press(button(say("onboarding:continue")));
  await hand.press(button(say("onboarding:finish")));
  await heading(say("first-run:title")).waitFor();
}

interface Staff {
  cashier: { email: string; pin: string };
  till: string;
  gate: string;
}

/** Everything between the new park and its first sale, from the page of the first steps. */
async function furnish(desk: Desk, client: Client): Promise<Staff> {
  const { say, hand, field, button, dialog, page, person } = desk;
  const begin = (step: string) => hand.press(button(say(`first-run:step.${step}.act`)).first());
  await begin("package");
  await hand.fill(field(say("first-run:price"), dialog()), String(PRICE / 100));
  await hand.press(button(say("first-run:package.save"), dialog()));
  await stands(desk, "package");
  await begin("person");
  await hand.fill(field(say("first-run:name"), dialog()), "Somchai Dee");
  await hand.fill(field(say("first-run:email"), dialog()), "somchai@first.test");
  await hand.press(button(say("first-run:person.save"), dialog()));
  await proveIfAsked(desk, person.pin);
  const secret = page.locator("[data-secret]");
  await secret.waitFor();
  const cashier = { email: "somchai@first.test", pin: (await secret.textContent())?.trim() ?? "" };
  await hand.press(button(say("kit:once.done"), dialog()));
  await stands(desk, "person");
  const till = await pair(desk, client, "till", { name: "Counter 1", type: "POS" });
  const gate = await pair(desk, client, "gate", { name: "Main gate", type: "GATE" });
  return { cashier, till, gate };
}

/** The tick of a step appears by itself. */
const stands = async ({ page, say }: Desk, step: string) =>
  page
    .locator('li[data-step-done="true"]')
    .filter({ hasText: say(`first-run:step.${step}.why`) })
    .waitFor();

/** The API asks for the PIN once more before an act that makes a credential. */
async function proveIfAsked({ say, hand, field, button, page }: Desk, pin: string): Promise<void> {
  const asked = field(say("kit:stepup.pin"));
  await asked.or(page.locator("[data-secret]")).first().waitFor();
  if ((await asked.count()) === 0) return;
  await hand.fill(asked, pin);
  await hand.press(button(say("kit:stepup.act")));
}

/** The console shows a site key, the device registers with it, and the dialog sees it arrive. */
async function pair(
  desk: Desk,
  client: Client,
  step: "till" | "gate",
  device: { name: string; type: string },
): Promise<string> {
  const { say, hand, button, dialog, page, person, told } = desk;
  await hand.press(button(say(`first-run:step.${step}.act`)));
  await hand.press(button(say("pairing:make"), dialog()));
  await proveIfAsked(desk, person.pin);
  const secret = page.locator("[data-secret]");
  await secret.waitFor();
  const site_key = (await secret.textContent())?.trim() ?? "";
  const body = { site_key, device: { ...device, app_version: "1.0.0", hardware: "A tablet" } };
  const paired = await dataOf(
    `the ${step}`,
    client.post<{ device_id: string; device_token: string }>("/auth/device/register", body, { key: ulid() }),
  );
  await told(say("pairing:arrived", { name: device.name }));
  await hand.press(button(say("pairing:done"), dialog()));
  await stands(desk, step);
  return loginDevice(client, paired);
}

const ITEMS = `Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Default price,Cost
socks,10001,Grip socks,Shop,,N,,,60.00,25.00
water,10002,Drinking water,Drinks,,N,,,20.00,7.00
`;
const CUSTOMERS = `Customer ID,Customer name,Email,Phone,Address,City,Province,Postal code,Country,Customer code,Points balance,Note,First visit,Last visit,Total visits,Total spent
c-1,Anong Jaidee,anong@guest.test,0812345678,,,,,,,0,,,,0,0
c-2,Krit Thongdee,krit@guest.test,0898765432,,,,,,,0,,,,0,0
`;

/** Two files as Loyverse writes them. */
async function moveIn(desk: Desk): Promise<void> {
  const { say, hand, button, dialog, page, told } = desk;
  await hand.press(button(say("first-run:step.import.act")));
  for (const [kind, text] of [
    ["items", ITEMS],
    ["customers", CUSTOMERS],
  ] as const) {
    await hand.pick(page.getByRole("radiogroup", { name: say("imports:kind") }), say(`imports:kind.${kind}`));
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), hand.press(button(say("imports:choose")))]);
    await chooser.setFiles({ name: `export_${kind}.csv`, mimeType: "text/csv", buffer: Buffer.from(text) });
    await hand.press(button(say("imports:check")));
    await hand.press(button(say("imports:start")));
    await hand.press(button(say("imports:start"), dialog()));
    await told(say("imports:status.finished"));
    if (kind === "items") await hand.press(page.getByRole("link", { name: say("imports:another"), exact: true }));
  }
}

interface Sold {
  receipt_no: string;
  till: string;
}

/** The till sells and the gate admits, over the API; the open page of the first steps shows both. */
async function sellAndScan(desk: Desk, client: Client, { cashier, till: token, gate }: Staff): Promise<Sold> {
  const { told, say } = desk;
  const till = await loginEmployee(client, cashier, { token });
  await dataOf("the shift", client.post("/shifts/open", { cash_open: CASH_OPEN }, { token: till }));
  const packages = await dataOf(
    "the packages",
    client.get<{ package_id: string; price: number }[]>("/catalog/packages", { token: till }),
  );
  const ticket = packages.find(({ price }) => price === PRICE);
  require(ticket, "the till has no ticket to sell");
  const body = {
    items: [{ package_id: ticket.package_id, qty: 1 }],
    payments: [{ method: "cash", amount: PRICE }],
    expected_total: PRICE,
  };
  const sale = await dataOf(
    "the sale",
    client.post<{ receipt_no: string; tickets: { qr_token: string }[] }>("/sales", body, { token: till, key: ulid() }),
  );
  await stands(desk, "sale");
  const scan = { qr_token: sale.tickets[0]?.qr_token, scan_id: ulid() };
  const { result } = await dataOf(
    "the scan",
    client.post<{ result: string }>("/tickets/redeem", scan, { token: gate }),
  );
  require(result === "pass", "the first guest was refused");
  await stands(desk, "scan");
  await told(say("first-run:finished"));
  return { receipt_no: sale.receipt_no, till };
}

/** The lists have the sale and the scan; the drawer is counted, and the day is closed. */
async function seeAndClose(desk: Desk, client: Client, { receipt_no, till: token }: Sold): Promise<void> {
  const { open, say, hand, button, rows, dialog, field, told } = desk;
  await open("/sales");
  await rows(say("sales:title")).filter({ hasText: receipt_no }).waitFor();
  await open("/rows/redemptions");
  await rows(say("reports:rows.redemptions")).filter({ hasText: "Main gate" }).first().waitFor();
  await dataOf("closing", client.post("/shifts/close", { cash_counted: CASH_OPEN + PRICE }, { token }));
  const shifts = await dataOf("the shifts", client.get<{ business_date: string }[]>("/shifts", { token }));
  const date = shifts[0]?.business_date ?? "";
  await open("/days");
  await hand.press(button(say("shifts:days.close")).first());
  await field(say("shifts:business_date"), dialog()).fill(date);
  await hand.fill(field(say("kit:reason.type", { word: date }), dialog()), date);
  await hand.press(button(say("shifts:days.close"), dialog()));
  await told(say.like("shifts:days.done"));
}
