/**
 * Operations other than scans: each is a use-case of a lower module, and its commit stores the answer under the op_id.
 */

import { commit, Replay, throwIfReplied } from "../../../../platform/db/commit.ts";
import { LateError } from "../../../../platform/db/session.ts";
import { type Context, type DevicePrincipal, wasInContactSince } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { fingerprintOf } from "../../../../platform/http/request.ts";
import { SECRET_FIELDS } from "../../../../platform/http/secret-fields.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Doubt } from "../../../../shared/handed-in.ts";
import { judgePerson } from "../../../access/sessions/index.ts";
import { applyOfflineSale } from "../../../counter/sales/index.ts";
import { closeShift, openShift, recordMovement } from "../../../counter/shifts/index.ts";
import { applyPunch } from "../../../counter/timecards/index.ts";
import { namedBy, needsDeviceToken, type Op, type OpResult, type OpType, type PlacedOp, rejected } from "../domain.ts";

type Data = Record<string, unknown>;

/** The use-case of an operation, and the fields of its result that the device gets. */
interface Handler<Type extends OpType> {
  run(ctx: Context, op: Op<Type>, happened_at: number): Promise<object>;
  reply_fields: readonly string[];
}

const SHIFT = [
  "shift_id",
  "cash_open",
  "cash_open_expected",
  "cash_expected",
  "cash_counted",
  "cash_diff",
  "cash_left",
];

const HANDLERS: { [Type in Exclude<OpType, "redemption">]: Handler<Type> } = {
  sale: {
    run: (ctx, { op_id, device_at, payload }, happened_at) =>
      applyOfflineSale(ctx, { ...payload, sale_id: payload.sale_id ?? op_id, happened_at, device_at }),
    reply_fields: [
      ...["sale_id", "receipt_no", "shift_id", "grand_total", "tax_total", "late", "price_mismatch"],
      ...["receipt_conflict", "flags"],
    ],
  },
  shift_open: {
    run: (ctx, { op_id, payload: { shift_id = op_id, cash_open } }, opened_at) =>
      openShift(ctx, { shift_id, cash_open, opened_at }),
    reply_fields: SHIFT,
  },
  shift_close: {
    run: (ctx, { payload: { employee_id, ...closing } }, closed_at) => closeShift(ctx, { ...closing, closed_at }),
    reply_fields: SHIFT,
  },
  movement: {
    run: (ctx, { op_id: movement_id, payload: { kind, amount, reason, shift_id } }, happened_at) =>
      recordMovement(ctx, { movement_id, kind, amount, reason, shift_id, happened_at }),
    reply_fields: ["movement_id", "shift_id", "late"],
  },
  timecard: {
    run: (ctx, { op_id: timecard_event_id, payload }, happened_at) =>
      applyPunch(ctx, { timecard_event_id, ...payload, happened_at }),
    reply_fields: ["timecard_id", "employee_id"],
  },
  audit: {
    async run(ctx, { payload, device_at }, happened_at) {
      const { event, subject_id, details = {} } = payload;
      const subject = [subject_id ? "reported" : "device", subject_id ?? ctx.device?.device_id ?? ""] as const;
      const changes = { event, details, happened_at, device_at };
      await commit(ctx, { writes: [], audit: [{ event: "device.reported", subject, changes }], reply: {} });
      return {};
    },
    reply_fields: [],
  },
  // Its time has passed: the batch itself shows that the device is alive.
  heartbeat: { run: async () => ({}), reply_fields: [] },
};

/** Applies an operation once, however often it is handed in. An error becomes the operation's answer. */
export async function applyOp(ctx: Context, device: DevicePrincipal, placed: PlacedOp): Promise<OpResult> {
  const { op } = placed;
  const { op_id, type } = op;
  try {
    const { run, reply_fields } = HANDLERS[type as Exclude<OpType, "redemption">] as Handler<OpType>;
    const own = await contextOf(ctx, device, placed, reply_fields);
    const result = await run(own, op, placed.time.happened_at).catch((error) => repeatOr(own, error));
    // Nothing was written: the record exists already by another way than this operation.
    const repeated = own.committed === null && type !== "heartbeat";
    if (repeated && own.reply_key) await throwIfReplied(own, own.reply_key);
    const data = own.committed ? JSON.parse(own.committed.text) : pick(result, reply_fields);
    return { op_id, status: repeated ? "duplicate" : "applied", data };
  } catch (error) {
    if (error instanceof Replay) return { op_id, status: "duplicate", data: JSON.parse(error.text) };
    const refusal = error instanceof AppError ? error : outageOf(error);
    if (refusal) return rejected(op_id, refusal);
    logTrouble("error", "operation failed", error, { op_id, type });
    return { ...rejected(op_id, new AppError(errors.internal)), retry: true };
  }
}

/** A concurrent request may have stored the operation's answer; then that answer is repeated (rule O6). */
async function repeatOr(own: Context, error: unknown): Promise<never> {
  if (error instanceof AppError && !(error instanceof LateError) && own.reply_key)
    await throwIfReplied(own, own.reply_key);
  throw error;
}

/**
 * The context of one operation: its op_id is its idempotency key. Its actor is the caller; the employee it names is
 * judged and kept beside the actor.
 * Error: E_DEVICE_TOKEN_REQUIRED for another's act with a person's token.
 */
async function contextOf(
  ctx: Context,
  device: DevicePrincipal,
  { op, time: { happened_at, corrected } }: PlacedOp,
  reply_fields: readonly string[],
): Promise<Context> {
  if (needsDeviceToken(op, ctx.employee?.employee_id ?? null)) throw new AppError(errors.device_token_required);
  const named = namedBy(op);
  const on_behalf_of = named === undefined ? null : await judgePerson(ctx, device, named, happened_at);
  const doubts: Doubt[] = [
    ...(on_behalf_of?.doubts ?? []),
    ...(wasInContactSince(device, happened_at) ? (["before_contact"] as const) : []),
    ...(corrected ? (["time_corrected"] as const) : []),
    ...op.repaired.doubts,
  ];
  const { type, payload } = op;
  return {
    ...ctx,
    handed_in: { on_behalf_of, device_at: op.device_at, doubts, extra: op.repaired.extra },
    committed: null,
    trace: { ctx: null, error_code: null },
    reply_key: {
      caller_id: device.device_id,
      idempotency_key: `op:${op.op_id}`,
      fingerprint: await fingerprintOf(ctx.env, type, payload),
      sealed: reply_fields.some((name) => SECRET_FIELDS.has(name)),
    },
    render: (value) => ({
      status: 200,
      text: JSON.stringify({ ...pick(value as object, reply_fields), ...doubted(doubts) }),
    }),
  };
}

function doubted(doubts: readonly Doubt[]): Data {
  return doubts.length > 0 ? { doubts } : {};
}

function pick(value: object, names: readonly string[]): Data {
  return Object.fromEntries(names.map((name) => [name, (value as Data)[name] ?? null]));
}
