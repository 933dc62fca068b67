/** Routes of sync: the batch of a device, and the difference of its clock. */

import { contract } from "../../../platform/http/contract.ts";
import { Repairs, readRepaired } from "../../../platform/http/repairs.ts";
import { jsonBytes } from "../../../shared/changes.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { BUDGET, type Op, skewOf, syncErrors, turnOf } from "./domain.ts";
import { applyBatch, type SentOp } from "./service/batch.ts";
import * as wire from "./wire.ts";

/** Opens the envelope of an operation; its payload is read later, in its turn. */
function openOp(raw: unknown): SentOp {
  try {
    const repaired = new Repairs();
    const { ts: device_at, payload: unread, ...op } = readRepaired(wire.OpEnvelope, timed(raw, repaired), repaired);
    const payload = unread();
    const bytes = jsonBytes(payload);
    if (bytes > BUDGET.op_bytes) throw new AppError(errors.too_large);
    const read = () =>
      ({
        ...op,
        device_at,
        repaired,
        payload: readRepaired(wire.payloadOf(op.type), payload, repaired, wire.NEVER_DROPPED),
      }) as Op;
    return { ...op, device_at, turn: turnOf(op.op_id, op.type, payload), bytes, read };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const op_id = (raw as { op_id?: unknown } | null)?.op_id;
    return { op_id: typeof op_id === "string" ? op_id.slice(0, 40).toWellFormed() : null, error };
  }
}

/** Gives an envelope without a readable time the earliest time: no operation is refused for its time (rule O4). */
function timed(raw: unknown, repaired: Repairs): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  const { ts } = raw as { ts?: unknown };
  if (wire.OpEnvelope.shape.ts.safeParse(ts).success) return raw;
  repaired.note("unreadable");
  if (ts !== undefined) repaired.keep(["ts"], ts);
  return { ...raw, ts: NO_TIME };
}

/** Earlier than any device. */
const NO_TIME = "0001-01-01T00:00:00.000Z";

export const routes = [
  contract({
    method: "post",
    path: "/sync/batch",
    tag: "sync",
    summary: "Hand in operations that were recorded offline",
    description: "Each operation gets its own answer.",
    permission: "authenticated",
    // Each operation has its own id.
    idempotency: "natural",
    upload_only: true,
    any_version: true,
    carries: wire.countOps,
    body: wire.SyncRequest,
    max_bytes: wire.BATCH_BYTES,
    reply: wire.SyncReply,
    errors: [errors.device_required, syncErrors.batch_budget],
    handle: ({ ctx, body: { sent_at, ops } }) =>
      applyBatch(
        ctx,
        sent_at,
        ops.map((unread) => openOp(unread())),
      ),
  }),
  contract({
    method: "get",
    path: "/time/skew",
    tag: "sync",
    summary: "Read how far your clock is ahead of the server's",
    public: true,
    rate: null,
    query: wire.SkewQuery,
    reply: wire.Skew,
    handle: async ({ ctx, query }) => ({ server_time: ctx.now, offset_ms: skewOf(query.client_time, ctx.now) }),
  }),
];
