/** A rush at the gates, over real HTTP: a ticket admits its guest once, however many scans arrive together. */
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Client, dataOf, loginDevice, loginEmployee, openClient, readAll } from "../../simulator/client.ts";
import { freePort, type Park, readPark } from "../../simulator/server.ts";
import { printAndRead } from "../support/qr.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

/** Each is scanned 200 times at once. */
const TICKETS = shortOrLong(5, 50);

interface Ticket {
  ticket_id: string;
  qr_token: string;
}

interface Verdict {
  result: "pass" | "fail";
  reason: string | null;
  scan_id: string;
  redemption_id: string;
  replayed: boolean;
  first_pass: { at: string; device_id: string; device_name: string } | null;
  message: { en: string; th: string };
}

interface Redemption extends Pick<Verdict, "result" | "reason" | "scan_id"> {
  device_id: string;
  /** The number of attempts in the record. */
  count: number;
  ticket_id: string | null;
  code_hash: string;
  happened_at: string;
  received_at: string;
}

interface Gate {
  device_id: string;
  token: string;
}

const folder = makeDataFolder();
let server: ServerProcess;
let client: Client;
let park: Park;
let cashier: string;
let gates: [Gate, Gate];

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
  client = openClient(server.url);
  park = readPark(folder.path);
  const { pos, gate, gate2 } = park.devices;
  if (!pos || !gate || !gate2 || !park.employees.cashier) throw new Error("The demo park is not whole.");
  cashier = await loginEmployee(client, park.employees.cashier, { token: await loginDevice(client, pos) });
  const logIn = async (device: typeof gate) => ({
    device_id: device.device_id,
    token: await loginDevice(client, device),
  });
  gates = [await logIn(gate), await logIn(gate2)];
  await dataOf("opening", client.post("/shifts/open", { cash_open: 0 }, { token: cashier }));
});

afterAll(async () => {
  client?.close();
  await server?.end("SIGTERM");
  folder.remove();
});

/** Sells that many day tickets at once. */
async function buy(qty: number): Promise<Ticket[]> {
  const items = [{ package_id: park.packages.single, qty }];
  const priced = client.post<{ grand_total: number }>("/pricing/preview", { items }, { token: cashier });
  const amount = (await dataOf("pricing", priced)).grand_total;
  const body = { items, payments: [{ method: "qr", amount }] };
  const sold = client.post<{ tickets: Ticket[] }>("/sales", body, { token: cashier, key: ulid() });
  const { tickets } = await dataOf("selling", sold);
  expect(tickets).toHaveLength(qty);
  return tickets;
}

async function buyOne(): Promise<Ticket> {
  const [ticket] = await buy(1);
  if (!ticket) throw new Error("No ticket was sold.");
  return ticket;
}

function send(gate: Gate, qr_token: string, scan_id?: string) {
  return client.post<Verdict>("/tickets/redeem", { qr_token, scan_id }, { token: gate.token });
}

function scan(gate: Gate, qr_token: string, scan_id?: string): Promise<Verdict> {
  return dataOf("a scan", send(gate, qr_token, scan_id));
}

function listRecords(ticket_id: string): Promise<Redemption[]> {
  return readAll<Redemption>(client, `/redemptions?ticket_id=${ticket_id}`, gates[0].token);
}

/** The attempts of a ticket once all of them are recorded. */
function recordsOf(ticket_id: string, count: number): Promise<Redemption[]> {
  const list = async () => {
    const records = await listRecords(ticket_id);
    // Repeated refusals at one device within a minute are one record with a count.
    expect(records.reduce((sum, record) => sum + record.count, 0)).toBe(count);
    return records;
  };
  return vi.waitFor(list, { timeout: 10_000, interval: 20 });
}

/** The number of passes and refusals of each device. */
function outcomes(scans: { result: string; device_id: string; count?: number }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { result, device_id, count = 1 } of scans)
    sums[`${result} ${device_id}`] = (sums[`${result} ${device_id}`] ?? 0) + count;
  return sums;
}

test("[G14] the code of a demo ticket prints as a QR symbol of version 4 or smaller, and a decoder reads it", async () => {
  const [ticket] = await buy(1);
  const { version, text } = printAndRead(ticket?.qr_token ?? "");
  expect([version <= 4, text]).toEqual([true, ticket?.qr_token]);
});

test("[G3] 200 concurrent scans of one single-use ticket through HTTP from two gates: exactly 1 pass, 199 duplicate_use naming the winner, 200 records in D1 soon after", async () => {
  let recorded = Promise.resolve();
  for (const { ticket_id, qr_token } of await buy(TICKETS)) {
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const gate = gates[index % 2] ?? gates[0];
        return { ...(await scan(gate, qr_token)), device_id: gate.device_id };
      }),
    );
    const [winner, ...others] = verdicts.filter(({ result }) => result === "pass");
    expect(others).toEqual([]);
    const losers = verdicts.filter(({ result }) => result === "fail");
    expect(losers).toHaveLength(199);
    expect(new Set(losers.map(({ reason }) => reason))).toEqual(new Set(["duplicate_use"]));
    expect(new Set(losers.map(({ first_pass }) => first_pass?.device_id))).toEqual(new Set([winner?.device_id]));

    await recorded;
    recorded = recordsOf(ticket_id, 200).then((records) => expect(outcomes(records)).toEqual(outcomes(verdicts)));
  }
  await recorded;
});

test("[G3] [G4] a storm of 20 tickets, ten scans of each and every scan sent three times, admits 20 guests and records 200 attempts", async () => {
  const tickets = await buy(20);
  const scans = tickets.flatMap(({ ticket_id, qr_token }) =>
    Array.from({ length: 10 }, (_, index) => ({ ticket_id, qr_token, scan_id: ulid(), gate: gates[index % 2] })),
  );
  const sent = [...scans, ...scans.toReversed(), ...scans];
  const verdicts = await Promise.all(
    sent.map(({ gate, qr_token, scan_id }) => scan(gate ?? gates[0], qr_token, scan_id)),
  );
  const first = verdicts.filter(({ replayed }) => !replayed);
  expect(first.filter(({ result }) => result === "pass")).toHaveLength(20);
  expect(new Set(first.map(({ scan_id }) => scan_id)).size).toBe(200);
  expect(first).toHaveLength(200);
  const verdict_of = new Map(first.map((verdict) => [verdict.scan_id, verdict]));
  for (const verdict of verdicts)
    expect(verdict).toEqual({ ...verdict_of.get(verdict.scan_id), replayed: verdict.replayed });
  for (const { ticket_id } of tickets) {
    const records = await recordsOf(ticket_id, 10);
    expect(records.filter(({ result }) => result === "pass")).toHaveLength(1);
  }
});

test("[G4] the same scan id sent 50 times at once gives one record and 49 replays of its verdict", async () => {
  const { ticket_id, qr_token } = await buyOne();
  const scan_id = ulid();
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => scan(gates[0], qr_token, scan_id)));
  expect(verdicts.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(new Set(verdicts.map(({ result, redemption_id }) => `${result} ${redemption_id}`)).size).toBe(1);
  expect(verdicts[0]?.result).toBe("pass");
  expect(await recordsOf(ticket_id, 1)).toMatchObject([{ scan_id, result: "pass" }]);
});

test("[G4] the same scan id with another ticket is E_SCAN_ID_REUSED and redeems nothing", async () => {
  const [first, other] = await buy(2);
  if (!first || !other) throw new Error("Two tickets were not sold.");
  const { scan_id } = await scan(gates[0], first.qr_token, ulid());
  const answer = await send(gates[0], other.qr_token, scan_id);
  expect(answer).toMatchObject({ status: 409, error: { code: "E_SCAN_ID_REUSED" } });
  expect(await scan(gates[0], other.qr_token)).toMatchObject({ result: "pass", replayed: false });
  expect(await recordsOf(other.ticket_id, 1)).toHaveLength(1);
});

test("[G2] passes, duplicates and forged codes are each recorded with device, times, reason and the code's hash", async () => {
  const { ticket_id, qr_token } = await buyOne();
  const forged = `${qr_token.slice(0, -1)}${qr_token.endsWith("0") ? "1" : "0"}`;
  const pass = await scan(gates[0], qr_token);
  const again = await scan(gates[1], qr_token);
  const forgery = await scan(gates[1], forged);
  expect([pass.reason, again.reason, forgery.reason]).toEqual([null, "duplicate_use", "invalid_sig"]);
  expect(again.first_pass?.device_id).toBe(gates[0].device_id);

  const records = await recordsOf(ticket_id, 2);
  const records_of_gate = await readAll<Redemption>(
    client,
    `/redemptions?device_id=${gates[1].device_id}&reason=invalid_sig`,
    gates[1].token,
  );
  const moment = expect.stringMatching(/^\d{4}-.+Z$/);
  const common = { code_hash: expect.any(String), happened_at: moment, received_at: moment };
  const first = records.find(({ scan_id }) => scan_id === pass.scan_id);
  const second = records.find(({ scan_id }) => scan_id === again.scan_id);
  expect(first).toMatchObject({ ...common, result: "pass", reason: null, device_id: gates[0].device_id });
  expect(second).toMatchObject({ ...common, result: "fail", reason: "duplicate_use", device_id: gates[1].device_id });
  expect(second?.code_hash).toBe(first?.code_hash);
  expect(records_of_gate).toMatchObject([
    { ...common, result: "fail", ticket_id: null, scan_id: forgery.scan_id, device_id: gates[1].device_id },
  ]);
  expect(records_of_gate[0]?.code_hash).not.toBe(first?.code_hash);
});
