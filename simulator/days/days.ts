/** Seeded days one after another: the same park, seed, dates and present give the same rows. */

import { ticket_terms } from "../../src/modules/admission/tickets/tables.ts";
import { keysOfCustomer } from "../../src/modules/guests/customers/domain.ts";
import { customer_grams, customers } from "../../src/modules/guests/customers/tables.ts";
import { businessDate, businessDayStart, DAY_MS } from "../../src/shared/time.ts";
import { newRandom, type Random } from "../random.ts";
import { type Act, insertOf, seededId } from "./acts.ts";
import { Books, type Guest } from "./books.ts";
import { kindOfDay } from "./calendar.ts";
import { type Carried, playDay } from "./day.ts";
import type { SeededPark } from "./park.ts";

export interface Stretch {
  /** The number of whole days before today. */
  days: number;
  seed: number;
  /** Epoch ms; the last day is its business date, as far as it has come. */
  now: number;
  /** Sales of a usual weekday; or all sales together, of one ticket each. */
  size: { usual: number } | { one_ticket_sales: number };
}

export interface SeededDay {
  date: string;
  acts: Act[];
}

/** The days at the end of a stretch on which the dishonest cashier cheats, with today. */
const CHEATING_DAYS = 4;
const GUESTS = 150;

/** The dates of a stretch, the last one today. */
export function datesOf(
  { days, now }: Pick<Stretch, "days" | "now">,
  store: { time_zone: string; cutoff_hour: number },
): string[] {
  const today = Date.parse(`${businessDate(now, store.time_zone, store.cutoff_hour)}T00:00:00Z`);
  return Array.from({ length: days + 1 }, (_, index) =>
    new Date(today - (days - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

/** Plays a stretch day by day, each when it is asked for; undefined is a pause in a long day. */
export function* playDays(
  park: SeededPark,
  { days, seed, now, size }: Stretch,
): Generator<SeededDay | undefined, undefined> {
  const random = newRandom(seed);
  const books = new Books(park);
  const dates = datesOf({ days, now }, park.facts.store);
  const carried: Carried = { visits: new Map(), handed_in: [], returns: [], used_tills: new Set(), sold: 0 };
  const guests: Guest[] = [];
  const one_ticket = "one_ticket_sales" in size;
  for (const [index, date] of dates.entries()) {
    const join = index === 0 ? [joinAll(park, guests, date, random)] : [];
    const left = dates.slice(index, -1);
    const usual = "usual" in size ? size.usual : usualFor(size.one_ticket_sales, carried.sold, left, { days, date });
    const cheats = index > days - CHEATING_DAYS;
    const plan = { date, index, usual, one_ticket, now, is_today: index === days, cheats };
    const acts = yield* playDay({ park, books, carried, guests, random }, plan);
    yield { date, acts: [...join, ...acts] };
  }
}

/** A day loses some sales, as those of a till that is offline; the last whole day makes up for its own. */
const LAST_DAY_MORE = 1.03;

/** The sales of a usual weekday, so that the whole days that are left sell the rest; today is an average day. */
function usualFor(
  all: number,
  sold: number,
  left: readonly string[],
  { days, date }: { days: number; date: string },
): number {
  if (left.length === 0) return all / days / kindOfDay(date).share;
  const share = left.reduce((sum, day) => sum + kindOfDay(day).share, 0);
  return ((all - sold) / share) * (left.length === 1 ? LAST_DAY_MORE : 1);
}

const FIRST_NAMES = [
  "สมชาย",
  "สมหญิง",
  "มาลี",
  "ปรีชา",
  "วิภา",
  "นภา",
  "กิตติ",
  "อรุณ",
  "ดวงใจ",
  "พิมพ์",
  "ธนา",
  "ศิริ",
  "Anna",
  "James",
  "Yuki",
  "Wei",
];
const LAST_NAMES = [
  "ใจดี",
  "สุขสันต์",
  "ทองดี",
  "ศรีสุข",
  "วงศ์ไทย",
  "บุญมา",
  "แสงทอง",
  "รักไทย",
  "Brown",
  "Tanaka",
  "Chen",
  "Müller",
];

/** The guests with an account, who joined before the first day, and the terms of the park's tickets. */
function joinAll(park: SeededPark, guests: Guest[], date: string, random: Random): Act {
  const { time_zone, cutoff_hour } = park.facts.store;
  const at = businessDayStart(date, time_zone, cutoff_hour);
  const { tenant_id } = park;
  const writes = Array.from({ length: GUESTS }, () => {
    const customer_id = seededId(at, random);
    guests.push({ customer_id });
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const phone = `+668${random.integer(10_000_000, 99_999_999)}`;
    const row = { tenant_id, customer_id, name, phone, email: null, created_at: at, keys_due: false };
    const grams = keysOfCustomer(row).map((gram) => insertOf(customer_grams, { tenant_id, gram, customer_id }));
    return [insertOf(customers, row), ...grams];
  });
  const terms = new Map([...park.terms.values()].map((each) => [each.terms_id, each]));
  const kept = [...terms.values()].map((each) => insertOf(ticket_terms, { tenant_id, ...each }));
  return { at, writes: [...kept, ...writes.flat()], audits: [] };
}
