/** The load process: it is separate, so that neither the runtime under test nor the bench waits for it. */

import { randomBytes } from "node:crypto";
import { type Answer, Connection } from "./connection.ts";
import type { Call, Job, Outcome } from "./job.ts";
import { summarize } from "./latency.ts";

/** workerd closes a connection that is idle for five seconds; one that is close to that is not used. */
const IDLE_LIMIT_MS = 3_000;
/** A timer may wake this late, so the last stretch before a call is due is awaited turn by turn. */
const TIMER_SLACK_MS = 1.5;

let ids = 0;
const id_stem = `0${randomBytes(7).toString("hex").toUpperCase()}`;
const pools = new Map<number, Connection[]>();

process.on("message", (job: Job) => void run(job).then((outcome) => process.send?.(outcome)));
process.on("disconnect", () => process.exit(0));

/** Calls as text, split at the place of the id. */
function prepare({ port, headers, calls }: Job): string[][] {
  const linesOf = (fields: Record<string, string>) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
  const common = linesOf({ host: `127.0.0.1:${port}`, ...headers });
  return calls.map(({ method, path, body, headers: own = {} }: Call) => {
    const length = body === undefined ? 0 : body.replaceAll("$ID", "x".repeat(26)).length;
    const entity = body === undefined ? "" : `content-type: application/json\r\ncontent-length: ${length}\r\n`;
    return `${method} ${path} HTTP/1.1\r\n${common}${linesOf(own)}${entity}\r\n${body ?? ""}`.split("$ID");
  });
}

async function run(job: Job): Promise<Outcome> {
  const requests = prepare(job);
  const expect = job.expect === undefined ? undefined : Buffer.from(job.expect);
  const pool = pools.get(job.port) ?? [];
  pools.set(job.port, pool);
  const latencies: number[] = [];
  let taken = 0;
  let non_2xx = 0;
  let lost = 0;
  let busy = 0;
  let expected = 0;
  let odd_answer: string | null = null;

  const hasNext = () => !job.once || taken < requests.length;
  const next = () => (requests[taken++ % requests.length] ?? []).join(id_stem + String(ids++).padStart(11, "0"));

  async function send(request: string, connection: Connection): Promise<Answer> {
    const answer = await connection.send(request);
    pool.push(connection);
    return answer;
  }

  async function call(request: string, due: number): Promise<void> {
    let answer: Answer | undefined;
    try {
      // An idle connection may end. Each call has an id, so it may be sent again.
      answer = await send(request, takeConnection(pool, job.port)).catch(() => {
        lost += 1;
        return send(request, new Connection(job.port));
      });
    } catch (error) {
      odd_answer ??= String(error);
    }
    latencies.push(performance.now() - due);
    const good = answer !== undefined && ((answer.status >= 200 && answer.status < 300) || answer.status === 304);
    const fits = answer !== undefined && (expect === undefined || answer.body.includes(expect));
    if (!good) non_2xx += 1;
    if (answer?.status === 503 && answer.retry_after) busy += 1;
    if (fits) expected += 1;
    if (!good || !fits) odd_answer ??= `${answer?.status} ${answer?.body.toString().slice(0, 500)}`;
  }

  const cpu = process.cpuUsage();
  const started = performance.now();
  const { load } = job;
  if (load.kind === "closed") {
    const end = started + load.duration_ms;
    const caller = async () => {
      while (performance.now() < end && hasNext()) await call(next(), performance.now());
    };
    await Promise.all(Array.from({ length: load.callers }, caller));
  } else if (load.kind === "open") {
    const calls: Promise<void>[] = [];
    for (const offset of arrivals(load.rate_rps, load.duration_ms)) {
      if (!hasNext()) break;
      const due = started + offset;
      await waitUntil(due);
      calls.push(call(next(), due));
    }
    await Promise.all(calls);
  } else {
    await openConnections(pool, job.port, load.size);
    const at = performance.now();
    await Promise.all(Array.from({ length: load.size }, () => call(next(), at)));
  }
  const elapsed_ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);

  return {
    ...summarize(latencies),
    latencies_ms: load.kind === "closed" ? [] : latencies,
    count: latencies.length,
    elapsed_ms,
    rate_rps: (latencies.length / elapsed_ms) * 1000,
    lost,
    non_2xx,
    busy,
    expected,
    odd_answer,
    load_busy: (user + system) / 1000 / elapsed_ms,
  };
}

/** Takes the last used connection, which is the likeliest to be open. */
function takeConnection(pool: Connection[], port: number): Connection {
  for (let known = pool.pop(); known; known = pool.pop()) {
    if (!known.closed && performance.now() - known.used_at < IDLE_LIMIT_MS) return known;
    known.close();
  }
  return new Connection(port);
}

/** Opens connections and uses each once, so that a burst finds all of them ready. */
async function openConnections(pool: Connection[], port: number, count: number): Promise<void> {
  for (const old of pool.splice(0)) old.close();
  const request = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`;
  for (let opened = 0; opened < count; opened += 50) {
    const fresh = Array.from({ length: Math.min(50, count - opened) }, () => new Connection(port));
    await Promise.all(fresh.map((connection) => connection.send(request)));
    pool.push(...fresh);
  }
}

/** Moments of a Poisson process, equal for every run at a rate, so that control and product get the same load. */
function* arrivals(rate_rps: number, duration_ms: number): Generator<number> {
  let state = 12_345;
  for (let at = 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    at += (-Math.log((state + 1) / 2 ** 32) * 1000) / rate_rps;
    if (at >= duration_ms) return;
    yield at;
  }
}

async function waitUntil(due: number): Promise<void> {
  const ahead = due - performance.now();
  if (ahead > TIMER_SLACK_MS) await new Promise((resolve) => setTimeout(resolve, ahead - TIMER_SLACK_MS));
  while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
}
