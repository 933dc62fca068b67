/** The network between a gate and the server: it drops, loses, repeats and delays messages, and records each answer of the server. */
import { setTimeout as delay } from "node:timers/promises";
import type { GateHistory, ScanAnswer } from "./history.ts";
import type { Fault } from "./plan.ts";

const LATE_MS = 15;
const NO_VERDICT = 503;

/** A batch as sent. */
export interface Batch {
  body: string;
  authorization: string;
}

export interface Link {
  fetch: typeof fetch;
  /** Whether the network is down. */
  down: boolean;
  /** The fault of the next scan or batch. */
  fault: Fault;
  batches: Batch[];
  /** Sends a batch again, unchanged. */
  resend(batch: Batch): Promise<void>;
}

interface Op {
  op_id: string;
  payload: { qr_token?: string; direction?: "entry" | "exit" };
}

type Verdict = Pick<ScanAnswer, "result" | "reason" | "remaining" | "replayed" | "admitted_offline" | "redemption_id">;

interface OpResult {
  op_id: string | null;
  status: string;
  code?: string;
  retry?: boolean;
  data?: Verdict;
}

/** Opens a gate's link. `ticket_of` has the tickets by sold code. */
export function openLink(base_url: string, history: GateHistory, ticket_of: ReadonlyMap<string, string>): Link {
  const link: Link = { fetch: send, down: false, fault: "none", batches: [], resend };
  return link;

  async function send(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const path = new URL(String(input)).pathname;
    const is_scan = path === "/v1/tickets/redeem" || path === "/v1/sync/batch";
    const { fault } = link;
    if (is_scan) link.fault = "none";
    if (path === "/v1/sync/batch") {
      history.counts.batches += 1;
      const authorization = new Headers(init.headers).get("authorization") ?? "";
      link.batches.push({ body: String(init.body), authorization });
    }
    if (link.down || (is_scan && fault === "dropped")) throw new TypeError("the network is down");
    if (!is_scan) return fetch(input, init);
    if (fault === "late") await delay(LATE_MS);
    const sendings = [noted(path, input, init), ...(fault === "twice" ? [noted(path, input, init)] : [])];
    const [answer] = await Promise.allSettled(sendings);
    if (fault === "answer_lost") throw new TypeError("the answer was lost");
    if (answer?.status !== "fulfilled") throw new TypeError("the server did not answer");
    return answer.value;
  }

  async function resend({ body, authorization }: Batch): Promise<void> {
    const headers = { "content-type": "application/json", authorization };
    const url = `${base_url}/v1/sync/batch`;
    if (!link.down) await noted("/v1/sync/batch", url, { method: "POST", headers, body }).catch(() => undefined);
  }

  async function noted(path: string, input: Parameters<typeof fetch>[0], init: RequestInit): Promise<Response> {
    const sent_at = Date.now();
    try {
      const response = await fetch(input, { ...init, signal: null });
      note(path, JSON.parse(String(init.body)), response.status, await response.clone().json(), sent_at);
      return response;
    } catch (error) {
      history.counts.unanswered += 1;
      throw error;
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: two routes' bodies and answers
  function note(path: string, body: any, status: number, { data, error }: any, sent_at: number): void {
    // No verdict: D1 was unreachable, or the ticket's object ended during the call.
    if (status === NO_VERDICT) return;
    if (status !== 200) {
      history.surprises.push(`${path} was answered ${status} ${error?.code} ${error?.message}`);
      return;
    }
    if (path === "/v1/tickets/redeem") noteScan(body.scan_id, body, data, "online", sent_at);
    else for (const [index, op] of (body.ops as Op[]).entries()) noteOp(op, data.results[index], sent_at);
  }

  function noteOp({ op_id, payload }: Op, answer: OpResult | undefined, sent_at: number): void {
    if (answer?.op_id !== op_id) history.surprises.push(`operation ${op_id} was answered for ${answer?.op_id}`);
    else if (answer.data) noteScan(op_id, payload, answer.data, "handed_in", sent_at);
    else if (!answer.retry) history.surprises.push(`operation ${op_id} was refused with ${answer.code}`);
  }

  function noteScan(
    scan_id: string,
    { qr_token = "", direction = "entry" }: Op["payload"],
    verdict: Verdict,
    way: ScanAnswer["way"],
    sent_at: number,
  ): void {
    const { result, reason, remaining, replayed, admitted_offline, redemption_id } = verdict;
    const ticket_id = ticket_of.get(qr_token) ?? null;
    const said = { result, reason, remaining, replayed, admitted_offline, redemption_id };
    history.told.push({ scan_id, way, ticket_id, direction, sent_at, ...said });
    if (replayed) history.counts.duplicates += 1;
    else if (way === "online") history.counts.online += 1;
    if (!replayed && admitted_offline) history.counts.conflicts += 1;
  }
}
