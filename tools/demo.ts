/** `npm run demo`: plays a short day of the demo park's till and gates over HTTP, and fails if an answer is not as expected. */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CommandError, exitWithError } from "../local/command-error.ts";
import { type Client, CutError, loginDevice, loginEmployee, openClient, RefusedError } from "../simulator/client.ts";
import { freePort, makeDataFolder, type Park, readPark, startServer } from "../simulator/server.ts";
import { closeForgottenShift, closeShift, openShift, printReceipts, sellAll, withRules } from "./demo/counter.ts";
import { forge, logInGate, scan, scanAtOnce, suspendAndResume } from "./demo/gate.ts";
import { ask, type Person, surprises, tell } from "./demo/stage.ts";
import { type Approver, proveAudit, refund, reprint } from "./demo/trust.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

try {
  await demo();
} catch (error) {
  exitWithError(error instanceof RefusedError || error instanceof CutError ? new CommandError(error.message) : error);
}
process.exit();

async function demo(): Promise<void> {
  const { park, folder, stop } = await findServer();
  const client = openClient(park.base_url);
  try {
    await playDay(client, park, join(folder, "playpark-receipts"));
  } finally {
    client.close();
    await stop();
  }
  if (surprises.length > 0) throw new CommandError(`\nThese answers are not as expected:\n${surprises.join("\n")}`);
  console.log("\nEverything went as expected.");
}

/** The running server of the data folder, else a server that the demo starts. */
async function findServer(): Promise<{ park: Park; folder: string; stop(): Promise<void> }> {
  const data_dir = resolve(process.env.PLAYPARK_DATA || ".playpark");
  const running = await readRunning(data_dir);
  if (running) {
    console.log(`The park at ${running.base_url}, from ${join(data_dir, "demo.json")}\n`);
    return { park: running, folder: data_dir, stop: async () => undefined };
  }
  const folder = makeDataFolder();
  const server = await startServer(folder.path, await freePort());
  console.log(`No server answers for ${data_dir}; the demo uses a park of its own and deletes it at the end.\n`);
  return { park: server.park, folder: tmpdir(), stop: () => server.stop().then(folder.remove) };
}

/** The running park; undefined if no server answers at its address, or a server that does not know its till. */
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

async function playDay(client: Client, park: Park, receipts: string): Promise<void> {
  const owner = await logInPerson(client, park, "owner", { store_id: park.store_id });
  const till = await loginDevice(client, deviceOf(park, "pos"));
  const cashier = await logInPerson(client, park, "cashier", { token: till });
  const gate = await logInGate(client, deviceOf(park, "gate"), owner);
  const lane = await logInGate(client, deviceOf(park, "gate2"), owner);

  await closeForgottenShift(client, cashier);
  await openShift(client, cashier);
  const sales = await withRules(client, park, owner, () => sellAll(client, park, cashier));
  const [sale, friends, aunt] = sales;
  await printReceipts(client, park, cashier, sale, receipts);
  const [first, second] = sale.tickets.filter(({ package_id }) => package_id === park.packages.single);
  const visits = sale.tickets.find(({ package_id }) => package_id === park.packages.multi);
  if (!first || !second || !visits) throw new CommandError("The sale has no day tickets or no ticket of ten visits.");

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
  const approver = approverOf(park);
  const given_back = await refund(client, cashier, approver, aunt, friends);
  const [refunded] = aunt.tickets;
  const [kept] = friends.tickets;
  if (!refunded || !kept) throw new CommandError("The other sales have no tickets.");
  await scan(client, gate, "scans a refunded ticket", refunded, { result: "fail", reason: "refunded" });
  await reprint(client, cashier, approver, kept);
  await closeShift(client, cashier, sales, [given_back]);
  await proveAudit(client, owner, refunded.ticket_id);
}

function approverOf(park: Park): Approver {
  const { supervisor } = park.employees;
  if (!supervisor) throw new CommandError("demo.json names no supervisor; start with a new data folder.");
  return supervisor;
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
  // Routes that manage devices require a step-up in the console.
  if (!at.token) await ask("stepping up", client.post("/auth/step-up", { pin: credentials.pin }, { token }));
  const answer = await ask(
    "reading oneself",
    client.get<{ name: string; roles: string[] }>("/employees/me", { token }),
  );
  const person = { name: answer.data.name, token };
  const told = [at.token ? `at the till, as ${role}` : `to the console, as ${role}`];
  tell({ who: person, what: "logs in", answer, told, expected: `the ${role}`, ok: answer.data.roles.includes(role) });
  return person;
}
