/** Crash rounds: a park's server is killed with kill -9 during its work, repeatedly; whatever it acknowledged must still exist. */
import { setTimeout as delay } from "node:timers/promises";
import { checkBooks, readBooks } from "./books.ts";
import { checkPresent, checkRecords, type Present, type Redemption, type Violation } from "./check.ts";
import { dataOf, readAll } from "./client.ts";
import { type History, isAcknowledged, newHistory, type Sale, unknownOf } from "./history.ts";
import { type Crew, type Load, logIn, openShift, sendSale, sendScan, startLoad } from "./load.ts";
import { newRandom, type Random } from "./random.ts";
import { freePort, type Server, startServer } from "./server.ts";

const catch_up_limit_ms = 10_000;
/** The fewest answered acts before a kill, and the longest delay after the last of them. */
const life = { least: 20, longer_ms: 30 };

export interface Round {
  round: number;
  lived_ms: number;
  sales: number;
  passes: number;
  fails: number;
  /** Acts without an answer when the server was killed. */
  unknown_sales: number;
  unknown_scans: number;
  /** The time from ready until every acknowledged scan was in D1, without new scans. */
  catch_up_ms: number;
}

export interface Outcome {
  seed: number;
  rounds: Round[];
  violations: Violation[];
}

interface Options {
  data_dir: string;
  rounds: number;
  seed: number;
  /** The most answered acts before each kill. */
  most?: number;
  onRound?(round: Round): void;
}

/** Runs the rounds on one data folder and compares the clients' history with the API and the tables. */
export async function crashAndCheck({ data_dir, rounds: count, seed, most = 500, onRound }: Options): Promise<Outcome> {
  const random = newRandom(seed);
  const history = newHistory();
  const rounds: Round[] = [];
  const violations: Violation[] = [];
  const port = await freePort();
  let server = await startServer(data_dir, port);
  let crew = await logIn(server.park);
  await openShift(crew);
  try {
    for (let round = 1; round <= count; round++) {
      const before = countOf(history);
      const lived_ms = await killUnderLoad(server, crew, startLoad(crew, history, random), random, most);
      violations.push(...complaintsOf(server));
      const after = countOf(history);

      server = await startServer(data_dir, port);
      crew = await logIn(server.park);
      const caught_up = await catchUp(crew, history);
      violations.push(...caught_up.violations);
      const { sales, scans } = await retryUnknown(crew, history);
      rounds.push({
        round,
        lived_ms,
        sales: after.sales - before.sales,
        passes: after.passes - before.passes,
        fails: after.fails - before.fails,
        unknown_sales: sales,
        unknown_scans: scans,
        catch_up_ms: caught_up.ms,
      });
      onRound?.(rounds.at(-1) as Round);
    }
    violations.push(...(await catchUp(crew, history)).violations);
    violations.push(...checkPresent(history, await readPresent(crew, history)));
    crew.client.close();
    await server.stop();
    violations.push(...complaintsOf(server));
    violations.push(...checkBooks(readBooks(data_dir)));
  } finally {
    await server.stop();
  }
  return { seed, rounds, violations: [...new Set(violations)] };
}

async function killUnderLoad(server: Server, crew: Crew, load: Load, random: Random, most: number): Promise<number> {
  const started = Date.now();
  await load.reached(random.integer(life.least, most));
  await delay(random.integer(0, life.longer_ms));
  crew.server_lives = false;
  const lived_ms = Date.now() - started;
  await server.kill();
  await load.end();
  crew.client.close();
  return lived_ms;
}

/** Waits for the copies in D1 and only reads the list: the objects must wake without requests. */
async function catchUp(crew: Crew, history: History): Promise<{ ms: number; violations: Violation[] }> {
  const started = Date.now();
  for (;;) {
    const violations = checkRecords(history.scans, await listRedemptions(crew));
    const ms = Date.now() - started;
    if (violations.length === 0) return { ms, violations };
    if (ms > catch_up_limit_ms)
      return { ms, violations: violations.map((violation) => `${violation} ${ms} ms after the restart`) };
    await delay(50);
  }
}

function listRedemptions({ client, gates }: Crew): Promise<Redemption[]> {
  return readAll<Redemption>(client, "/redemptions", gates[0]?.token ?? "");
}

/** Repeats unanswered acts with the same keys, like a till and a gate after a restart. */
async function retryUnknown(crew: Crew, history: History): Promise<{ sales: number; scans: number }> {
  const sales = unknownOf(history.sales);
  const scans = unknownOf(history.scans);
  for (let tries = 0; tries < 5; tries++) {
    await Promise.all([
      ...unknownOf(history.sales).map((attempt) => sendSale(crew, history, attempt)),
      ...unknownOf(history.scans).map((attempt) => sendScan(crew, history, attempt)),
    ]);
  }
  for (const { key } of unknownOf(history.sales)) history.surprises.push(`sale ${key} gets no answer`);
  for (const { request } of unknownOf(history.scans)) history.surprises.push(`scan ${request.scan_id} gets no answer`);
  return { sales: sales.length, scans: scans.length };
}

async function readPresent(crew: Crew, history: History): Promise<Present> {
  const { client, till } = crew;
  const listed = await readAll<Sale>(client, "/sales", till);
  const sale_ids = new Set(history.sales.flatMap(({ replies }) => replies.map(({ sale_id }) => sale_id)));
  const read = [...sale_ids].map(async (sale_id) => {
    const answer = client.get<Sale>(`/sales/${sale_id}`, { token: till });
    return [sale_id, (await answer).status === 404 ? null : await dataOf(`sale ${sale_id}`, answer)] as const;
  });
  return { listed, sale_of: new Map(await Promise.all(read)), redemptions: await listRedemptions(crew) };
}

function countOf({ sales, scans }: History): { sales: number; passes: number; fails: number } {
  const verdicts = scans.flatMap(({ replies }) => replies[0]?.result ?? []);
  const passes = verdicts.filter((result) => result === "pass").length;
  return { sales: sales.filter(isAcknowledged).length, passes, fails: verdicts.length - passes };
}

/** Errors inside the server are violations, even if no client saw them. */
function complaintsOf({ complaints }: Server): Violation[] {
  return complaints.map((line) => `the server complained: ${line}`);
}
