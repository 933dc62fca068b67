/** Sends hostile requests by every role and says what no answer may be: a failure of the server, a slow refusal, a full disk. */

import { newRandom } from "../simulator/random.ts";
import { type Document, type HostileRequest, operationsOf, requestFor, resolverOf } from "./requests.ts";
import { learn, type Pool } from "./values.ts";

export interface Answer {
  status: number;
  text: string;
  took_ms: number;
}

/** Somebody who sends requests; `login` gives a fresh token, or null for who has none. */
export interface Caller {
  name: string;
  login(): Promise<string | null>;
}

export interface Target {
  send(request: HostileRequest): Promise<Answer>;
  callers: readonly Caller[];
  /** Names and ids that exist, to begin with. */
  pool: Pool;
  /** Bytes that the database takes. */
  size(): Promise<number>;
}

export interface FuzzResult {
  requests: number;
  /** By status. */
  answers: Record<number, number>;
  /** Each with what reproduces it. */
  violations: string[];
  grown_bytes: number;
  slowest_refusal_ms: number;
}

const SLOW_REFUSAL_MS = 2_000;
/** A request that is not refused leaves its rows, audit, event and reply; hostile ones may be large, but not without bound. */
const BYTES_A_REQUEST = 6_000;
/** What a database on a disk keeps in its log before it is written into its file, and in pages that are begun. */
const WRITE_AHEAD_BYTES = 8 * 1024 * 1024;
const SHOWN_CHARACTERS = 300;

/** One run: equal seeds send equal requests, as long as the server answers alike. */
export async function runFuzz(document: Document, target: Target, seed: number, count: number): Promise<FuzzResult> {
  const random = newRandom(seed);
  const resolve = resolverOf(document);
  const operations = operationsOf(document);
  const size_before = await target.size();
  const tokens = new Map<string, string | null>();
  const result: FuzzResult = { requests: 0, answers: {}, violations: [], grown_bytes: 0, slowest_refusal_ms: 0 };
  for (let sent = 0; sent < count; sent++) {
    const caller = target.callers[random.integer(0, target.callers.length - 1)];
    // Every operation has its turn; chance only says by whom and with what.
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

/** Says that so many requests grew the database too much, or null. */
export function growthProblem({ requests, grown_bytes }: FuzzResult): string | null {
  const budget = BYTES_A_REQUEST * requests + WRITE_AHEAD_BYTES;
  return grown_bytes > budget ? `the database grew by ${grown_bytes} bytes with ${requests} requests` : null;
}

/** What is wrong with an answer, or null. A tenant that maintains itself answers 503 on purpose. */
function judge({ status, text }: Answer): string | null {
  if (status >= 500 && !text.includes('"E_MAINTENANCE"')) return `${status} ${text.slice(0, SHOWN_CHARACTERS)}`;
  if (status >= 400 && !/^\{"ok":false,/.test(text)) return `${status} without the envelope: ${text.slice(0, 80)}`;
  return null;
}

/** A refusal that was slow once may have met a busy machine: it is slow when it is so three times. */
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
