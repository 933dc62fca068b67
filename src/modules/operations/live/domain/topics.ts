/** The topics of a live feed: the events that each brings, and the permission that each needs (rules E9, T7, S5). */

import type { Permission } from "../../../../shared/permissions.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";

interface TopicRule {
  /** The fields that show a blind count's amounts: every number, since counts times prices are sums, or those named. */
  amounts?: "numbers" | readonly string[];
  /** The permission that the lists of these records need. */
  permission: Permission;
  /** The beginnings of the names of its events; null: every event that the caller may see. */
  prefixes: readonly string[] | null;
}

export const TOPICS = {
  counter: { permission: "sales_read", amounts: "numbers", prefixes: ["sale.", "shift.", "refund.", "reprint."] },
  gate: { permission: "redeem", amounts: ["price"], prefixes: ["ticket."] },
  fleet: { permission: "device_manage", prefixes: ["device.", "alert."] },
  approvals: { permission: "approve", prefixes: ["approval."] },
  dashboard: { permission: "reports_view", prefixes: null },
} as const satisfies Record<string, TopicRule>;

export type Topic = keyof typeof TOPICS;

/** Events of no other topic are as confidential as the audit, which has the same facts. */
const OTHERWISE: Permission = "audit_view";

const RULES: readonly (readonly [Topic, TopicRule])[] = Object.entries(TOPICS) as [Topic, TopicRule][];

/** Who approves sees expected cash, however a store counts. */
const EXPECTATIONS: Permission = "approve";

/** Every permission that an event may need. */
export const SEEING: readonly Permission[] = [...RULES.map(([, { permission }]) => permission), OTHERWISE];

export function isTopic(value: unknown): value is Topic {
  return typeof value === "string" && Object.hasOwn(TOPICS, value);
}

/** What a caller may see in a store's feed. */
export interface Sight {
  topics: readonly Topic[];
  /** Of `SEEING`, the permissions that the caller holds at the store. */
  permissions: readonly Permission[];
  /** False for a caller who may not see the expected cash of a blind count: events then have no amounts (rule S5). */
  amounts: boolean;
  /** An owner of the company also sees events of no store, which concern all of them. */
  owner: boolean;
}

/** The sight of a caller who asks for these topics, or the first permission that is missing. */
export function decideSight(
  topics: readonly Topic[],
  holds: (permission: Permission) => boolean,
  owner: boolean,
): Result<Sight, { topic: Topic; permission: Permission }> {
  const permissions = SEEING.filter(holds);
  const refused = topics.find((topic) => !permissions.includes(TOPICS[topic].permission));
  if (refused) return refuse({ topic: refused, permission: TOPICS[refused].permission });
  return accept({ topics, permissions, owner, amounts: holds(EXPECTATIONS) });
}

/** Whether an event belongs to the topics of a sight, and the caller may see it. */
export function seesEvent(sight: Sight, event: { type: string; store_id: string | null }): boolean {
  if (event.store_id === null && !sight.owner) return false;
  const topic = topicOf(event.type);
  if (!sight.permissions.includes(topic ? TOPICS[topic].permission : OTHERWISE)) return false;
  return sight.topics.includes("dashboard") || (topic !== undefined && sight.topics.includes(topic));
}

/** The end of the names of events after a count: a counted shift hides nothing. */
const COUNTED = ".closed";

/** The data of an event as a caller without sight of amounts gets it; null: it has none to hide (rule S5). */
export function withoutAmounts(type: string, data: unknown): unknown {
  const topic = topicOf(type);
  const rule: TopicRule | undefined = topic && TOPICS[topic];
  const { amounts } = rule ?? {};
  if (amounts === undefined || type.endsWith(COUNTED)) return null;
  return without(data, (name, value) => (amounts === "numbers" ? typeof value === "number" : amounts.includes(name)));
}

function without(value: unknown, isHidden: (name: string, value: unknown) => boolean): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.filter((item) => !isHidden("", item)).map((item) => without(item, isHidden));
  const shown = Object.entries(value).filter(([name, item]) => !isHidden(name, item));
  return Object.fromEntries(shown.map(([name, item]) => [name, without(item, isHidden)]));
}

function topicOf(type: string): Topic | undefined {
  return RULES.find(([, { prefixes }]) => prefixes?.some((prefix) => type.startsWith(prefix)))?.[0];
}

/** The beginnings of events after which callers are asked about again: null for all callers, else for the subject alone. */
const STANDING: Readonly<Record<string, "subject" | "all">> = {
  "employee.": "subject",
  "device.": "subject",
  "role.": "all",
  "tenant.": "all",
};

/** Whose standing an event may have changed: one subject's, everyone's, or nobody's. */
export function concernedBy(type: string): "subject" | "all" | null {
  return Object.entries(STANDING).find(([prefix]) => type.startsWith(prefix))?.[1] ?? null;
}
