/** Load of counters and gates: random carts, fresh and used tickets, impatient repeats; every answer is recorded. */
import { ulid } from "ulid";
import { type Answer, type Client, CutError, dataOf, loginDevice, loginEmployee, openClient } from "./client.ts";
import type { History, Sale, SaleAttempt, ScanAttempt, SoldTicket, Verdict } from "./history.ts";
import type { Random } from "./random.ts";
import type { Park } from "./server.ts";

const TILLS = 5;
const LANES_PER_GATE = 4;
/** The number of recently used tickets that are often scanned again. */
const HOT_TICKETS = 30;

/** The logged-in devices of a park. */
export interface Crew {
  client: Client;
  till: string;
  gates: { device_id: string; token: string }[];
  /** Satang, by package id. */
  prices: Map<string, number>;
  /** False once the server is killed. Until then every request must get an answer. */
  server_lives: boolean;
}

export interface Load {
  /** Resolves when this many acts were answered, or when no client works any more. */
  reached(count: number): Promise<void>;
  /** Stops new acts, and resolves when each running act has an answer or was cut. */
  end(): Promise<void>;
}

interface Guests {
  fresh: SoldTicket[];
  used: SoldTicket[];
}

interface Work {
  crew: Crew;
  history: History;
  random: Random;
  guests: Guests;
  /** Reports an answered act; false means that the client must stop. */
  goOn(): boolean;
}

export async function logIn(park: Park): Promise<Crew> {
  const client = openClient(park.base_url);
  const { pos, gate, gate2 } = park.devices;
  const { cashier } = park.employees;
  if (!pos || !gate || !gate2 || !cashier) throw new Error("The demo park is not whole.");
  const till = await loginEmployee(client, cashier, { token: await loginDevice(client, pos) });
  const gates = [];
  for (const device of [gate, gate2])
    gates.push({ device_id: device.device_id, token: await loginDevice(client, device) });
  const listed = client.get<{ package_id: string; price: number }[]>("/catalog/packages", { token: till });
  const packages = await dataOf("the catalog", listed);
  const prices = new Map(packages.map(({ package_id, price }) => [package_id, price]));
  return { client, till, gates, prices, server_lives: true };
}

export async function openShift({ client, till }: Crew): Promise<void> {
  await dataOf("opening the shift", client.post("/shifts/open", { cash_open: 200_000 }, { token: till }));
}

/** Starts all counters and lanes. Each does one act after another until the load ends or the server is gone. */
export function startLoad(crew: Crew, history: History, random: Random): Load {
  const fresh = history.sales.flatMap(({ replies }) => replies[0]?.tickets ?? []);
  const used = history.scans.flatMap(({ ticket }) => ticket ?? []);
  const scanned = new Set(used.map(({ ticket_id }) => ticket_id));
  const guests = { fresh: fresh.filter(({ ticket_id }) => !scanned.has(ticket_id)), used };
  const reached = Promise.withResolvers<void>();
  let wanted = Number.POSITIVE_INFINITY;
  let answered = 0;
  let ended = false;
  const goOn = () => {
    answered += 1;
    if (answered >= wanted) reached.resolve();
    return !ended && crew.server_lives;
  };
  const work = { crew, history, random, guests, goOn };
  const tills = Array.from({ length: TILLS }, () => workTill(work));
  const lanes = crew.gates.flatMap((gate) => Array.from({ length: LANES_PER_GATE }, () => workLane(work, gate)));
  const everybody = Promise.all([...tills, ...lanes]);
  return {
    async reached(count) {
      wanted = count;
      await Promise.race([reached.promise, everybody]);
    },
    async end() {
      ended = true;
      await everybody;
    },
  };
}

async function workTill(work: Work): Promise<void> {
  const { crew, history, random, guests } = work;
  do {
    const attempt: SaleAttempt = { key: ulid(), request: randomCart(crew, random), replies: [], cut: 0 };
    history.sales.push(attempt);
    const impatient = random.chance(0.12);
    const twice = random.chance(0.1);
    await Promise.all([sendSale(crew, history, attempt), impatient && sendSale(crew, history, attempt)]);
    if (twice && attempt.cut === 0) await sendSale(crew, history, attempt);
    guests.fresh.push(...(attempt.replies[0]?.tickets ?? []));
  } while (work.goOn());
}

function randomCart({ prices }: Crew, random: Random): SaleAttempt["request"] {
  const items = Array.from({ length: random.integer(1, 3) }, () => ({
    package_id: random.pick([...prices.keys()]) ?? "",
    qty: random.integer(1, 3),
  }));
  const total = items.reduce((sum, { package_id, qty }) => sum + qty * (prices.get(package_id) ?? 0), 0);
  const in_cash = random.chance(0.5) ? total : random.chance(0.5) ? 0 : random.integer(1, total - 1);
  const payments = [
    ...(in_cash > 0
      ? [{ method: "cash", amount: in_cash, amount_tendered: Math.ceil(in_cash / 100_000) * 100_000 }]
      : []),
    ...(in_cash < total ? [{ method: "qr", amount: total - in_cash }] : []),
  ];
  return { ...(random.chance(0.3) && { sale_id: ulid() }), items, payments, expected_total: total };
}

async function workLane(work: Work, gate: Crew["gates"][number]): Promise<void> {
  const { crew, history, random, guests } = work;
  do {
    const ticket = chooseGuest(random, guests);
    const qr_token = ticket?.qr_token ?? `PP1${random.integer(0, 1e9)}`;
    const attempt = newScan(gate, ticket, qr_token);
    history.scans.push(attempt);
    if (ticket) guests.used.push(ticket);
    const sendings = [sendScan(crew, history, attempt)];
    if (random.chance(0.12)) sendings.push(sendScan(crew, history, attempt));
    const other = crew.gates.find(({ device_id }) => device_id !== gate.device_id);
    if (ticket && other && random.chance(0.15)) {
      const rival = newScan(other, ticket, qr_token);
      history.scans.push(rival);
      sendings.push(sendScan(crew, history, rival));
    }
    const twice = random.chance(0.1);
    await Promise.all(sendings);
    if (twice && attempt.cut === 0) await sendScan(crew, history, attempt);
  } while (work.goOn());
}

function newScan(gate: Crew["gates"][number], ticket: SoldTicket | null, qr_token: string): ScanAttempt {
  return { gate: gate.device_id, ticket, request: { scan_id: ulid(), qr_token }, replies: [], cut: 0 };
}

/** A random guest: mostly a new one, often one who just came, sometimes a forger. */
function chooseGuest(random: Random, guests: Guests): SoldTicket | null {
  const dice = random.next();
  if (dice < 0.05) return null;
  if (dice < 0.5) return guests.fresh.shift() ?? null;
  return random.pick(dice < 0.85 ? guests.used.slice(-HOT_TICKETS) : guests.used) ?? null;
}

export function sendSale(crew: Crew, history: History, attempt: SaleAttempt): Promise<void> {
  const { request, key } = attempt;
  const sent = crew.client.post<Sale>("/sales", request, { token: crew.till, key });
  return note(crew, history, attempt, 201, `sale ${key}`, sent);
}

export function sendScan(crew: Crew, history: History, attempt: ScanAttempt): Promise<void> {
  const { request, gate } = attempt;
  const token = crew.gates.find(({ device_id }) => device_id === gate)?.token;
  const sent = crew.client.post<Verdict>("/tickets/redeem", request, { token });
  return note(crew, history, attempt, 200, `scan ${request.scan_id}`, sent);
}

/** Records an answer. After a 503 the same request may be sent again, so the outcome is not known yet. */
async function note<Reply>(
  crew: Crew,
  history: History,
  attempt: { replies: Reply[]; cut: number },
  success: number,
  what: string,
  sent: Promise<Answer<Reply>>,
): Promise<void> {
  try {
    const { status, data, error } = await sent;
    if (status === success) attempt.replies.push(data);
    else if (status === 503) attempt.cut += 1;
    else history.surprises.push(`${what} was answered ${status} ${error?.code} ${error?.message}`);
  } catch (error) {
    if (!(error instanceof CutError)) throw error;
    attempt.cut += 1;
    if (crew.server_lives && !error.was_idle)
      history.surprises.push(`${what} got no answer from a living server: ${error.message}`);
  }
}
