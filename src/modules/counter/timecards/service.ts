/** Use-cases of timecards. */

import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import type { Statement } from "../../../platform/db/sql.ts";
import { asTenant, type Context, noteDoubt, storeFor } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, defineRace, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { employeeErrors, findPerson } from "../../access/employees/index.ts";
import { provePin } from "../../access/sessions/index.ts";
import { requireStore, requireStores } from "../../access/tenants/index.ts";
import { type Action, type Card, countedAt, faultsOf, punch, timecardErrors, timeOf } from "./domain.ts";
import { CARD_ADDED, CARD_CORRECTED, PUNCHED } from "./events.ts";
import {
  findCard,
  findLatestCard,
  insertCard,
  listCardRows,
  type Timecard,
  type TimecardFilter,
  updateCard,
} from "./store.ts";

/** A card of the person was punched or corrected since it was read, so it is read again. */
const TIMECARD_CHANGED = defineRace("a timecard is changed", errors.conflict);

export type TimecardView = Timecard & { worked_ms: number; break_ms: number };

/** The punching person and their PIN; empty for the logged-in person. */
export interface PunchProof {
  employee_id?: string;
  email?: string;
  pin?: string;
}

/**
 * Clocks a person in or out, or starts or ends a break, now: the logged-in person, or the owner of the PIN (rule S8). A
 * wrong PIN counts as a try. Errors as `applyPunch`; E_PERMISSION without a person, E_PIN_WRONG, E_PIN_LOCKED,
 * E_EMPLOYEE_SUSPENDED, E_SCOPE_MISMATCH for a person of other stores.
 */
export async function punchCard(ctx: Context, action: Action, proof: PunchProof): Promise<TimecardView> {
  if (!ctx.device) throw new AppError(errors.device_required);
  const by_pin = proof.pin !== undefined;
  const employee_id = by_pin ? await provenPerson(ctx, ctx.device.store_id, proof) : ctx.employee?.employee_id;
  if (!employee_id) throw new AppError(errors.permission, { needs: "pin" });
  const own = by_pin ? asTenant(ctx, ctx.tenant_id, { ...ctx, actor: { kind: "employee", id: employee_id } }) : ctx;
  return applyPunch(own, { employee_id, action, happened_at: ctx.now });
}

/** The person of the store whose PIN was sent. An unknown person and a wrong PIN give the same answer. */
async function provenPerson(ctx: Context, store_id: string, { pin = "", ...named }: PunchProof): Promise<string> {
  const person = await findPerson(ctx, named);
  if (!person) throw new AppError(employeeErrors.pin_wrong);
  const { employee_id } = person;
  const { stores } = await provePin(ctx, employee_id, pin, "timecard.refused", employeeErrors.pin_wrong);
  if (!(store_id in stores)) throw new AppError(errors.scope_mismatch, { store_id });
  return employee_id;
}

/**
 * Records a person's punch at a device of the store, now or during an outage (`happened_at`, epoch ms). The same punch at
 * the same moment changes nothing. Errors: E_DEVICE_REQUIRED; E_TIMECARD_STATE; E_CONFLICT; E_NOT_FOUND for an unknown
 * person.
 */
export async function applyPunch(
  ctx: Context,
  input: { timecard_event_id?: string; employee_id: string; action: Action; happened_at: number },
): Promise<TimecardView> {
  const { employee_id, action, happened_at, timecard_event_id } = input;
  const { device } = ctx;
  if (!device) throw new AppError(errors.device_required);
  if (!(await findPerson(ctx, { employee_id }))) throw new AppError(errors.not_found);
  return decideAgain([TIMECARD_CHANGED], async () => {
    const latest = await findLatestCard(ctx.db, employee_id);
    const at = ctx.handed_in ? countedAt(latest, happened_at) : happened_at;
    const punched = punch(latest, action, happened_at, at);
    if (!punched.ok) throw new AppError(timecardErrors.state, { reason: punched.refusal });
    if (latest && punched.value === latest) return viewOf(ctx, latest);
    if (at !== happened_at) noteDoubt(ctx, "time_corrected");

    const card = cardOf(
      ctx,
      { employee_id, store_id: device.store_id, device_id: device.device_id },
      latest,
      punched.value,
    );
    const reply = viewOf(ctx, card);
    const { timecard_id, store_id } = card;
    const subject = ["timecard", timecard_id] as const;
    const { handed_in } = card;
    const facts = {
      employee_id,
      happened_at: at,
      ...(timecard_event_id && { timecard_event_id }),
      ...(handed_in && { handed_in }),
    };
    await commit(ctx, {
      writes: [card.version === 1 ? insertCard(card) : updateCard(card)],
      audit: [{ event: PUNCHED[action].type, subject, changes: facts }],
      events: [PUNCHED[action].of(subject, { timecard_id, store_id, ...facts })],
      reply,
      refusals: [
        ["E_TIMECARD_OVERLAP", TIMECARD_CHANGED],
        ["timecards.employee_id", TIMECARD_CHANGED],
        ["E_STALE_VERSION", TIMECARD_CHANGED],
      ],
    });
    return reply;
  });
}

function cardOf(
  ctx: Context,
  where: Pick<Timecard, "employee_id" | "store_id" | "device_id">,
  latest: Timecard | undefined,
  punched: Pick<Timecard, "clock_in_at" | "clock_out_at" | "breaks">,
): Timecard {
  const handed_in = ctx.handed_in !== undefined;
  if (latest?.clock_out_at === null)
    return { ...latest, ...punched, handed_in: latest.handed_in || handed_in, version: latest.version + 1 };
  const uncorrected = { corrected_by: null, corrected_at: null, correction_reason: null };
  const card_of = { tenant_id: ctx.tenant_id, timecard_id: ctx.newId(), ...where };
  return { ...card_of, ...punched, version: 1, handed_in, ...uncorrected };
}

/** A card that another person enters by hand, with the reason. */
export type CardInput = Card & { reason: string };

/**
 * Replaces a card with the corrected one; without a clock-out it is open. `version` is the version that the caller
 * read. A repeat changes nothing. Errors: E_NOT_FOUND; E_PERMISSION, E_SCOPE_MISMATCH; E_OWN_TIMECARD;
 * E_VALIDATION; E_STALE_VERSION when the card was changed in between; E_TIMECARD_OVERLAP.
 */
export async function correctCard(
  ctx: Context,
  timecard_id: string,
  { reason, version, ...put }: CardInput & { version?: number },
): Promise<TimecardView> {
  const card = await findCard(ctx.db, timecard_id);
  if (!card) throw new AppError(errors.not_found);
  storeFor(ctx, "employee_manage", card.store_id);
  const by_hand = putByHand(ctx, card.employee_id, put, reason);
  const { before, after } = changesOf<Card>(card, put);
  if (Object.keys(after).length === 0 && card.correction_reason === reason) return viewOf(ctx, card);
  if (version !== undefined && version !== card.version)
    throw new AppError(errors.stale_version, { version: card.version });
  const corrected = { ...card, ...by_hand, version: card.version + 1 };
  return writeByHand(ctx, corrected, updateCard(corrected), CARD_CORRECTED, { before, after });
}

/**
 * Adds a card that nobody punched. Errors: E_NOT_FOUND for a person or store that the tenant does not have; E_PERMISSION,
 * E_SCOPE_MISMATCH; E_OWN_TIMECARD; E_VALIDATION; E_TIMECARD_OVERLAP.
 */
export async function addCard(
  ctx: Context,
  { employee_id, store_id: named, reason, ...put }: CardInput & { employee_id: string; store_id?: string },
): Promise<TimecardView> {
  const store_id = await requireStore(ctx, "employee_manage", named);
  if (!(await findPerson(ctx, { employee_id }))) throw new AppError(errors.not_found);
  const { tenant_id } = ctx;
  const where = { tenant_id, timecard_id: ctx.newId(), employee_id, store_id, device_id: null };
  const card = { ...where, ...putByHand(ctx, employee_id, put, reason), version: 1, handed_in: false };
  return writeByHand(ctx, card, insertCard(card), CARD_ADDED, { ...put });
}

function putByHand(ctx: Context, employee_id: string, put: Card, reason: string) {
  const corrected_by = callerOf(ctx);
  if (employee_id === corrected_by) throw new AppError(timecardErrors.own_card);
  const fields = faultsOf(put, ctx.now);
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
  return { ...put, corrected_by, corrected_at: ctx.now, correction_reason: reason };
}

async function writeByHand(
  ctx: Context,
  card: Timecard,
  write: Statement,
  event: typeof CARD_ADDED | typeof CARD_CORRECTED,
  changes: Record<string, unknown>,
): Promise<TimecardView> {
  const { timecard_id, employee_id, store_id, correction_reason: reason } = card;
  const subject = ["timecard", timecard_id] as const;
  const reply = viewOf(ctx, card);
  await commit(ctx, {
    writes: [write],
    audit: [{ event: event.type, subject, changes: { employee_id, reason, ...changes }, store_id }],
    events: [event.of(subject, { timecard_id, employee_id, store_id }, { store_id })],
    reply,
    refusals: [
      ["E_STALE_VERSION", errors.stale_version],
      ["E_TIMECARD_OVERLAP", timecardErrors.overlap],
    ],
  });
  return reply;
}

function viewOf(ctx: Context, card: Timecard): TimecardView {
  return { ...card, ...timeOf(card, ctx.now) };
}

/** The caller's open card. Error: E_NOT_FOUND when there is none. */
export async function getCurrentCard(ctx: Context): Promise<TimecardView> {
  const latest = await findLatestCard(ctx.db, callerOf(ctx));
  if (latest?.clock_out_at !== null) throw new AppError(errors.not_found);
  return viewOf(ctx, latest);
}

export type TimecardQuery = Omit<TimecardFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** Lists the caller's own cards, or, for a named store or person, cards of the stores whose people the caller manages. */
export async function listTimecards(ctx: Context, query: TimecardQuery): Promise<Page<TimecardView>> {
  const { store_id, cursor, ...filter } = query;
  const own = ctx.employee?.employee_id;
  const of_own = store_id === undefined && (filter.employee_id ?? own) === own;
  const scope = of_own
    ? { employee_id: callerOf(ctx) }
    : { store_ids: await requireStores(ctx, "employee_manage", store_id) };
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listCardRows(ctx.db, { ...filter, ...scope, before });
  const page = pageOf(rows, query.limit, ({ timecard_id }) => [timecard_id]);
  return { ...page, items: page.items.map((card) => viewOf(ctx, card)) };
}

function callerOf(ctx: Context): string {
  if (!ctx.employee) throw new AppError(errors.permission);
  return ctx.employee.employee_id;
}
