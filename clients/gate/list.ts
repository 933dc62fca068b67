/** Decisions by the list: the server's own rules decide on the ticket as the list describes it (rules O1, O8, O10). */

import { isRevokedVersion, normalizeShortCode, parseQrToken, readCode, readForeignCodes } from "#code-rules";
import {
  askedOf,
  attentionOf,
  businessDate,
  completeTerms,
  decideOffline,
  decideScan,
  GOODBYE,
  type Message,
  type OfflineVerdict,
  type Question,
  refusalMessage,
  type Scan,
  type TicketTerms,
  type Usage,
  unreadMessage,
  verdictMessage,
} from "#gate-rules";
import { type Attempt, type Entry, type Facts, type Memory, outboxOf, usageOf } from "./memory.ts";
import type { Bootstrap } from "./wire.ts";

/** The field that the server expects for a code: a typed short code or a scanned token. */
export function nameCode(code: string): { qr_token: string } | { short_code: string } {
  const short_code = normalizeShortCode(code);
  return short_code === undefined ? { qr_token: code } : { short_code };
}

/** A code as read, with its hash on the list. */
export interface CodeReading {
  h: string;
  /** Undefined when the code does not have the form of our codes. */
  key_version: number | undefined;
  /** It is the code of a ticket on the list that was sold elsewhere. */
  is_foreign?: true;
}

/** The reading of a text that is on the list, else the first reading. The gate has no key to check signatures. */
export async function readFor(memory: Memory, code: string): Promise<CodeReading> {
  const { entries, revoked, blocked } = memory;
  const named = nameCode(code);
  const { text, tokens } = readCode(code);
  const [first = text, ...others] = "short_code" in named ? [named.short_code] : tokens;
  const likeliest = await readOne(first);
  const may_be = [likeliest, ...(await Promise.all(others.map(readOne)))];
  const own = may_be.find(({ h }) => entries.has(h) || revoked.has(h) || blocked.has(h));
  return own ?? (await readForeign(memory, code)) ?? likeliest;
}

/** The reading of a code of another system that is on the list. It leads to the entry that the ticket's own code has. */
async function readForeign(
  { facts, foreign, entries, revoked }: Memory,
  code: string,
): Promise<CodeReading | undefined> {
  const key = facts?.foreign_code_key;
  if (!key) return undefined;
  const hashes = await Promise.all(readForeignCodes(code).map((one) => hashWith(key, one)));
  const h = hashes.map((hash) => foreign.get(hash) ?? hash).find((one) => entries.has(one) || revoked.has(one));
  return h === undefined ? undefined : { h, key_version: undefined, is_foreign: true };
}

async function readOne(token: string): Promise<CodeReading> {
  return { h: await hashOf(token), key_version: parseQrToken(token)?.key_version };
}

const encoder = new TextEncoder();

async function hashOf(token: string): Promise<string> {
  return firstHalf(await crypto.subtle.digest("SHA-256", encoder.encode(token)));
}

async function hashWith(key: string, code: string): Promise<string> {
  const bytes = [...atob(key.replaceAll("-", "+").replaceAll("_", "/"))].map((char) => char.charCodeAt(0));
  const raw = new Uint8Array(bytes);
  const hmac = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return firstHalf(await crypto.subtle.sign("HMAC", hmac, encoder.encode(code)));
}

function firstHalf(hash: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(hash).subarray(0, 16)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The facts and entries of a page, before it is decided whether they apply. */
export function readPage(page: Bootstrap): { facts: Omit<Facts, "begun_at" | keyof OfGate>; entries: Entry[] } {
  const { config, zones, cursor } = page;
  const entries = page.allow_list.map((listed) => ({
    ...listed,
    terms: completeTerms(page.terms[listed.terms] ?? {}),
    valid_from: Date.parse(listed.valid_from),
    valid_to: timeOf(listed.valid_to),
    first_pass: listed.first_pass && { ...listed.first_pass, at: Date.parse(listed.first_pass.at) },
    last_pass_at: timeOf(listed.last_pass_at),
  }));
  return { facts: { ...config, zones, cursor, synced_at: Date.parse(page.server_time) }, entries };
}

/** The facts that come from the gate itself. */
type OfGate = Pick<Facts, "device_name" | "clock_offset_ms">;

function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

/** Passes that the server does not know yet, by code. */
export function pendingPasses(memory: Memory): Map<string, Attempt[]> {
  return Map.groupBy(
    outboxOf(memory).filter(({ decided }) => decided?.result === "pass"),
    ({ h }) => h,
  );
}

/** The entry after a pass, even if this list would have refused it. */
export function passed(entry: Entry, attempt: Attempt, facts: Facts, device_id: string): Entry {
  const scan = { ...scanOf(attempt, facts, device_id), overridden: true };
  return { ...entry, ...kept(decideScan(termsOf(entry, facts), usageOf(entry), scan).usage) };
}

/** The newer of two entries for one ticket: the one with the later pass. */
export function newer(mine: Entry, told: Entry): Entry {
  return (told.last_pass_at ?? 0) < (mine.last_pass_at ?? 0) ? mine : told;
}

function kept({ used, first_pass, last_pass_at, presence, days }: Usage): Partial<Entry> {
  return { used, first_pass, last_pass_at, presence, days: days ?? null };
}

/** The gate's own decision, and the entry to store after a pass. */
export interface OwnDecision {
  verdict: Omit<OfflineVerdict, "usage">;
  message: Message;
  attention: Message | null;
  questions: readonly Question[];
  first_pass: Usage["first_pass"];
  entry: Entry | null;
}

const NO_POLICY = { admit_offline: "never", list_max_age_s: 0 } as const;

/** Decides an attempt by the list. */
export function decideAlone(
  memory: Memory,
  attempt: Attempt,
  { key_version, is_foreign }: CodeReading,
  device_id: string,
): OwnDecision {
  const { facts } = memory;
  if ("qr_token" in nameCode(attempt.code) && key_version === undefined && !is_foreign)
    return unlisted({ reason: "invalid_sig", message: unreadMessage("invalid_sig", readCode(attempt.code)) });
  const entry = listedEntry(memory, attempt.h);
  const ticket = entry && facts ? termsOf(entry, facts) : undefined;
  const listed = entry && ticket ? { ticket, usage: usageOf(entry) } : undefined;
  const scan = scanOf(attempt, facts, device_id);
  const withdrawn = isRevokedVersion(key_version ?? 0, facts?.revoked_key_versions ?? []);
  const { usage, ...verdict } = decideOffline(
    {
      synced_at: facts?.synced_at ?? null,
      policy: facts ?? NO_POLICY,
      listed,
      revoked: withdrawn || memory.revoked.has(attempt.h),
      blocked: !withdrawn && memory.blocked.has(attempt.h),
    },
    scan,
  );
  if (!usage || !ticket || !entry)
    return unlisted({
      reason: verdict.reason,
      message: verdict.reason === null ? GOODBYE : refusalMessage(verdict.reason),
    });
  const message = verdictMessage(ticket, { ...verdict, usage }, scan);
  const is_pass = verdict.result === "pass";
  return {
    verdict,
    message,
    attention: is_pass && scan.direction === "entry" ? attentionOf(ticket.terms) : null,
    questions: verdict.reason === "incomplete" ? askedOf(ticket, usage, scan) : [],
    first_pass: is_pass ? null : usage.first_pass,
    entry: is_pass ? { ...entry, ...kept(usage) } : null,
  };
}

/** The decision on a ticket that is not on the list: without a reason the guest may leave. */
function unlisted({ reason, message }: Pick<OfflineVerdict, "reason"> & { message: Message }): OwnDecision {
  return {
    verdict: { result: reason === null ? "pass" : "fail", reason, remaining: 0, unit: "uses" },
    message,
    attention: null,
    questions: [],
    first_pass: null,
    entry: null,
  };
}

/** The entry of a code. A blank may be on a list that is older than its store's refusal of blanks (rule O8). */
function listedEntry({ entries, facts }: Memory, h: string): Entry | undefined {
  const entry = entries.get(h);
  return entry?.unbound && facts?.unbound_lots === "refuse" ? undefined : entry;
}

function termsOf(entry: Entry, { store_id, time_zone, cutoff_hour }: Facts): TicketTerms {
  const { type, quota_or_minutes, valid_from, valid_to } = entry;
  // An older gate may have stored entries without newer terms.
  const terms = completeTerms(entry.terms);
  return { store_id, type, quota_or_minutes, valid_from, valid_to, terms, time_zone, cutoff_hour };
}

function scanOf({ at, direction, party, zone_id, answers }: Attempt, facts: Facts | null, device_id: string): Scan {
  const named = facts?.zones.find((zone) => zone.zone_id === zone_id);
  const zone = zone_id === null ? (facts?.zone ?? null) : { zone_id, name: named?.name ?? null };
  const { store_id = "", device_name = "" } = facts ?? {};
  const room = facts && zone ? roomIn(facts, zone.zone_id, at) : undefined;
  const asked = { ...(answers && { answers }), ...(room !== undefined && { room }) };
  return { now: at, store_id, device_id, device_name, zone, direction, party, ...asked };
}

/** The free places of a zone as far as the gate knows; unknown when the count is of another date. */
function roomIn({ zones, synced_at, time_zone, cutoff_hour }: Facts, zone_id: string, at: number): number | undefined {
  const { max_people = null, people = 0 } = zones.find((zone) => zone.zone_id === zone_id) ?? {};
  if (max_people === null) return undefined;
  const [told_on, today] = [synced_at, at].map((moment) => businessDate(moment, time_zone, cutoff_hour));
  return told_on === today ? max_people - people : undefined;
}

/** The facts after guests passed here. They change only if the zone counts its people. */
export function crowdAfter(facts: Facts, { zone_id, direction, party }: Attempt): Facts {
  const here = zone_id ?? facts.zone?.zone_id;
  if ((facts.zones.find((zone) => zone.zone_id === here)?.max_people ?? null) === null) return facts;
  const by = direction === "exit" ? -party : party;
  const zones = facts.zones.map((zone) =>
    zone.zone_id === here ? { ...zone, people: Math.max(0, (zone.people ?? 0) + by) } : zone,
  );
  return { ...facts, zones };
}
