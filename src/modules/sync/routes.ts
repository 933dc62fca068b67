/** Routes of what devices hand in, and of the clock they set theirs by. */

import { contract } from "../../platform/http/contract.ts";
import { parseFields } from "../../platform/http/request.ts";
import { AppError } from "../../shared/errors.ts";
import { type Op, skewOf, syncErrors } from "./domain.ts";
import { applyBatch, type ParsedOp } from "./service/batch.ts";
import * as wire from "./wire.ts";

/** An operation, or why it is none. */
function parseOp(raw: unknown): ParsedOp {
  const op_id = (raw as { op_id?: unknown } | null)?.op_id;
  try {
    const { ts, ...op } = parseFields(wire.OpEnvelope, raw);
    const payload = parseFields(wire.payloadOf(op.type), op.payload);
    return { ...op, payload, device_at: ts } as Op;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { op_id: typeof op_id === "string" ? op_id.slice(0, 40) : null, error };
  }
}

export const routes = [
  contract({
    method: "post",
    path: "/sync/batch",
    tag: "sync",
    summary: "Hand in what was recorded while offline: each operation is answered by itself",
    permission: "authenticated",
    // Each operation has an id of its own.
    idempotency: "natural",
    upload_only: true,
    body: wire.SyncRequest,
    max_bytes: wire.BATCH_BYTES,
    reply: wire.SyncReply,
    errors: [syncErrors.device_required],
    handle: ({ ctx, body }) => applyBatch(ctx, body.sent_at, body.ops.map(parseOp)),
  }),
  contract({
    method: "get",
    path: "/time/skew",
    tag: "sync",
    summary: "How far a client's clock is ahead of the server's",
    public: true,
    rate: null,
    query: wire.SkewQuery,
    reply: wire.Skew,
    handle: async ({ ctx, query }) => ({ server_time: ctx.now, offset_ms: skewOf(query.client_time, ctx.now) }),
  }),
];
