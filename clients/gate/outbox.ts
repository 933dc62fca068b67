/** The outbox: the gate's own decisions are handed in until the final answer is stored: at least once, with one effect (rules O3, O6). */

import { nameCode } from "./list.ts";
import { type Attempt, type Change, type Memory, outboxOf, type Rejection } from "./memory.ts";
import { GateError, NoAnswer, type Session } from "./session.ts";
import { jittered } from "./turns.ts";
import type { OpResult } from "./wire.ts";

/** A guest whom this gate admitted and the server would have refused: `answer.data` has the reason and the earlier pass. */
export interface Conflict {
  attempt: Attempt;
  answer: OpResult;
}

export interface SyncReport {
  applied: number;
  duplicate: number;
  conflict: number;
  rejected: number;
  /** The number that still waits. */
  left: number;
  conflicts: Conflict[];
  rejections: Rejection[];
}

export interface OutboxOptions {
  memory: Memory;
  session: Session;
  keep: (change: Change) => Promise<void>;
  /** Scans that are being answered or handed in now; a new scan does not repeat them. */
  busy: Set<string>;
  device_now: () => number;
  retry_ms: number;
  /** Resolves after a while, or at once when the gate is closed. */
  wait: (delay_ms: number) => Promise<void>;
}

const BATCH_OPS = 500;
const BATCH_CHARS = 1_000_000;
const BATCH_TIMEOUT_MS = 30_000;
const TRIES = 5;
const MAX_WAIT_MS = 30_000;

/** Hands in everything. An absent server is tried a few times; the rest waits for the next sync. */
export async function handIn(options: OutboxOptions): Promise<SyncReport> {
  const { memory, session, retry_ms, wait } = options;
  const report: SyncReport = {
    ...{ applied: 0, duplicate: 0, conflict: 0, rejected: 0, left: 0 },
    ...{ conflicts: [], rejections: [] },
  };
  let most = BATCH_OPS;
  let failures = 0;
  while (failures < TRIES) {
    const batch = nextBatch(memory, most);
    if (batch.length === 0) break;
    let wait_ms: number | null = null;
    try {
      const results = await send(options, batch);
      const finals = results.filter(({ retry }) => !retry).length;
      await settle(options, batch, results, report);
      if (finals === 0) wait_ms = retry_ms;
    } catch (error) {
      if (error instanceof NoAnswer) wait_ms = error.retry_after_ms ?? retry_ms;
      else if (session.stopped() !== null) break;
      // An operation that the server cannot accept must not stop the others.
      else if (!isBatchRefused(error)) throw error;
      else if (batch.length > 1) most = Math.ceil(batch.length / 2);
      else await settle(options, batch, [refusalOf(batch[0], error)], report);
    }
    if (wait_ms === null) continue;
    failures += 1;
    if (failures < TRIES) await wait(Math.min(MAX_WAIT_MS, Math.max(wait_ms, jittered(retry_ms * 2 ** failures))));
  }
  return { ...report, left: outboxOf(memory).length };
}

/** The next attempts in the order of recording, as many as a request may have. */
function nextBatch(memory: Memory, most: number): Attempt[] {
  let chars = 0;
  return outboxOf(memory)
    .slice(0, most)
    .filter(({ code }, index) => {
      chars += code.length + 340;
      return index === 0 || chars <= BATCH_CHARS;
    });
}

async function send({ session, busy, device_now }: OutboxOptions, batch: readonly Attempt[]): Promise<OpResult[]> {
  for (const { scan_id } of batch) busy.add(scan_id);
  const body = { sent_at: iso(device_now()), ops: batch.map(opOf) };
  const call = { method: "POST", body, timeout_ms: BATCH_TIMEOUT_MS, upload: true } as const;
  try {
    const { results } = await session.call<{ results: OpResult[] }>("/sync/batch", call);
    return results;
  } finally {
    for (const { scan_id } of batch) busy.delete(scan_id);
  }
}

function opOf({ scan_id, code, direction, party, zone_id, answers, device_at, at, decided }: Attempt) {
  const zone = zone_id === null ? {} : { zone_id };
  const payload = { ...nameCode(code), direction, party, ...zone, ...(answers && { answers }), ...decided };
  return { op_id: scan_id, type: "redemption", ts: iso(device_at), at: iso(at), payload };
}

/** Stores the final answers in one step, by operation id. */
async function settle(
  options: OutboxOptions,
  batch: readonly Attempt[],
  results: readonly OpResult[],
  report: SyncReport,
): Promise<void> {
  const of = new Map(batch.map((attempt) => [attempt.scan_id, attempt]));
  const answered: string[] = [];
  const rejections: Rejection[] = [];
  const conflicts: Conflict[] = [];
  for (const answer of results) {
    const attempt = of.get(answer.op_id ?? "");
    if (!attempt || answer.retry) continue;
    await takeBack(options, attempt, answer);
    answered.push(attempt.scan_id);
    report[answer.status] += 1;
    if (answer.status === "rejected") rejections.push({ attempt, answer });
    // This includes a scan that the server had already refused, if that answer was lost.
    const refused = attempt.decided?.result === "pass" && answer.data?.result === "fail";
    if (refused || answer.status === "conflict") conflicts.push({ attempt, answer });
  }
  await options.keep({ answered, rejections });
  report.rejections.push(...rejections);
  report.conflicts.push(...conflicts);
}

/** Annuls a pass whose answer was lost, so that the gate refused: nobody entered, and the use is given back (rule G11). */
async function takeBack({ session }: OutboxOptions, { scan_id, decided }: Attempt, { data }: OpResult): Promise<void> {
  if (decided?.result !== "fail" || data?.result !== "pass") return;
  const call = { method: "POST", body: { scan_id }, timeout_ms: BATCH_TIMEOUT_MS } as const;
  await session.call("/tickets/annul", call).catch((error) => {
    // Too late or already annulled: the server has recorded the request.
    if (!(error instanceof GateError)) throw error;
  });
}

function isBatchRefused(error: unknown): error is GateError {
  return error instanceof GateError && [400, 413, 422].includes(error.status);
}

function refusalOf(attempt: Attempt | undefined, { code, message }: GateError): OpResult {
  return { op_id: attempt?.scan_id ?? null, status: "rejected", code, message };
}

export function iso(epoch_ms: number): string {
  return new Date(epoch_ms).toISOString();
}
