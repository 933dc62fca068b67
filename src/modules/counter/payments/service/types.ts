/** Use-cases of payment types: the same in every store; a type is never deleted, only deactivated, because sales name it. */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import type { ReferenceUniqueness } from "../domain/references.ts";
import { CASH, TENDERS, type TenderKind } from "../domain/types.ts";
import { PAYMENT_TYPE_CHANGED, PAYMENT_TYPE_CREATED, PAYMENT_TYPES_CREATED } from "../events.ts";
import { findPaymentType, insertPaymentTypes, listPaymentTypeRows, type TypeRow, updatePaymentType } from "../store.ts";

/** The terms of a payment type; a surcharge that is left out is 0. */
export interface PaymentTypeTerms {
  label_en: string;
  label_th: string;
  position?: number;
  surcharge_bps?: number;
  surcharge_amount?: number;
  requires_reference?: boolean;
  unique_reference?: ReferenceUniqueness;
  active?: boolean;
}

export interface NewPaymentType extends PaymentTypeTerms {
  method: string;
  kind?: TenderKind;
}

export type ActiveFilter = "true" | "false" | "all";

/** The active payment types, in their order. */
export function listPaymentTypes(ctx: Context): Promise<TypeRow[]> {
  return listPaymentTypeRows(ctx.db, "true");
}

/** Lists active payment types, or also inactive ones for an editor. Error: E_PERMISSION. */
export async function listPaymentTypesFor(ctx: Context, active: ActiveFilter): Promise<TypeRow[]> {
  if (active !== "true") await requireEveryStore(ctx, "settings_write");
  return listPaymentTypeRows(ctx.db, active);
}

/** The part of a new tenant's commit that inserts its payment types, in their order. */
export function recordPaymentTypes(ctx: Context, types: readonly NewPaymentType[]): CommitPart {
  return {
    writes: [insertPaymentTypes(types.map((type, index) => rowOf(ctx, { position: index + 1, ...type })))],
    audit: [
      {
        event: PAYMENT_TYPES_CREATED,
        subject: ["tenant", ctx.tenant_id],
        changes: { methods: types.map(({ method }) => method) },
      },
    ],
  };
}

/** Adds a payment type. Errors: E_PERMISSION unless held in every store, E_DUPLICATE, E_VALIDATION for terms that do not fit. */
export async function createPaymentType(ctx: Context, input: NewPaymentType): Promise<TypeRow> {
  await requireEveryStore(ctx, "settings_write");
  const row = rowOf(ctx, input);
  requireTerms(row);
  const { tenant_id, ...changes } = row;
  const subject = ["payment_type", row.method] as const;
  await commit(ctx, {
    writes: [insertPaymentTypes([row])],
    audit: [{ event: PAYMENT_TYPE_CREATED.type, subject, changes, store_id: null }],
    events: [PAYMENT_TYPE_CREATED.of(subject, changes, { store_id: null })],
    reply: row,
    refusals: [["payment_types.method", errors.duplicate, { field: "method" }]],
  });
  return row;
}

/** Replaces the terms of a payment type; its kind stays. Errors: E_PERMISSION, E_NOT_FOUND, E_VALIDATION. */
export async function replacePaymentType(ctx: Context, method: string, input: PaymentTypeTerms): Promise<TypeRow> {
  const before = await requirePaymentType(ctx, method);
  return save(ctx, before, rowOf(ctx, { method, kind: before.kind, ...input }));
}

/** Deactivates a payment type; a repeat changes nothing. Errors: E_PERMISSION, E_NOT_FOUND. */
export async function retirePaymentType(ctx: Context, method: string): Promise<TypeRow> {
  const before = await requirePaymentType(ctx, method);
  return save(ctx, before, { ...before, active: false });
}

async function requirePaymentType(ctx: Context, method: string): Promise<TypeRow> {
  await requireEveryStore(ctx, "settings_write");
  const found = await findPaymentType(ctx.db, method);
  if (!found) throw new AppError(errors.not_found);
  return found;
}

async function save(ctx: Context, before: TypeRow, after: TypeRow): Promise<TypeRow> {
  requireTerms(after);
  const changes = changesOf(before, after);
  const subject = ["payment_type", after.method] as const;
  await commit(ctx, {
    writes: [updatePaymentType(after)],
    audit: [{ event: PAYMENT_TYPE_CHANGED.type, subject, changes, store_id: null }],
    events: [PAYMENT_TYPE_CHANGED.of(subject, { method: after.method, ...changes }, { store_id: null })],
    reply: after,
  });
  return after;
}

/** Requires terms that fit: only money other than cash has a surcharge, because debts and cash keep their sum (rule P7). */
function requireTerms(type: TypeRow): void {
  const { method, kind, surcharge_bps, surcharge_amount, requires_reference, unique_reference } = type;
  const { is_money } = TENDERS[kind];
  const fields = Object.entries({ surcharge_bps, surcharge_amount }).flatMap(([path, value]) =>
    value > 0 && (!is_money || method === CASH)
      ? [{ path, message: "must be 0: cash, accounts and points have no surcharge" }]
      : [],
  );
  const of_reference = requires_reference || unique_reference !== "none";
  if (of_reference && (!is_money || method === CASH))
    fields.push({
      path: requires_reference ? "requires_reference" : "unique_reference",
      message: "is possible only for a tender other than cash: leave it out",
    });
  if (!is_money && method === CASH) fields.push({ path: "kind", message: "must be tender for cash" });
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
}

function rowOf({ tenant_id }: Context, input: NewPaymentType): TypeRow {
  const { kind = "tender", position = 0, surcharge_bps = 0, surcharge_amount = 0, active = true } = input;
  const { method, label_en, label_th, requires_reference = false, unique_reference = "none" } = input;
  const on_top = { surcharge_bps, surcharge_amount };
  return {
    tenant_id,
    method,
    label_en,
    label_th,
    position,
    kind,
    ...on_top,
    requires_reference,
    unique_reference,
    active,
  };
}
