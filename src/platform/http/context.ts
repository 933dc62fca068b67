/** Contexts of requests: one tenant, one moment and one caller for each use-case. */

import { monotonicFactory } from "ulid";
import type { Env } from "../../env.ts";
import type { TokenPrincipal } from "../../shared/api-tokens.ts";
import { AppError, errors } from "../../shared/errors.ts";
import type { Doubt, RepairReport } from "../../shared/handed-in.ts";
import { isWithinDevice, type Permission } from "../../shared/permissions.ts";
import type { DevicePrincipal } from "../../shared/principals.ts";
import { type Allowance, UNBOUNDED } from "../../shared/rates.ts";
import { MINUTE_MS } from "../../shared/time.ts";
import { type Database, openDatabase } from "../db/session.ts";

export type { DevicePrincipal } from "../../shared/principals.ts";

export interface Actor {
  kind: "employee" | "device" | "token" | "system";
  id: string;
}

/**
 * The calling person; permissions are per store (rule T7). For an integration's token (rule T14) it is the integration: its
 * id is the token's, and `actor` tells the two apart.
 */
export interface EmployeePrincipal {
  employee_id: string;
  name: string;
  /** The store chosen at login, or the device's store. */
  store_id: string | null;
  stores: Readonly<Record<string, readonly Permission[]>>;
  /** The person owns the tenant: every store, present and future. */
  owner: boolean;
  session_id: string;
  /** The end of the person's step-up, epoch ms of the world's clock; 0 for none. */
  stepped_up_until: number;
  /** The login included a second factor, and the person still has one. */
  second_factor: boolean;
}

/** The key of a stored reply: the caller's Idempotency-Key and the request's fingerprint. */
export interface ReplyKey {
  caller_id: string;
  idempotency_key: string;
  fingerprint: string;
  /** The reply has a field that is a secret. */
  sealed: boolean;
}

/** A person whom a caller names, with the permissions at the store where it happened; none for a doubted person. */
export interface NamedPerson {
  employee_id: string;
  doubts: readonly Doubt[];
  permissions: readonly Permission[];
}

/** An earlier act that is handed in now: its person, its time by the device's raw clock, and the doubts about it. */
export interface HandedIn {
  /** Epoch ms. */
  device_at: number;
  on_behalf_of: NamedPerson | null;
  doubts: Doubt[];
  /** The unreadable parts, by path. */
  extra: RepairReport["extra"];
}

/** A request before its caller is known. */
export interface PublicContext {
  readonly env: Env;
  /** Epoch ms of the world's clock, read once per request: for tokens, throttles, ids and retention. */
  readonly arrived_at: number;
  /** Epoch ms for every rule: the tenant's time once the tenant is known. A sandbox may have moved it. */
  readonly now: number;
  readonly request_id: string;
  readonly ip: string | null;
  readonly bookmark: string | undefined;
  readonly authorization: string | undefined;
  /** The facts of the request's log line. The last tenant opened is the request's. */
  readonly trace: {
    ctx: Context | null;
    error_code: string | null;
    /** The caller by token or login, who may still be refused. */
    claims?: { tenant_id: string; device_id?: string; employee_id?: string; token_id?: string };
    /** The credential that a public route accepted, and counts calls for. */
    credential?: string;
  };
  /** The Idempotency-Key as sent, for public routes that find their caller themselves. */
  readonly sent_key: Omit<ReplyKey, "caller_id"> | null;
  /** A new ULID; later ones sort after earlier ones. */
  newId(): string;
  waitUntil(work: Promise<unknown>): void;
  /** Renders a use-case's value as the route's contract says. */
  render(value: unknown): { status: number; text: string };
}

/** A request of a known tenant. */
export interface Context extends PublicContext {
  readonly tenant_id: string;
  readonly db: Database;
  readonly actor: Actor;
  readonly device: DevicePrincipal | null;
  readonly employee: EmployeePrincipal | null;
  /** The API token that sent the request (rules T13, T14). */
  readonly token: TokenPrincipal | null;
  /** The store the caller acts in: the device's, else the one chosen at login. */
  readonly store_id: string | null;
  readonly reply_key: ReplyKey | null;
  /** How much of a batch the device's counters allow. */
  readonly allowance: Allowance;
  /** Set for an operation that is handed in; every audit row of the request has its facts. */
  readonly handed_in?: HandedIn;
  /** The text of the reply that `commit` stored. It is sent unchanged, so every replay is identical. */
  committed: { status: number; text: string } | null;
}

/** Whether a device was in contact between a moment (epoch ms) and this request (rule O4). */
export function wasInContactSince({ contact_before }: DevicePrincipal, at: number): boolean {
  return contact_before !== null && at < contact_before;
}

/** Adds a doubt to an operation that is handed in; does nothing for other requests. */
export function noteDoubt({ handed_in }: Context, doubt: Doubt): void {
  if (handed_in && !handed_in.doubts.includes(doubt)) handed_in.doubts.push(doubt);
}

/** The id of the doer: the person in whose name it is handed in, else the caller. */
export function doerOf(ctx: Pick<Context, "actor" | "handed_in">): string {
  return ctx.handed_in?.on_behalf_of?.employee_id ?? ctx.actor.id;
}

const SYSTEM: Actor = { kind: "system", id: "system" };

/**
 * Gives a request a tenant: after a login or pairing found it, and for work without a caller. It keeps the time of
 * `base`. For work without a caller that is the world's time, because an event or an object's log has its own times.
 */
export function asTenant(
  base: PublicContext,
  tenant_id: string,
  caller: Partial<
    Pick<Context, "actor" | "device" | "employee" | "token" | "store_id" | "reply_key" | "db" | "allowance">
  > = {},
): Context {
  const ctx: Context = {
    ...base,
    tenant_id,
    db: caller.db ?? openDatabase(base.env, tenant_id, base.bookmark),
    actor: caller.actor ?? SYSTEM,
    device: caller.device ?? null,
    employee: caller.employee ?? null,
    token: caller.token ?? null,
    store_id: caller.store_id ?? null,
    reply_key: caller.reply_key ?? null,
    allowance: caller.allowance ?? UNBOUNDED,
    committed: null,
  };
  base.trace.ctx = ctx;
  return ctx;
}

const newUlid = monotonicFactory();

/**
 * The context of work that starts without a request: a cron tick, a queue message, an object's alarm, a seed. `now` is epoch
 * ms; only a seed gives an earlier moment.
 */
export function systemContext(
  env: Env,
  work: string,
  waitUntil: (work: Promise<unknown>) => void,
  now = Date.now(),
): PublicContext {
  return {
    env,
    arrived_at: now,
    now,
    request_id: `${work}-${newUlid(now)}`,
    ip: null,
    bookmark: undefined,
    authorization: undefined,
    trace: { ctx: null, error_code: null },
    sent_key: null,
    newId: () => newUlid(now),
    waitUntil,
    render: (value) => ({ status: 200, text: JSON.stringify(value) }),
  };
}

/** A new ULID for the given moment. */
export function newId(now: number): string {
  return newUlid(now);
}

/** Requires an owner of the tenant. Error: E_PERMISSION naming the role (rule T7). */
export function requireOwner({ employee, actor }: Pick<Context, "employee" | "actor">): void {
  if (actor.kind !== "system" && !employee?.owner) throw new AppError(errors.permission, { role: "owner" });
}

/** Whether the caller's person stepped up within the last five minutes (rule T8). */
export function isSteppedUp({ employee, arrived_at }: Pick<Context, "employee" | "arrived_at">): boolean {
  return (employee?.stepped_up_until ?? 0) >= arrived_at;
}

/** Whether the caller may use a permission at a store. A device limits what people may do on it (rule T7). */
export function may(
  { device, employee }: Pick<Context, "device" | "employee">,
  permission: Permission,
  store_id: string,
) {
  if (device && device.store_id !== store_id) return false;
  if (!employee) return device?.permissions.includes(permission) ?? false;
  const held = employee.stores[store_id]?.includes(permission) ?? false;
  return held && (!device || isWithinDevice(device, permission, employee.second_factor));
}

/** Whether the caller may use a permission at its store, or at any store when it named none. */
export function mayHere(ctx: Context, permission: Permission): boolean {
  const stores = ctx.store_id ? [ctx.store_id] : Object.keys(ctx.employee?.stores ?? {});
  return stores.some((store_id) => may(ctx, permission, store_id));
}

/** The time for which a selling device may read its own records, because a reply may have been lost. */
const OWN_RECORDS_MS = 15 * MINUTE_MS;

/** The oldest moment (epoch ms) whose own records a device may read. */
export function ownRecordsFrom(ctx: Context): number {
  return ctx.now - OWN_RECORDS_MS;
}

/**
 * Requires the permission to read sales for a sale, payment, refund or ticket, unless the calling device sells and recorded it
 * within 15 minutes. `at` is epoch ms. Errors: E_SCOPE_MISMATCH for another store's, E_PERMISSION (rule T7).
 */
export function requireRecord(ctx: Context, record: { store_id: string | null; device_id: string | null; at: number }) {
  const store_id = storeFor(ctx, null, record.store_id);
  const own = ctx.device !== null && record.device_id === ctx.device.device_id && record.at >= ownRecordsFrom(ctx);
  const seen = may(ctx, "sales_read", store_id) || (own && may(ctx, "sell", store_id));
  if (!seen && ctx.actor.kind !== "system") throw permissionError(ctx, "sales_read", store_id);
}

/** The refusal of a permission. It says when only the device, or the scopes of an API token, prevent it. */
export function permissionError(
  { device, employee, token }: Context,
  permission: Permission,
  store_id?: string,
): AppError {
  const at = store_id ?? device?.store_id ?? "";
  const bounded = device !== null && (employee?.stores[at]?.includes(permission) ?? false);
  const unscoped = token && !(token.permissions as readonly Permission[]).includes(permission);
  return new AppError(errors.permission, {
    permission,
    ...(store_id && { store_id }),
    ...(bounded && { bounded_by: "device" }),
    ...(unscoped && { bounded_by: "token" }),
  });
}

/**
 * The store of a request: the named one if the caller may do this there, else the caller's own.
 * Errors: E_SCOPE_MISMATCH for another store of the tenant, E_PERMISSION when the permission is not held there.
 */
export function storeFor(ctx: Context, permission: Permission | null, store_id?: string | null): string {
  const store = store_id ?? ctx.store_id ?? onlyStore(ctx);
  if (!store) throw new AppError(errors.validation, { fields: [{ path: "store_id", message: "name a store" }] });
  const within = ctx.device ? ctx.device.store_id === store : ctx.employee ? store in ctx.employee.stores : true;
  if (!within) throw new AppError(errors.scope_mismatch, { store_id: store });
  if (permission && ctx.actor.kind !== "system" && !may(ctx, permission, store))
    throw permissionError(ctx, permission, store);
  return store;
}

function onlyStore(ctx: Context): string | null {
  const stores = Object.keys(ctx.employee?.stores ?? {});
  return stores.length === 1 ? (stores[0] ?? null) : null;
}

/** The stores of a list: the named one, else the caller's own, else every store where the caller has the permission. */
export function storesFor(ctx: Context, permission: Permission | null, store_id?: string): string[] {
  if (store_id !== undefined || ctx.store_id !== null) return [storeFor(ctx, permission, store_id)];
  const stores = Object.keys(ctx.employee?.stores ?? {});
  return permission ? stores.filter((store) => may(ctx, permission, store)) : stores;
}
