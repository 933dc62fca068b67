/** Runs of the fuzzer: hostile requests by every role must cause no server error, no slow refusal and no full disk. */

import { newRandom } from "../simulator/random.ts";
import { type Document, type HostileRequest, operationsOf, requestFor, resolverOf } from "./requests.ts";
import { learn, type Pool } from "./values.ts";

export interface Answer {
  status: number;
  text: string;
  took_ms: number;
}

/** A caller; `login` gives a fresh token, or null for a caller without one. */
export interface Caller {
  name: string;
  login(): Promise<string | null>;
}

export interface Target {
  send(request: HostileRequest): Promise<Answer>;
  callers: readonly Caller[];
  /** The first known names and ids. */
  pool: Pool;
  /** The bytes of the database. */
  size(): Promise<number>;
}

export interface FuzzResult {
  requests: number;
  /** The number of answers by status. */
  answers: Record<number, number>;
  /** Violations, each with the request that reproduces it. */
  violations: string[];
  grown_bytes: number;
  slowest_refusal_ms: number;
}

const SLOW_REFUSAL_MS = 2_000;
/** The most bytes per request on average. An accepted request writes rows, audit, event and reply, and each is bounded. */
const BYTES_A_REQUEST = 6_000;
/** Bytes of a database in its write-ahead log and in partly filled pages. */
const WRITE_AHEAD_BYTES = 8 * 1024 * 1024;
const SHOWN_CHARACTERS = 300;

/** One run. Equal seeds send equal requests as long as the server's answers are equal. */
export async function runFuzz(document: Document, target: Target, seed: number, count: number): Promise<FuzzResult> {
  const random = newRandom(seed);
  const resolve = resolverOf(document);
  const operations = operationsOf(document);
  const size_before = await target.size();
  const tokens = new Map<string, string | null>();
  const result: FuzzResult = { requests: 0, answers: {}, violations: [], grown_bytes: 0, slowest_refusal_ms: 0 };
  for (let sent = 0; sent < count; sent++) {
    const caller = target.callers[random.integer(0, target.callers.length - 1)];
    // Every operation has its turn; the caller and the values are random.
    const operation = operations[sent % operations.length];
    if (!caller || !operation) continue;
    const token = tokens.has(caller.name) ? (tokens.get(caller.name) ?? null) : await caller.login();
    tokens.set(caller.name, token);
    const request = requestFor(operation, random, target.pool, resolve);
    if (token !== null) request.headers.authorization = `Bearer ${token}`;
    const answer = await target.send(request);
    result.requests += 1;
    result.answers[answer.status] = (result.answers[answer.status] ?? 0) + 1;
    if (answer.status === 401 && token !== null) tokens.delete(caller.name);
    const wrong = judge(answer);
    if (wrong) result.violations.push(`${caller.name}: ${told(request)} was answered ${wrong}`);
    if (answer.status >= 400 && answer.status < 500) {
      const took_ms = await refusalTime(target, request, answer.took_ms);
      result.slowest_refusal_ms = Math.max(result.slowest_refusal_ms, took_ms);
      if (took_ms > SLOW_REFUSAL_MS)
        result.violations.push(`${caller.name}: ${told(request)} was refused after ${Math.round(took_ms)} ms`);
    }
    if (answer.text.startsWith("{")) learn(target.pool, JSON.parse(answer.text));
  }
  result.grown_bytes = (await target.size()) - size_before;
  return result;
}

/** The problem if the requests grew the database too much, else null. */
export function growthProblem({ requests, grown_bytes }: FuzzResult): string | null {
  const budget = BYTES_A_REQUEST * requests + WRITE_AHEAD_BYTES;
  return grown_bytes > budget ? `the database grew by ${grown_bytes} bytes with ${requests} requests` : null;
}

/** What is wrong with an answer, or null. The 503 of a tenant's own maintenance is right. */
function judge({ status, text }: Answer): string | null {
  if (status >= 500 && !text.includes('"E_MAINTENANCE"')) return `${status} ${text.slice(0, SHOWN_CHARACTERS)}`;
  if (status >= 400 && !/^\{"ok":false,/.test(text)) return `${status} without the envelope: ${text.slice(0, 80)}`;
  return null;
}

/** The time of a refusal: one slow answer may be due to a busy machine, so the fastest of three counts. */
async function refusalTime(target: Target, request: HostileRequest, took_ms: number): Promise<number> {
  let least_ms = took_ms;
  for (let again = 0; again < 2 && least_ms > SLOW_REFUSAL_MS; again++)
    least_ms = Math.min(least_ms, (await target.send(request)).took_ms);
  return least_ms;
}

function told({ method, path, body }: HostileRequest): string {
  const sent = body === undefined ? "" : ` ${body.slice(0, SHOWN_CHARACTERS)}`;
  return `${method} ${path.slice(0, SHOWN_CHARACTERS)}${sent}`;
}
