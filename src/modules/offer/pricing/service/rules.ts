/**
 * Use-cases of pricing rules: a rule that conflicts with another is refused when saved, also when both are saved at
 * once (rule P2).
 */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { codeOf, conflictOf, ownerOfCode } from "../domain/conflicts.ts";
import { pricingErrors } from "../domain/errors.ts";
import type { ParamsOf, RuleKind, RuleTerms } from "../domain/words.ts";
import { PRICING_CHANGED } from "../events.ts";
import {
  countSave,
  findRevision,
  findRule,
  insertRule,
  listRivals,
  listRuleNames,
  listRuleRows,
  type RuleRow,
  updateRule,
} from "../store/rules.ts";
import { countUses } from "../store/uses.ts";
import { requireScope, shownTo, storesOfList } from "./scope.ts";

/** Other rules were saved since the comparison: compare again. */
const RULES_SAVED = defineRace("pricing rules are saved", errors.busy);

/** A rule as sent; without a Thai name it gets the other one. */
export type RuleInput = {
  [Kind in RuleKind]: Omit<RuleTerms, "rule_id" | "name_th"> & {
    name_th: string | null;
    kind: Kind;
    params: ParamsOf[Kind];
  };
}[RuleKind];

/**
 * Creates a rule. Errors: those of its scope; E_RULE_CONFLICT, E_PROMO_CODE_TAKEN, E_PACKAGE_UNKNOWN, E_ZONE_UNKNOWN.
 */
export async function createRule(ctx: Context, input: RuleInput): Promise<RuleRow> {
  const { tenant_id, now: created_at } = ctx;
  await requireScope(ctx, input.store_id);
  const rule = wholeOf(input, { tenant_id, rule_id: ctx.newId(), created_at });
  return decideAgain([RULES_SAVED], async () => {
    const revision = await findRevision(ctx.db);
    await requireNoConflict(ctx, rule);
    await commit(ctx, {
      writes: [countSave(ctx.db, revision), insertRule(rule)],
      audit: [{ event: "pricing_rule.created", ...about(rule), changes: { ...input } }],
      events: [changed(rule)],
      reply: rule,
      refusals,
    });
    return rule;
  });
}

/** Replaces a rule; its uses stay counted. Errors: E_NOT_FOUND, and as of `createRule`. */
export function replaceRule(ctx: Context, rule_id: string, input: RuleInput): Promise<RuleRow> {
  return decideAgain([RULES_SAVED], async () => {
    const revision = await findRevision(ctx.db);
    const before = await ruleToChange(ctx, rule_id);
    await requireScope(ctx, input.store_id);
    const rule = wholeOf(input, before);
    await requireNoConflict(ctx, rule);
    await commit(ctx, {
      writes: [countSave(ctx.db, revision), updateRule(rule)],
      audit: [{ event: "pricing_rule.changed", ...about(rule), changes: changesOf<object>(before, rule) }],
      events: [changed(rule)],
      reply: rule,
      refusals,
    });
    return rule;
  });
}

/** Deactivates a rule; it stays because sales name it. Errors: E_NOT_FOUND, those of its scope. */
export function retireRule(ctx: Context, rule_id: string): Promise<RuleRow> {
  return decideAgain([RULES_SAVED], async () => {
    const revision = await findRevision(ctx.db);
    const before = await ruleToChange(ctx, rule_id);
    if (!before.active) return before;
    const rule = { ...before, active: false };
    await commit(ctx, {
      writes: [countSave(ctx.db, revision), updateRule(rule)],
      audit: [{ event: "pricing_rule.deactivated", ...about(rule) }],
      events: [changed(rule)],
      reply: rule,
      refusals,
    });
    return rule;
  });
}

/** A rule, active or not, with the number of sales that used it; null for a rule without a cap. */
export async function getRule(ctx: Context, rule_id: string): Promise<RuleRow & { uses_count: number | null }> {
  const rule = shownTo(ctx, await findRule(ctx.db, rule_id));
  return { ...rule, uses_count: rule.max_uses === null ? null : await countUses(ctx.db, rule_id) };
}

/** The Thai names of rules by id, for those that still have the name under which they gave something. */
export async function thaiNamesOf(
  ctx: Context,
  applied: readonly { rule_id?: string; name: string }[],
): Promise<ReadonlyMap<string, string>> {
  const given = new Map(
    applied.flatMap(({ rule_id, name }) => (rule_id === undefined ? [] : [[rule_id, name] as const])),
  );
  if (given.size === 0) return new Map();
  const rules = await listRuleNames(ctx.db, [...given.keys()]);
  return new Map(
    rules.flatMap(({ rule_id, name, name_th }) => (given.get(rule_id) === name ? [[rule_id, name_th]] : [])),
  );
}

export interface RuleQuery {
  store_id?: string;
  kind?: RuleKind;
  /** Default: both kinds. */
  active?: boolean;
  limit: number;
  cursor?: string;
}

/** The rules of stores and of the tenant; only staff see promo codes. Errors: those of `storesOfList`. */
export async function listRules(ctx: Context, query: RuleQuery): Promise<Page<RuleRow>> {
  const { kind, active, limit } = query;
  const after = readCursor(query.cursor, 1)?.[0]?.toString();
  const store_ids = await storesOfList(ctx, query);
  const with_codes = ctx.employee !== null;
  const rows = await listRuleRows(ctx.db, { store_ids, kind, active, with_codes, after, limit });
  return pageOf(rows, limit, ({ rule_id }) => [rule_id]);
}

const refusals = [
  ["E_STALE_VERSION", RULES_SAVED],
  ["E_PACKAGE_UNKNOWN", errors.package_unknown],
  ["E_ZONE_UNKNOWN", errors.zone_unknown],
] as const;

function wholeOf(input: RuleInput, kept: Pick<RuleRow, "tenant_id" | "rule_id" | "created_at">): RuleRow {
  const { tenant_id, rule_id, created_at } = kept;
  const rule = { ...input, name_th: input.name_th ?? input.name, rule_id };
  return { ...rule, tenant_id, code: codeOf(rule), created_at };
}

async function ruleToChange(ctx: Context, rule_id: string): Promise<RuleRow> {
  const rule = shownTo(ctx, await findRule(ctx.db, rule_id));
  await requireScope(ctx, rule.store_id);
  return rule;
}

/**
 * Checks for conflicts after the revision was read; the commit detects a save in between. Errors: E_RULE_CONFLICT,
 * E_PROMO_CODE_TAKEN.
 */
async function requireNoConflict(ctx: Context, rule: RuleRow): Promise<void> {
  const rivals = rule.active ? await listRivals(ctx.db, rule) : [];
  const owner = ownerOfCode(rule, rivals);
  if (owner) {
    const fields = [{ path: "params.code", message: "is the code of another active rule" }];
    throw new AppError(pricingErrors.code_taken, { rule_id: owner.rule_id, name: owner.name, fields });
  }
  const rival = conflictOf(rule, rivals);
  if (rival) throw new AppError(pricingErrors.rule_conflict, { rule_id: rival.rule_id, name: rival.name });
}

function about({ rule_id, store_id }: RuleRow) {
  return { subject: ["pricing_rule", rule_id] as const, store_id };
}

function changed(rule: RuleRow) {
  const { subject, ...where } = about(rule);
  return PRICING_CHANGED.of(subject, { rule_id: rule.rule_id }, where);
}
