/** `npm run demo`: a short day at the demo park over HTTP, as its till and gates would play it; fails when an answer surprises. */
import { join, resolve } from "node:path";
import { ulid } from "ulid";
import {
  type Answer,
  type Client,
  CutError,
  loginDevice,
  loginEmployee,
  openClient,
  RefusedError,
} from "../simulator/client.ts";
import { printReceipt, type Sale, type Ticket } from "../simulator/receipt.ts";
import { freePort, makeDataFolder, type Park, readPark, startServer } from "../simulator/server.ts";
import { printColumns } from "../simulator/table.ts";
import { formatBaht } from "../src/shared/money.ts";
import { CommandError, exitWithError } from "./command-error.ts";

interface Person {
  name: string;
  token: string;
}

interface Gate extends Person {
  device_id: string;
}

interface Verdict {
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  unit: string;
  scan_id: string;
  replayed: boolean;
  first_pass: { device_name: string } | null;
  message: { en: string; th: string };
}

interface Shift {
  cash_open: number;
  cash_expected: number | null;
  cash_diff: number | null;
}

interface Act {
  who: Person;
  what: string;
  answer: Answer<unknown>;
  /** What came of it, a line each. */
  told: string[];
  /** What a park would expect, and whether it came. */
  expected: string;
  ok: boolean;
}

const cash_open = 200_000;
const missing_cash = 2_000;
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", timeStyle: "medium" });
const surprises: string[] = [];

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

try {
  await demo();
} catch (error) {
  exitWithError(error instanceof RefusedError || error instanceof CutError ? new CommandError(error.message) : error);
}
process.exit();

async function demo(): Promise<void> {
  const { park, stop } = await findServer();
  const client = openClient(park.base_url);
  try {
    await playDay(client, park);
  } finally {
    client.close();
    await stop();
  }
  if (surprises.length > 0) throw new CommandError(`\nNot as a park expects:\n${surprises.join("\n")}`);
  console.log("\nEverything went as a park expects.");
}

/** The server of the data folder when it runs, else one of our own. */
async function findServer(): Promise<{ park: Park; stop(): Promise<void> }> {
  const data_dir = resolve(process.env.PLAYPARK_DATA || ".playpark");
  const running = await readRunning(data_dir);
  if (running) {
    console.log(`The park at ${running.base_url}, from ${join(data_dir, "demo.json")}\n`);
    return { park: running, stop: async () => undefined };
  }
  const folder = makeDataFolder();
  const server = await startServer(folder.path, await freePort());
  console.log(`No server answers for ${data_dir}; the demo plays in a park of its own, which goes when it ends.\n`);
  return { park: server.park, stop: () => server.stop().then(folder.remove) };
}

/** Undefined when nobody answers at the park's address, or somebody who does not know the park's till. */
async function readRunning(data_dir: string): Promise<Park | undefined> {
  let park: Park;
  try {
    park = readPark(data_dir);
  } catch {
    return undefined;
  }
  const client = openClient(park.base_url);
  try {
    await loginDevice(client, deviceOf(park, "pos"));
    return park;
  } catch (error) {
    if (error instanceof CutError || error instanceof RefusedError) return undefined;
    throw error;
  } finally {
    client.close();
  }
}

async function playDay(client: Client, park: Park): Promise<void> {
  const owner = await logInPerson(client, park, "owner", { store_id: park.store_id });
  const till = await loginDevice(client, deviceOf(park, "pos"));
  const cashier = await logInPerson(client, park, "cashier", { token: till });
  const gate = await logInGate(client, park, "gate", owner);
  const lane = await logInGate(client, park, "gate2", owner);

  await closeForgottenShift(client, cashier);
  await openShift(client, cashier);
  const sale = await sellFamily(client, park, cashier);
  const [first, second] = sale.tickets.filter(({ package_id }) => package_id === park.packages.single);
  const visits = sale.tickets.find(({ package_id }) => package_id === park.packages.multi);
  if (!first || !second || !visits) throw new CommandError("The sale brought no day tickets and no ten visits.");

  const winning_scan_id = await scanAtOnce(client, [gate, lane], first);
  await scan(client, gate, "scans it again", first, { result: "fail", reason: "duplicate_use" });
  await scan(client, lane, "scans ten visits", visits, { result: "pass", remaining: 9 });
  await scan(client, lane, "scans a forged code", forge(visits), { result: "fail", reason: "invalid_sig" });
  if (winning_scan_id) {
    const { who, scan_id } = winning_scan_id;
    await scan(client, who, "re-sends its first scan", first, { result: "pass", replayed: true, scan_id });
  }
  await suspendAndResume(client, owner, lane, second);
  await scan(client, lane, "scans the guest again", second, { result: "pass", remaining: 0 });
  await closeShift(client, cashier, cash_open + sale.grand_total);
}

function deviceOf(park: Park, name: string): { device_id: string; device_token: string } {
  const device = park.devices[name];
  if (!device) throw new CommandError(`demo.json names no device "${name}"; start with a new data folder.`);
  return device;
}

async function logInPerson(
  client: Client,
  park: Park,
  role: string,
  at: { token?: string; store_id?: string },
): Promise<Person> {
  const credentials = park.employees[role];
  if (!credentials) throw new CommandError(`demo.json names no ${role}; start with a new data folder.`);
  const token = await loginEmployee(client, credentials, at);
  const answer = await ask(
    "reading oneself",
    client.get<{ name: string; roles: string[] }>("/employees/me", { token }),
  );
  const person = { name: answer.data.name, token };
  const told = [at.token ? `at the till, as ${role}` : `to the console, as ${role}`];
  tell({ who: person, what: "logs in", answer, told, expected: `the ${role}`, ok: answer.data.roles.includes(role) });
  return person;
}

/** A demo that was cut off may have left the gate suspended. */
async function logInGate(client: Client, park: Park, name: string, owner: Person): Promise<Gate> {
  const device = deviceOf(park, name);
  const token = await loginDevice(client, device).catch(async (error) => {
    if (!String(error).includes("E_DEVICE_SUSPENDED")) throw error;
    const path = `/devices/${device.device_id}/resume`;
    const answer = await ask("resuming a gate", client.post<{ name: string }>(path, {}, { token: owner.token }));
    const told = [`${answer.data.name} was left suspended by an earlier run`];
    tell({ who: owner, what: "resumes a gate", answer, told, expected: "", ok: true });
    return loginDevice(client, device);
  });
  const answer = await ask("reading oneself", client.get<{ name: string }>("/devices/me", { token }));
  const gate = { name: answer.data.name, token, device_id: device.device_id };
  tell({ who: gate, what: "logs in", answer, told: ["as a gate"], expected: "", ok: true });
  return gate;
}

async function closeForgottenShift(client: Client, cashier: Person): Promise<void> {
  const { token } = cashier;
  const current = await client.get<Shift>("/shifts/current", { token });
  if (current.status === 404) return;
  const body = { cash_counted: current.data.cash_open, note: "Left open by an earlier run of the demo" };
  const answer = await ask("closing the shift left open", client.post<Shift>("/shifts/close", body, { token }));
  const told = ["a shift was left open by an earlier run", ...countLines(body.cash_counted, answer.data)];
  tell({ who: cashier, what: "closes an old shift", answer, told, expected: "", ok: true });
}

async function openShift(client: Client, cashier: Person): Promise<void> {
  const sent = client.post<Shift>("/shifts/open", { cash_open }, { token: cashier.token });
  const answer = await ask("opening the shift", sent);
  const told = [`float ${formatBaht(cash_open)} baht`];
  tell({ who: cashier, what: "opens the shift", answer, told, expected: "", ok: true });
}

async function sellFamily(client: Client, park: Park, cashier: Person): Promise<Sale> {
  const { token } = cashier;
  const { single, multi, bundle } = park.packages;
  const items = [
    { package_id: single, qty: 2 },
    { package_id: multi, qty: 1 },
    { package_id: bundle, qty: 1 },
  ];
  const priced = await ask(
    "pricing the cart",
    client.post<Pick<Sale, "grand_total">>("/pricing/preview", { items }, { token }),
  );
  const total = priced.data.grand_total;
  tell({
    who: cashier,
    what: "prices a family's cart",
    answer: priced,
    told: [`${formatBaht(total)} baht for 4 packages`],
    expected: "a price above zero",
    ok: total > 0,
  });

  const amount_tendered = (Math.floor(total / 100_000) + 1) * 100_000;
  const payments = [{ method: "cash", amount: total, amount_tendered }];
  const body = { items, payments, expected_total: total };
  const answer = await ask("the sale", client.post<Sale>("/sales", body, { token, key: ulid() }));
  const sale = answer.data;
  tell({
    who: cashier,
    what: "sells it for cash",
    answer,
    told: [
      `receipt ${sale.receipt_no}, ${sale.tickets.length} tickets`,
      `paid ${formatBaht(sale.amount_tendered)}, change ${formatBaht(sale.change)} baht`,
    ],
    expected: `change of ${formatBaht(amount_tendered - total)} baht and the previewed total`,
    ok: sale.grand_total === total && sale.change === amount_tendered - total,
  });
  const catalog = client.get<{ package_id: string; name: string }[]>("/catalog/packages", { token });
  const packages = await ask("the catalog", catalog);
  printReceipt(sale, new Map(packages.data.map(({ package_id, name }) => [package_id, name])));
  return sale;
}

/** One guest's ticket at two gates at the same instant; the scan that passed. */
async function scanAtOnce(
  client: Client,
  gates: [Gate, Gate],
  ticket: Ticket,
): Promise<{ who: Gate; scan_id: string } | undefined> {
  const scans = await Promise.all(
    gates.map(async (who) => ({ who, answer: await ask("a scan", sendScan(client, who, ticket)) })),
  );
  const winners = scans.filter(({ answer }) => answer.data.result === "pass");
  const [winner] = winners;
  for (const { who, answer } of scans) {
    const { result, reason, first_pass } = answer.data;
    const named = reason === "duplicate_use" && first_pass?.device_name === winner?.who.name;
    tell({
      who,
      what: "scans a day ticket",
      answer,
      told: verdictLines(answer.data),
      expected: "one pass of two scans at once, and a duplicate that names the gate that was first",
      ok: winners.length === 1 && (result === "pass" || named),
    });
  }
  return winner && { who: winner.who, scan_id: winner.answer.data.scan_id };
}

async function scan(
  client: Client,
  who: Gate,
  what: string,
  ticket: Pick<Ticket, "qr_token">,
  wanted: Partial<Verdict>,
): Promise<void> {
  const answer = await ask("a scan", sendScan(client, who, ticket, wanted.scan_id));
  const expected = { replayed: false, ...wanted };
  const ok = Object.entries(expected).every(([name, value]) => answer.data[name as keyof Verdict] === value);
  tell({ who, what, answer, told: verdictLines(answer.data), expected: JSON.stringify(expected), ok });
}

function sendScan(client: Client, { token }: Gate, { qr_token }: Pick<Ticket, "qr_token">, scan_id = ulid()) {
  return client.post<Verdict>("/tickets/redeem", { qr_token, scan_id }, { token });
}

function forge({ qr_token }: Ticket): Pick<Ticket, "qr_token"> {
  return { qr_token: `${qr_token.slice(0, -1)}${qr_token.endsWith("Q") ? "R" : "Q"}` };
}

/** The gate is resumed whatever happens in between. */
async function suspendAndResume(client: Client, owner: Person, gate: Gate, ticket: Ticket): Promise<void> {
  const change = async (action: "suspend" | "resume", what: string, expected: string) => {
    const path = `/devices/${gate.device_id}/${action}`;
    const sent = client.post<{ status: string; name: string }>(path, {}, { token: owner.token });
    const answer = await ask(`to ${action} the gate`, sent);
    const { status, name } = answer.data;
    tell({ who: owner, what, answer, told: [`${name} is ${status}`], expected, ok: status === expected });
  };
  await change("suspend", "suspends a gate", "suspended");
  try {
    const answer = await sendScan(client, gate, ticket);
    const { status, error } = answer;
    tell({
      who: gate,
      what: "scans another guest",
      answer,
      told: [`refused: ${status} ${error?.code ?? ""}`, error?.message ?? ""],
      expected: "403 E_DEVICE_SUSPENDED",
      ok: status === 403 && error?.code === "E_DEVICE_SUSPENDED",
    });
  } finally {
    await change("resume", "resumes the gate", "active");
  }
}

async function closeShift(client: Client, cashier: Person, in_drawer: number): Promise<void> {
  const cash_counted = in_drawer - missing_cash;
  const sent = client.post<Shift>("/shifts/close", { cash_counted }, { token: cashier.token });
  const answer = await ask("closing the shift", sent);
  const { cash_expected, cash_diff } = answer.data;
  tell({
    who: cashier,
    what: "counts and closes",
    answer,
    told: countLines(cash_counted, answer.data),
    expected: `expected ${formatBaht(in_drawer)}, short ${formatBaht(missing_cash)}`,
    ok: cash_expected === in_drawer && cash_diff === -missing_cash,
  });
}

function countLines(cash_counted: number, { cash_expected, cash_diff }: Shift): string[] {
  const diff = cash_diff ?? 0;
  const outcome = diff === 0 ? "exact" : `${formatBaht(Math.abs(diff))} ${diff > 0 ? "over" : "short"}`;
  return [`counted ${formatBaht(cash_counted)}, expected ${formatBaht(cash_expected ?? 0)}: ${outcome}`];
}

function verdictLines({ result, reason, remaining, unit, replayed, message }: Verdict): string[] {
  const verdict = result === "pass" ? `pass, ${remaining} ${unit} left` : `fail, ${reason}`;
  return [`${verdict}${replayed ? ", replayed" : ""}`, message.en, message.th];
}

async function ask<Data>(what: string, sent: Promise<Answer<Data>>): Promise<Answer<Data>> {
  const answer = await sent;
  if (answer.status < 300) return answer;
  throw new RefusedError(`${what} was refused: ${answer.status} ${answer.error?.code} ${answer.error?.message}`);
}

function tell({ who, what, answer, told, expected, ok }: Act): void {
  const [line = "", ...more] = told.filter(Boolean);
  const time = clock.format(new Date(answer.server_time));
  const columns = (mark: string, time: string, name: string, act: string, text: string) =>
    printColumns([
      [mark, 1],
      [time, 8],
      [name, 20],
      [act, 23],
      [text, 0],
    ]);
  columns(ok ? "✓" : "✗", time, who.name, what, line);
  for (const text of more) columns("", "", "", "", text);
  if (!ok) surprises.push(`  ${who.name} ${what}: expected ${expected}, got ${told.join("; ")}.`);
}
