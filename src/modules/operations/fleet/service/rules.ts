/** Use-cases of alert rules: set them, and open the alerts of events that meet them (rule D5). */

import { commit } from "../../../../platform/db/commit.ts";
import { type EventType, eventTypes } from "../../../../platform/events/define.ts";
import { type Context, storesFor } from "../../../../platform/http/context.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Page } from "../../../../shared/page.ts";
import { recordAlertOf } from "../../../access/alerts/index.ts";
import { DEVICE_EVENTS } from "../../../access/devices/index.ts";
import { requireEveryStore, requireStore } from "../../../access/tenants/index.ts";
import { type CHANNELS, findRule, isRuleEvent, MOST_RULES } from "../domain/rules.ts";
import { deleteRule, insertRule, listRuleRows, type StoredRule } from "../store.ts";

/** Requires the right to watch the store of a rule, or every store for null. */
async function requireWatch(ctx: Context, store_id: string | null): Promise<void> {
  if (store_id === null) await requireEveryStore(ctx, "device_manage");
  else await requireStore(ctx, "device_manage", store_id);
}

/** The rules of stores where the caller manages devices, and those of every store. */
export async function listRules(ctx: Context): Promise<Page<StoredRule>> {
  const store_ids = storesFor(ctx, "device_manage");
  const rules = await listRuleRows(ctx.db);
  const items = rules.filter(({ store_id }) => store_id === null || store_ids.includes(store_id));
  return { items, next_cursor: null, has_more: false };
}

/**
 * Sets a rule. Errors: E_VALIDATION for an event that does not exist, or one rule too many; those of a store (rule T2).
 */
export async function addRule(
  ctx: Context,
  input: {
    event: string;
    severity: StoredRule["severity"];
    channel: (typeof CHANNELS)[number];
    enabled: boolean;
    store_id?: string;
  },
): Promise<StoredRule> {
  const { store_id = null, ...rest } = input;
  await requireWatch(ctx, store_id);
  const names = eventTypes().map(({ type }) => type);
  if (!isRuleEvent(input.event, names)) throw invalid("event", "is not an event that a rule can have");
  const { tenant_id, now, actor } = ctx;
  const rule = { tenant_id, rule_id: ctx.newId(), store_id, ...rest, created_at: now, created_by: actor.id };
  await commit(ctx, {
    writes: [insertRule(rule)],
    audit: [{ event: "alert_rule.created", subject: ["alert_rule", rule.rule_id], changes: rest, store_id }],
    reply: rule,
    refusals: [["E_RULES", errors.validation, tooMany]],
  });
  return rule;
}

const tooMany = { fields: [{ path: "event", message: `a company has at most ${MOST_RULES} rules` }] };

function invalid(path: string, message: string): AppError {
  return new AppError(errors.validation, { fields: [{ path, message }] });
}

/** Deletes a rule. Its alerts stay. Errors: E_NOT_FOUND, those of a store (rule T2). */
export async function removeRule(ctx: Context, rule_id: string): Promise<StoredRule> {
  const rule = (await listRuleRows(ctx.db)).find((one) => one.rule_id === rule_id);
  if (!rule) throw new AppError(errors.not_found);
  await requireWatch(ctx, rule.store_id);
  const { event, severity, channel, store_id } = rule;
  await commit(ctx, {
    writes: [deleteRule(ctx.db, rule_id)],
    audit: [
      {
        event: "alert_rule.deleted",
        subject: ["alert_rule", rule_id],
        changes: { event, severity, channel },
        store_id,
      },
    ],
    reply: rule,
  });
  return rule;
}

/**
 * The event whose cause has an alert of the same name already, which ends with its cause. A second one by a rule, opened
 * after the first ended, would last for ever, and the device would count as silent.
 */
const ALERTED_BY_ITSELF = DEVICE_EVENTS.offline.type;

/** The events that a rule acts on: all but those of alerts, and the one that has an alert without a rule. */
export function ruleEvents(): EventType[] {
  return eventTypes().filter(({ type }) => !type.startsWith("alert.") && type !== ALERTED_BY_ITSELF);
}

/** Whether the tenant has an enabled rule, so that its events are read. */
export async function hasRules(ctx: Context): Promise<boolean> {
  return (await listRuleRows(ctx.db)).some(({ enabled }) => enabled);
}

/** Opens the alert of an event that meets a rule. A repeat of the event opens none. */
export async function alertOf(ctx: Context, event: OutboxEvent): Promise<void> {
  const rule = findRule(await listRuleRows(ctx.db), event);
  if (!rule) return;
  const { event_id, type, store_id, subject_kind, subject_id, at } = event;
  const subject = [subject_kind, subject_id] as const;
  const details = { rule_id: rule.rule_id, event_id };
  await commit(ctx, recordAlertOf(ctx, event_id, at, { type, severity: rule.severity, store_id, subject, details }));
}
