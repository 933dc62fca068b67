/** Messages of verdicts: a text in English and Thai for each verdict that a gate shows (rules G1, G8). */

import { localTime } from "../../../../shared/time.ts";
import { playEndsAt } from "./admission.ts";
import { dayLimitOf, leftOnDate } from "./days.ts";
import { KINDS } from "./kinds.ts";
import { reenteringOf } from "./presence.ts";
import type { Decision, FailReason, KnownReason, Message, Scan, TicketTerms, Unit } from "./words.ts";

const UNIT_WORDS: Record<Unit, Message> = {
  uses: { en: "uses", th: "ครั้ง" },
  minutes: { en: "minutes", th: "นาที" },
  credits: { en: "credits", th: "เครดิต" },
  places: { en: "places", th: "ที่" },
};

const REASON_WORDS: Record<KnownReason, Message> = {
  invalid_sig: { en: "This is not one of our codes", th: "รหัสนี้ไม่ใช่ตั๋วของเรา" },
  unknown: { en: "This ticket is not known", th: "ไม่พบตั๋วนี้" },
  cancelled: { en: "This ticket was cancelled", th: "ตั๋วนี้ถูกยกเลิกแล้ว" },
  refunded: { en: "This ticket was refunded", th: "ตั๋วนี้คืนเงินแล้ว" },
  revoked: { en: "This code was replaced by a newer one", th: "รหัสนี้ถูกแทนที่ด้วยรหัสใหม่" },
  blocked: { en: "This ticket is blocked; please see the counter", th: "ตั๋วนี้ถูกระงับ กรุณาติดต่อเคาน์เตอร์" },
  wrong_store: { en: "This ticket is for another park", th: "ตั๋วนี้ใช้ได้ที่สาขาอื่น" },
  wrong_zone: { en: "This ticket is not for this zone", th: "ตั๋วนี้ใช้กับโซนนี้ไม่ได้" },
  wrong_device: { en: "This ticket is not for this gate", th: "ตั๋วนี้ใช้กับประตูนี้ไม่ได้" },
  not_started: { en: "This ticket is not valid yet", th: "ตั๋วนี้ยังไม่ถึงเวลาใช้งาน" },
  expired: { en: "This ticket has expired", th: "ตั๋วนี้หมดอายุแล้ว" },
  duplicate_use: { en: "This ticket was used already", th: "ตั๋วนี้ถูกใช้ไปแล้ว" },
  exhausted: { en: "Not enough is left on this ticket", th: "สิทธิ์ที่เหลือของตั๋วนี้ไม่พอ" },
  zone_full: { en: "This zone is full; please wait a moment", th: "โซนนี้เต็มแล้ว กรุณารอสักครู่" },
  incomplete: { en: "Please answer the questions first", th: "กรุณาตอบคำถามก่อน" },
  no_list: { en: "The gate is offline and has no list", th: "ประตูออฟไลน์และยังไม่มีรายการตั๋ว" },
  stale_list: { en: "The gate is offline and its list is too old", th: "ประตูออฟไลน์และรายการตั๋วเก่าเกินไป" },
  not_listed: { en: "The gate is offline and this ticket is not on its list", th: "ประตูออฟไลน์และไม่พบตั๋วนี้ในรายการ" },
};

const DAYS: readonly Message[] = [
  { en: "Mon", th: "จ." },
  { en: "Tue", th: "อ." },
  { en: "Wed", th: "พ." },
  { en: "Thu", th: "พฤ." },
  { en: "Fri", th: "ศ." },
  { en: "Sat", th: "ส." },
  { en: "Sun", th: "อา." },
];

/** The message when only the reason of a refusal is known. It contains a gate's own word. */
export function refusalMessage(reason: FailReason): Message {
  const own = { en: `The gate refused this ticket (${reason})`, th: `ประตูปฏิเสธตั๋วนี้ (${reason})` };
  return isKnown(reason) ? REASON_WORDS[reason] : own;
}

function isKnown(reason: string): reason is KnownReason {
  return Object.hasOwn(REASON_WORDS, reason);
}

const CHECK_LAYOUT: Message = {
  en: "check the scanner's keyboard layout",
  th: "กรุณาตรวจสอบภาษาของแป้นพิมพ์ที่เครื่องสแกนใช้",
};

/** The message for a text without a ticket; for one typed in a wrong layout it says what to check (rule G13). */
export function unreadMessage(reason: "invalid_sig" | "unknown", { is_garbled }: { is_garbled: boolean }): Message {
  const words = REASON_WORDS[reason];
  if (!is_garbled) return words;
  return { en: `${words.en}; ${CHECK_LAYOUT.en}`, th: `${words.th} ${CHECK_LAYOUT.th}` };
}

/** The message for guests going out. */
export const GOODBYE: Message = { en: "Goodbye!", th: "ขอบคุณที่มาเยือน" };

/** The parts of a decision that a message needs. */
type DecisionSummary = Pick<Decision, "result" | "reason" | "remaining" | "unit" | "usage">;

/** The message of a decision: the remainder after a pass; why, when and where after a fail. */
export function verdictMessage(ticket: TicketTerms, decision: DecisionSummary, scan: Scan): Message {
  const { result, reason, remaining, unit } = decision;
  if (result === "pass") {
    if (scan.direction === "exit") return GOODBYE;
    if (KINDS[ticket.type].once) return { en: "Welcome!", th: "ยินดีต้อนรับ" };
    const words = UNIT_WORDS[unit];
    const today = todayDetail(leftOnDate(ticket, decision.usage, scan.now));
    return {
      en: `Welcome! ${remaining} ${words.en} left${today.en}`,
      th: `ยินดีต้อนรับ เหลือ ${remaining} ${words.th}${today.th}`,
    };
  }
  const words = refusalMessage(reason ?? "unknown");
  const detail = detailOf(ticket, decision, scan);
  return { en: `${words.en}${detail.en}.`, th: `${words.th}${detail.th}` };
}

function todayDetail(left: number | null): Message {
  return left === null ? { en: "", th: "" } : { en: `, ${left} today`, th: ` วันนี้เหลือ ${left} ครั้ง` };
}

function detailOf(ticket: TicketTerms, decision: DecisionSummary, scan: Scan): Message {
  const { now, device_id } = scan;
  const { first_pass } = decision.usage;
  if (decision.reason === "not_started" || decision.reason === "expired") {
    const window = windowDetail(ticket, decision, now);
    const days = daysDetail(ticket.terms.weekdays);
    return { en: window.en + days.en, th: window.th + days.th };
  }
  if (decision.reason === "wrong_zone") return zonesDetail(ticket.terms.zones);
  if (decision.reason === "duplicate_use" && first_pass) {
    const ago_ms = now - first_pass.at;
    if (first_pass.device_id === device_id && ago_ms >= 0 && ago_ms < JUST_NOW_MS) {
      const seconds = Math.floor(ago_ms / 1000);
      return { en: `: passed ${seconds} s ago here`, th: ` เพิ่งผ่านที่นี่เมื่อ ${seconds} วินาทีที่แล้ว` };
    }
    const at = moment(first_pass.at, now, ticket.time_zone);
    return { en: `: ${at} at ${first_pass.device_name}`, th: ` เมื่อ ${at} ที่ ${first_pass.device_name}` };
  }
  if (decision.reason === "exhausted") return dayDetail(ticket, decision, scan);
  return { en: "", th: "" };
}

/** A second scan within this time at the same gate means that the guest still holds the ticket there. */
const JUST_NOW_MS = 10_000;
/** The most zones that a message names; it counts the rest. */
const ZONES_NAMED = 4;

/** The zones in which the ticket is valid. */
function zonesDetail(zones: readonly { name: string }[]): Message {
  // A gate may send `wrong_zone` for a ticket that is valid everywhere.
  if (zones.length === 0) return { en: "", th: "" };
  const names = zones.slice(0, ZONES_NAMED).map(({ name }) => name);
  const more = zones.length - names.length;
  const list = names.join(", ");
  if (more === 0) return { en: `: valid at ${list}`, th: ` ใช้ได้ที่ ${list}` };
  return { en: `: valid at ${list} and ${more} more`, th: ` ใช้ได้ที่ ${list} และอีก ${more} โซน` };
}

/** The rest of the date or of the dates, when that limit refuses the scan and not the quota. */
function dayDetail(ticket: TicketTerms, { usage, remaining, unit }: DecisionSummary, scan: Scan): Message {
  const newcomers = scan.party - reenteringOf(ticket, usage, scan);
  const limit = dayLimitOf(ticket, usage, scan.now, newcomers);
  if (limit === null || (unit !== "minutes" && unit !== "credits" && remaining < newcomers)) return { en: "", th: "" };
  if (limit.of === "dates")
    return { en: `: all ${limit.max_days} days are used`, th: ` ใช้ครบ ${limit.max_days} วันแล้ว` };
  const { left, uses_per_day } = limit;
  return { en: `: ${left} of ${uses_per_day} left today`, th: ` วันนี้เหลือ ${left} จาก ${uses_per_day} ครั้ง` };
}

function windowDetail(ticket: TicketTerms, { usage }: DecisionSummary, now: number): Message {
  const zone = ticket.time_zone;
  const plays_until = playEndsAt(ticket, usage);
  const from = moment((plays_until === null ? undefined : usage.first_pass?.at) ?? ticket.valid_from, now, zone);
  const end = plays_until ?? ticket.valid_to;
  if (end === null) return { en: `: valid from ${from}`, th: ` ใช้ได้ตั้งแต่ ${from}` };
  const to = moment(Math.min(end, ticket.valid_to ?? end), now, zone);
  return { en: `: valid from ${from} to ${to}`, th: ` ใช้ได้ ${from} ถึง ${to}` };
}

function daysDetail(weekdays: number[] | null): Message {
  if (weekdays === null) return { en: "", th: "" };
  const days = DAYS.filter((_, index) => weekdays.includes(index + 1));
  return {
    en: `, on ${days.map(({ en }) => en).join(", ")}`,
    th: ` เฉพาะวัน ${days.map(({ th }) => th).join(" ")}`,
  };
}

/** The store's 24-hour clock, with the date when it is not today's (rule G8). */
function moment(at: number, now: number, time_zone: string): string {
  const then = localTime(at, time_zone);
  return then.date === localTime(now, time_zone).date ? then.clock : `${then.date} ${then.clock}`;
}
