/** Runs one seed: four gates with wrong clocks and a bad network, a server that is killed, and the checks afterwards. */
import { setTimeout as delay } from "node:timers/promises";
import { type Gate, openGate } from "../../clients/gate/index.ts";
import type { Violation } from "../check.ts";
import { newRandom } from "../random.ts";
import { checkCopies, checkLogs } from "./check.ts";
import { type Counts, type GateHistory, newCounts, newGateHistory } from "./history.ts";
import type { Host } from "./host.ts";
import { type Link, openLink } from "./link.ts";
import { checkUploadOrder, sellTwins } from "./order.ts";
import { annul, change, openPark, order, type Park, readLogs, readRows, sell, type Ticket } from "./park.ts";
import { type Event, type Plan, planOf, type ScanStep, type Step } from "./plan.ts";
import { liveTillDay } from "./till.ts";

/** The steps of a gate while the server is away, before it waits for the server. */
const STEPS_ALONE = 6;
const CATCH_UP_MS = 10_000;
const HASTEN_AFTER_MS = 300;

export interface SeedOutcome {
  seed: number;
  violations: Violation[];
  counts: Counts;
  took_ms: number;
}

interface Lane {
  gate: Gate;
  link: Link;
  /** How far the clock is ahead; it may be set. */
  clock: { skew_ms: number };
  device_id: string;
  token: string;
  last_pass: { scan_id: string; ticket_id: string } | null;
}

interface Day {
  plan: Plan;
  host: Host;
  park: Park;
  history: GateHistory;
  /** Each guest's tickets, the latest last. */
  guests: Ticket[][];
  lanes: Lane[];
  steps_done: number;
  events: Event[];
  /** Work that runs beside the gates. */
  under_way: Promise<unknown>[];
}

/** Runs a seed. `kills`: how often the server is killed, by default once or twice. `catch_up_ms`: how long D1 may lag at the end. */
export async function runSeed(
  host: Host,
  seed: number,
  { kills, catch_up_ms = CATCH_UP_MS }: { kills?: number; catch_up_ms?: number } = {},
): Promise<SeedOutcome> {
  const started = Date.now();
  const plan = planOf(seed, kills);
  const history = newGateHistory();
  const park = await openPark(host.url, `seed-${seed}-${started}`);
  try {
    const twins = await sellTwins(park);
    const sold_at = Date.now();
    const day = await beginDay(plan, host, park, history);
    await Promise.all(day.lanes.map((lane, index) => work(day, lane, plan.lanes[index] ?? [])));
    await Promise.all(day.under_way);
    await endDay(day);
    const unequal = await checkUploadOrder(park, { ...history, counts: newCounts() }, twins, sold_at, newRandom(seed));
    const till_day = await liveTillDay(park, host.data_dir, newRandom(seed));
    const violations = [...till_day, ...unequal, ...(await checkAll(host, park, history, catch_up_ms))];
    if (violations.length > 0) violations.push(...host.complaints().map((line) => `the server complained: ${line}`));
    return { seed, violations: [...new Set(violations)], counts: history.counts, took_ms: Date.now() - started };
  } finally {
    park.client.close();
  }
}

async function beginDay(plan: Plan, host: Host, park: Park, history: GateHistory): Promise<Day> {
  const guests = (await sell(park, plan.cart))?.map((ticket) => [ticket]);
  if (!guests) throw new Error("The first sale was refused.");
  const lanes = park.gates.map(async ({ device_id, device_token, token }, index) => {
    const link = openLink(park.base_url, history, park.ticket_of);
    const clock = { skew_ms: plan.skews_ms[index] ?? 0 };
    const gate = openGate({
      device_id,
      device_token,
      base_url: park.base_url,
      fetch: link.fetch,
      now: () => Date.now() + clock.skew_ms,
      connect: null,
      timeout_ms: 3_000,
      retry_ms: 10,
    });
    await gate.start();
    return { gate, link, clock, device_id, token, last_pass: null };
  });
  const day = { plan, host, park, history, guests, steps_done: 0, events: [...plan.events], under_way: [] };
  return { ...day, lanes: await Promise.all(lanes) };
}

async function work(day: Day, lane: Lane, steps: readonly Step[]): Promise<void> {
  let alone = 0;
  for (const step of steps) {
    if (day.host.restarting && ++alone > STEPS_ALONE) {
      await day.host.restarting;
      alone = 0;
    }
    await doStep(day, lane, step);
    day.steps_done += 1;
    while (day.events[0] && day.events[0].after <= day.steps_done) begin(day, day.events.shift() as Event);
  }
}

async function doStep(day: Day, lane: Lane, step: Step): Promise<void> {
  const { gate, link } = lane;
  if (step.act === "scan") return doScan(day, lane, step);
  // A clock's beginning is five minutes after the start of 1970.
  if (step.act === "clock") lane.clock.skew_ms = step.skew_ms ?? 300_000 - Date.now();
  if (step.act === "outage") link.down = true;
  if (step.act === "recovery") link.down = false;
  if (step.act === "recovery" || step.act === "refresh") await gate.refresh();
  if (step.act === "sync" && !link.down) {
    link.fault = step.fault;
    await gate.sync();
  }
  if (step.act === "resend") {
    const random = newRandom(step.order);
    const batches = link.batches.slice(-4).sort(() => random.next() - 0.5);
    await Promise.all(batches.map((batch) => link.resend(batch)));
  }
  if (step.act === "annul" && lane.last_pass && !link.down) {
    const pass = lane.last_pass;
    lane.last_pass = null;
    await annul(day.park, day.history, lane.token, pass);
  }
}

async function doScan(day: Day, lane: Lane, step: ScanStep): Promise<void> {
  const { history, guests } = day;
  const { gate, link } = lane;
  const codes = step.guest === null ? [] : (guests[step.guest % guests.length] ?? []);
  const ticket = step.old_code ? codes[0] : codes.at(-1);
  const code = ticket?.qr_token ?? `PP1${"0".repeat(50)}`;
  link.fault = step.fault;
  const { direction, party } = step;
  const asked = Array.from({ length: step.rush ? 2 : 1 }, () => gate.scan(code, { direction, party }));
  for (const { scan_id, result, offline } of await Promise.all(asked)) {
    const ticket_id = ticket?.ticket_id ?? null;
    if (offline) {
      history.own.push({ scan_id, ticket_id, device_id: lane.device_id, result });
      history.counts.offline += 1;
    } else if (ticket && result === "pass" && direction === "entry") {
      lane.last_pass = { scan_id, ticket_id: ticket.ticket_id };
    }
  }
  if (step.dies && ticket) await endObjects(day, [ticket]);
}

async function endObjects({ park, history }: Day, tickets: readonly Ticket[]): Promise<void> {
  const ticket_ids = tickets.map(({ ticket_id }) => ticket_id);
  history.counts.deaths += ticket_ids.length;
  // An absent server has no objects.
  await order(park.base_url, "deaths", { tenant_id: park.tenant_id, ticket_ids }).catch(() => undefined);
}

function begin(day: Day, event: Event): void {
  day.under_way.push(happen(day, event));
}

async function happen(day: Day, event: Event): Promise<void> {
  const { park, history, guests, host } = day;
  const ticketsOf = (guest: number) => guests[guest % guests.length]?.at(-1);
  if (event.what === "kill") {
    history.counts.kills += 1;
    await host.killAndRestart();
  }
  if (event.what === "d1") {
    history.counts.d1_outages += 1;
    await order(park.base_url, "d1", { kind: event.kind, for_ms: event.for_ms }).catch(() => undefined);
  }
  if (event.what === "deaths")
    await endObjects(
      day,
      event.guests.flatMap((guest) => ticketsOf(guest) ?? []),
    );
  if (event.what === "sale") guests.push(...((await sell(park, event.kinds)) ?? []).map((ticket) => [ticket]));
  if (event.what === "change") {
    const ticket = ticketsOf(event.guest);
    const issued = ticket && (await change(park, history, ticket, event.change));
    if (issued) guests[event.guest % guests.length]?.push(issued);
  }
}

/** Ends the faults, and lets every gate hand in everything. */
async function endDay({ lanes, history, host, park }: Day): Promise<void> {
  await host.restarting;
  await order(park.base_url, "d1", { kind: "refused", for_ms: 0 });
  await Promise.all(
    lanes.map(async ({ gate, link }) => {
      link.down = false;
      link.fault = "none";
      await gate.refresh();
      const until = Date.now() + CATCH_UP_MS;
      while (gate.state.queue_depth > 0 && Date.now() < until) await gate.sync();
      const { queue_depth, rejections } = gate.state;
      if (queue_depth > 0) history.surprises.push(`a gate could not hand in ${queue_depth} scans`);
      for (const { attempt, answer } of rejections)
        history.surprises.push(`scan ${attempt.scan_id} was rejected with ${answer.code}`);
      gate.close();
    }),
  );
}

/** Checks the logs at once, and gives D1 a while to catch up with them. */
async function checkAll(host: Host, park: Park, history: GateHistory, catch_up_ms: number): Promise<Violation[]> {
  const [until, hasten_at] = [Date.now() + catch_up_ms, Date.now() + HASTEN_AFTER_MS];
  for (;;) {
    const logs = await readLogs(park);
    const wrong = checkLogs(history, logs);
    if (wrong.length > 0) return wrong;
    const behind = checkCopies(history, logs, readRows(host.data_dir, park));
    if (behind.length === 0 || Date.now() > until) return behind;
    await delay(50);
    // Some alarms are set half a minute ahead; this only brings those forward.
    if (Date.now() > hasten_at)
      await order(park.base_url, "alarms", { tenant_id: park.tenant_id, ticket_ids: [...park.ticket_of.values()] });
  }
}
