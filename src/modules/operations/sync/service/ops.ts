/** Every operation but a scan is a use-case of a module below, remembered under its op_id by the commit that it makes. */

import { commit, Replay, throwIfReplied } from "../../../../platform/db/commit.ts";
import { LateError } from "../../../../platform/db/session.ts";
import { type Context, type DevicePrincipal, wasInContactSince } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { fingerprintOf } from "../../../../platform/http/request.ts";
import { SECRET_FIELDS } from "../../../../platform/http/secret-fields.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Doubt } from "../../../../shared/handed-in.ts";
import { judgePerson } from "../../../access/employees/index.ts";
import { applyOfflineSale } from "../../../counter/sales/index.ts";
import { closeShift, openShift, recordMovement } from "../../../counter/shifts/index.ts";
import { recordTimecard } from "../../../counter/timecards/index.ts";
import { namedBy, needsDeviceToken, type Op, type OpResult, type OpType, type Placed, rejected } from "../domain.ts";

type Data = Record<string, unknown>;

/** The use-case of an operation, and what of its result the device is told. */
interface Handler<Type extends OpType> {
  run(ctx: Context, op: Op<Type>, happened_at: number): Promise<object>;
  told: readonly string[];
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
    told: [
      ...["sale_id", "receipt_no", "shift_id", "grand_total", "tax_total", "late", "price_mismatch"],
      ...["receipt_conflict", "flags"],
    ],
  },
  shift_open: {
    run: (ctx, { op_id, payload: { shift_id = op_id, cash_open } }, opened_at) =>
      openShift(ctx, { shift_id, cash_open, opened_at }),
    told: SHIFT,
  },
  shift_close: {
    run: (ctx, { payload: { employee_id, ...closing } }, closed_at) => closeShift(ctx, { ...closing, closed_at }),
    told: SHIFT,
  },
  movement: {
    run: (ctx, { op_id: movement_id, payload: { kind, amount, reason, shift_id } }, happened_at) =>
      recordMovement(ctx, { movement_id, kind, amount, reason, shift_id, happened_at }),
    told: ["movement_id", "shift_id", "late"],
  },
  timecard: {
    run: (ctx, { op_id: timecard_event_id, payload }, happened_at) =>
      recordTimecard(ctx, { timecard_event_id, ...payload, happened_at }),
    told: ["timecard_id", "employee_id"],
  },
  audit: {
    async run(ctx, { payload, device_at }, happened_at) {
      const { event, subject_id, details = {} } = payload;
      const subject = [subject_id ? "reported" : "device", subject_id ?? ctx.device?.device_id ?? ""] as const;
      const changes = { event, details, happened_at, device_at };
      await commit(ctx, { writes: [], audit: [{ event: "device.reported", subject, changes }], reply: {} });
      return {};
    },
    told: [],
  },
  // Its moment has passed: that the device hands it in is the sign of life.
  heartbeat: { run: async () => ({}), told: [] },
};

/** Applies an operation once, however often it is handed in. Whatever goes wrong with it is its own answer. */
export async function applyOp(ctx: Context, device: DevicePrincipal, placed: Placed): Promise<OpResult> {
  const { op } = placed;
  const { op_id, type } = op;
  try {
    const { run, told } = HANDLERS[type as Exclude<OpType, "redemption">] as Handler<OpType>;
    const own = await contextOf(ctx, device, placed, told);
    const result = await run(own, op, placed.time.happened_at).catch((error) => repeatOr(own, error));
    // Nothing was written: it stands there already, by another way than this operation.
    const repeated = own.committed === null && type !== "heartbeat";
    if (repeated && own.reply_key) await throwIfReplied(own, own.reply_key);
    const data = own.committed ? JSON.parse(own.committed.text) : pick(result, told);
    return { op_id, status: repeated ? "duplicate" : "applied", data };
  } catch (error) {
    if (error instanceof Replay) return { op_id, status: "duplicate", data: JSON.parse(error.text) };
    const refusal = error instanceof AppError ? error : outageOf(error);
    if (refusal) return rejected(op_id, refusal);
    logTrouble("error", "operation failed", error, { op_id, type });
    return { ...rejected(op_id, new AppError(errors.internal)), retry: true };
  }
}

/** It may have been refused because it stands already; then the answer that it got stands too (rule O6). */
async function repeatOr(own: Context, error: unknown): Promise<never> {
  if (error instanceof AppError && !(error instanceof LateError) && own.reply_key)
    await throwIfReplied(own, own.reply_key);
  throw error;
}

/**
 * An operation's own request: its op_id is its key. Its actor is who hands it in; whom it names is judged, and stands
 * beside the actor. Error: E_DEVICE_TOKEN_REQUIRED for another's act by a person's token.
 */
async function contextOf(
  ctx: Context,
  device: DevicePrincipal,
  { op, time: { happened_at, corrected } }: Placed,
  told: readonly string[],
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
      sealed: told.some((name) => SECRET_FIELDS.has(name)),
    },
    render: (value) => ({ status: 200, text: JSON.stringify({ ...pick(value as object, told), ...doubted(doubts) }) }),
  };
}

function doubted(doubts: readonly Doubt[]): Data {
  return doubts.length > 0 ? { doubts } : {};
}

function pick(value: object, names: readonly string[]): Data {
  return Object.fromEntries(names.map((name) => [name, (value as Data)[name] ?? null]));
}
