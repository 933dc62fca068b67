/** One seeded day: shifts open, guests buy and come in, some get money back, drawers are counted, the day is closed. */

import { totalDay } from "../../src/modules/counter/shifts/domain/day.ts";
import { DAY_CLOSED } from "../../src/modules/counter/shifts/events.ts";
import { day_closes } from "../../src/modules/counter/shifts/tables.ts";
import { slotOf } from "../../src/modules/offer/catalog/index.ts";
import { businessDayStart, DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/shared/time.ts";
import type { Random } from "../random.ts";
import { type Act, insertOf } from "./acts.ts";
import { canUndo, refundSale, reprintTicket, voidSale } from "./after.ts";
import { drawBasket, oneTicket } from "./baskets.ts";
import type { Books, Guest } from "./books.ts";
import { CLOSES_HOUR, kindOfDay, momentOfSale, OPENS_HOUR, salesOn } from "./calendar.ts";
import type { SeededPark } from "./park.ts";
import { type LiveSale, makeSale, type SaleOrder } from "./sale.ts";
import { honestDiff, LiveShift } from "./shift.ts";
import { copyOf, makeVisit, planVisits, scanUnread, type Visit } from "./visits.ts";

export interface DayPlan {
  /** YYYY-MM-DD. */
  date: string;
  /** The number of the day, 0 for the first. */
  index: number;
  /** Sales of a usual weekday. */
  usual: number;
  one_ticket: boolean;
  /** Nothing happens after this moment, epoch ms. */
  now: number;
  is_today: boolean;
  /** The dishonest cashier cheats on this day. */
  cheats: boolean;
}

/** The rest of one day for the next ones. */
export interface Carried {
  visits: Map<string, Visit[]>;
  /** Sales that an outage kept at the till until the next day. */
  handed_in: ((day: string) => Act[])[];
  /** Unused sales whose guests come back for their money. */
  returns: LiveSale[];
  used_tills: Set<string>;
  /** The number of all sales so far. */
  sold: number;
}

/** The park with its books, its guests, and the choices of the seed. */
export interface Scene {
  park: SeededPark;
  books: Books;
  carried: Carried;
  guests: readonly Guest[];
  random: Random;
}

/** The rates of acts after a sale. */
interface Manners {
  voids: number;
  refunds: number;
  reprints: number;
  discounts: number;
}
const HONEST: Manners = { voids: 0.006, refunds: 0.008, reprints: 0.008, discounts: 0.012 };
const CHEATING: Manners = { voids: 0.14, refunds: 0.11, reprints: 0.1, discounts: 0.2 };

const SHIFT_CHANGE_HOUR = 15;
const EARLY_MS = 15 * MINUTE_MS;
const AFTER_HOURS_MS = 170 * MINUTE_MS;
const NEXT_MORNING_MS = 9 * HOUR_MS + 30 * MINUTE_MS;

/** A pause in a long day, in which its caller may look at signals. */
export type Pauses<Value> = Generator<undefined, Value>;
const SALES_BETWEEN_PAUSES = 1_000;

/** The acts of a day, in the order of their moments. Nothing is decided that is after `now`. */
export function* playDay(scene: Scene, plan: DayPlan): Pauses<Act[]> {
  const { park, books, carried } = scene;
  const { date, now } = plan;
  const { time_zone, cutoff_hour } = park.facts.store;
  const day_start = businessDayStart(date, time_zone, cutoff_hour);
  const today: Today = { ...plan, day_start, closes_at: day_start + CLOSES_HOUR * HOUR_MS };
  const shifts = openShifts(scene, today);
  if (shifts.length === 0) return [];
  const acts = [
    ...shifts.map((shift) => shift.open()),
    ...carried.handed_in.splice(0).flatMap((handIn) => handIn(date)),
    // First, because the guests' points that it takes back cannot pay for their sales of the day.
    ...payBackReturns(scene, today, shifts),
    ...(yield* sellAll(scene, today, shifts)),
    ...sellAfterHours(scene, today, shifts),
    ...(yield* scanAll(scene, today)),
    ...closeAll(scene, today, shifts),
  ].sort((a, b) => a.at - b.at);
  const late = acts.find(({ at }) => at > now);
  if (late) throw new Error(`an act of ${date} is after the present`);
  return [...acts, { at: acts.at(-1)?.at ?? now, writes: books.endDay(), audits: [] }];
}

type Today = DayPlan & { day_start: number; closes_at: number };

/** Opens a morning and an evening shift on each till that the day needs, as far as the day has come. */
function openShifts({ park, carried, random }: Scene, today: Today): LiveShift[] {
  const { index, date, day_start, closes_at, now, is_today, cheats } = today;
  const tills = is_today ? park.tills.slice(1) : park.tills;
  const busy = kindOfDay(date).share >= 2;
  const count = busy ? tills.length : Math.max(1, Math.ceil(tills.length / 2));
  const first = busy ? 0 : index % tills.length;
  const chosen = Array.from({ length: count }, (_, place) => tills[(first + place) % tills.length]);
  const staff = cheats ? park.cashiers.filter((id) => id !== park.cheat) : park.cashiers;
  const change_at = day_start + SHIFT_CHANGE_HOUR * HOUR_MS;
  const turns = [
    { from: day_start + OPENS_HOUR * HOUR_MS - EARLY_MS, to: change_at - MINUTE_MS },
    { from: change_at, to: closes_at + EARLY_MS },
  ];
  return turns.flatMap(({ from, to }, turn) =>
    chosen.flatMap((till, place) => {
      const is_cheat = cheats && turn === 1 && place === count - 1;
      const cashier_id = is_cheat ? park.cheat : staff[(index * 2 + turn * count + place) % staff.length];
      const opens_at = from + random.integer(0, turn === 0 ? 9 * MINUTE_MS : MINUTE_MS);
      const ends_at = is_cheat ? closes_at + AFTER_HOURS_MS : to;
      if (!till || !cashier_id || opens_at > now) return [];
      const is_first = !carried.used_tills.has(till.device_id);
      carried.used_tills.add(till.device_id);
      const plan = { till, cashier_id, business_date: date, opens_at, closes_at: ends_at, is_first };
      return [new LiveShift(park, plan, random)];
    }),
  );
}

/** An outage of one till during an evening; the till hands its sales in at `until`, perhaps on the next day. */
function outageOf({ random }: Scene, { index, day_start }: Today, shifts: readonly LiveShift[]) {
  if (index % 5 !== 4) return undefined;
  const shift = shifts.find(({ opens_at }) => opens_at >= day_start + SHIFT_CHANGE_HOUR * HOUR_MS);
  if (!shift) return undefined;
  const overnight = index % 10 === 9;
  const from = day_start + (overnight ? 18 : 17) * HOUR_MS + random.integer(0, HOUR_MS);
  return { shift, from, until: overnight ? day_start + DAY_MS + NEXT_MORNING_MS : from + HOUR_MS };
}

function* sellAll(scene: Scene, today: Today, shifts: readonly LiveShift[]): Pauses<Act[]> {
  const { park, books, carried, random } = scene;
  const { date, now } = today;
  const acts: Act[] = [];
  const outage = outageOf(scene, today, shifts);
  for (const [index, at] of momentsOfSales(scene, today).entries()) {
    if (index % SALES_BETWEEN_PAUSES === SALES_BETWEEN_PAUSES - 1) yield;
    const shift = random.pick(shifts.filter(({ opens_at, closes_at }) => at > opens_at && at < closes_at));
    if (!shift) continue;
    const is_cheat = today.cheats && shift.cashier_id === park.cheat;
    const order = orderOf(scene, today, { at, shift, manners: is_cheat ? CHEATING : HONEST });
    if (outage && outage.shift === shift && at > outage.from && at < outage.until) {
      const of_outage = {
        ...withoutGuest(scene, order),
        outage: { received_at: outage.until, paid_share: random.chance(0.15) ? 0.9 : 1 },
      };
      const handIn = (day: string) => {
        const made = makeSale(park, books, { ...of_outage, day }, random);
        if (made) carried.sold += 1;
        return made ? [made.act] : [];
      };
      if (outage.until > now) continue;
      if (shift.isClosedAt(outage.until)) carried.handed_in.push(handIn);
      else acts.push(...handIn(date));
      continue;
    }
    const made = makeSale(park, books, order, random);
    if (!made) continue;
    carried.sold += 1;
    const drop = shift.drop(at + 1, random);
    acts.push(made.act, ...(drop ? [drop] : []));
    acts.push(...followUp(scene, today, made.sale, is_cheat ? CHEATING : HONEST));
  }
  return acts;
}

function momentsOfSales({ random }: Scene, { date, usual, one_ticket, day_start, now }: Today): number[] {
  const kind = kindOfDay(date);
  const count = one_ticket ? Math.round(usual * kind.share) : salesOn(date, usual, random);
  const moments = Array.from({ length: count }, () => momentOfSale(day_start, kind, random));
  return moments.filter((at) => at < now - 1).sort((a, b) => a - b);
}

function orderOf(
  { park, guests, random }: Scene,
  { date, one_ticket }: Today,
  { at, shift, manners }: { at: number; shift: LiveShift; manners: Manners },
): SaleOrder {
  const { items, promo, known } = (one_ticket ? oneTicket : drawBasket)(park.packages, random);
  const by_hand = random.chance(manners.discounts);
  const rate_bps = random.pick([1_000, 2_000, 5_000]) ?? 1_000;
  return {
    at,
    day: date,
    shift,
    cart: {
      items: items.map((item) => ({
        ...item,
        ...nextSlotOf(park, item.package_id, at),
        ...(by_hand && { discount: { kind: "percent" as const, value: rate_bps, reason_code: "goodwill" } }),
      })),
      ...(promo && { promo_codes: [park.promo_code] }),
    },
    guest: known ? (random.pick(guests) ?? null) : null,
    approver_id: by_hand ? park.supervisor : null,
    outage: null,
  };
}

/** A sale of an outage: without a guest's account and without slots, which an offline till cannot know. */
function withoutGuest({ park, random }: Scene, order: SaleOrder): SaleOrder {
  return { ...order, guest: null, approver_id: null, cart: { items: oneTicket(park.packages, random).items } };
}

/** In the second half of a slot guests buy the next one. */
function nextSlotOf({ facts, packages }: SeededPark, package_id: string, at: number): { slot_start?: number } {
  const offer = package_id === packages.slot ? facts.offers.get(package_id) : undefined;
  const slot = offer && slotOf(offer, at, facts.store);
  if (!slot) return {};
  return { slot_start: at - slot.start > (slot.end - slot.start) / 2 ? slot.end : slot.start };
}

/** The acts that follow a sale: a void, a refund now or on a later day, or the guests' visits and perhaps a reprint. */
function followUp(scene: Scene, today: Today, sale: LiveSale, manners: Manners): Act[] {
  const { park, books, carried, random } = scene;
  const { now, date: day } = today;
  const { shift } = sale;
  const later = (after_min: number, reason_code: string) => {
    return { at: sale.row.sold_at + after_min * MINUTE_MS + 7, day, sale, shift, reason_code };
  };
  const fits = ({ at }: { at: number }) => at < shift.closes_at && at <= now;
  if (random.chance(manners.voids) && canUndo(sale)) {
    const act = later(random.integer(2, 9), "cashier_error");
    if (fits(act)) return [voidSale(park, books, act, random)];
  }
  if (random.chance(manners.refunds) && canUndo(sale)) {
    const act = later(random.integer(12, 80), "guest_request");
    if (random.chance(0.7) && fits(act)) return [refundSale(park, books, act, random)];
    carried.returns.push(sale);
    return [];
  }
  planAll(scene, today, sale);
  const ticket = random.chance(manners.reprints) ? sale.tickets[0] : undefined;
  const act = later(random.integer(1, 6), "printer_jam");
  return ticket && fits(act) ? [reprintTicket(park, act, ticket, random)] : [];
}

/** Plans the visits of a sale's tickets, today and on later days. */
function planAll(
  { park, carried, random }: Scene,
  { date, day_start, closes_at, one_ticket }: Today,
  sale: LiveSale,
): void {
  const leaving = one_ticket ? 0.1 : 0.88;
  const { sold_at } = sale.row;
  for (const visit of sale.tickets.flatMap((ticket) =>
    planVisits({ park, random, closes_at, leaving }, ticket, sold_at),
  )) {
    const days = Math.floor((visit.at - day_start) / DAY_MS);
    const on = new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
    const planned = carried.visits.get(on);
    if (planned) planned.push(visit);
    else carried.visits.set(on, [visit]);
  }
}

/** The dishonest cashier sells for cash when the park is closed. */
function sellAfterHours(
  { park, books, random }: Scene,
  { date, cheats, closes_at, now }: Today,
  shifts: readonly LiveShift[],
): Act[] {
  const shift = cheats && shifts.find(({ cashier_id }) => cashier_id === park.cheat);
  if (!shift) return [];
  const moments = Array.from(
    { length: random.integer(3, 5) },
    () => closes_at + 90 * MINUTE_MS + random.integer(0, 60 * MINUTE_MS),
  );
  return moments.flatMap((at) => {
    const items = [{ package_id: park.packages.single, qty: random.integer(1, 3) }];
    const order = {
      at,
      day: date,
      shift,
      cart: { items },
      guest: null,
      approver_id: null,
      outage: null,
      only_cash: true,
    };
    const made = at < now ? makeSale(park, books, order, random) : undefined;
    return made ? [made.act] : [];
  });
}

/** Guests of earlier days come back for the money of unused tickets. */
function payBackReturns(scene: Scene, { date, day_start, now }: Today, shifts: readonly LiveShift[]): Act[] {
  const { park, books, carried, random } = scene;
  const [waiting, back] = [
    carried.returns.filter(({ day }) => day === date),
    carried.returns.filter(({ day }) => day !== date),
  ];
  carried.returns = waiting;
  return back.flatMap((sale) => {
    const at = day_start + 11 * HOUR_MS + random.integer(0, 8 * HOUR_MS);
    const shift = random.pick(shifts.filter(({ opens_at, closes_at }) => at > opens_at && at < closes_at));
    if (!shift || at > now || !canUndo(sale)) return [];
    return [refundSale(park, books, { at, day: date, sale, shift, reason_code: "guest_request" }, random)];
  });
}

/** All scans of the day in the order in which they reach the server. */
function* scanAll(
  { park, books, carried, random }: Scene,
  { date, index, day_start, closes_at, now }: Today,
): Pauses<Act[]> {
  const planned = carried.visits.get(date) ?? [];
  for (const on of carried.visits.keys()) if (on <= date) carried.visits.delete(on);
  const [, lane] = park.entrances;
  // On some days a gate is without a connection for a while, and on some two gates admit the same ticket.
  const alone = index % 5 === 3 ? { from: day_start + 13 * HOUR_MS, until: day_start + 13.75 * HOUR_MS } : undefined;
  const handed = planned.map((visit) =>
    alone && visit.gate === lane && visit.at > alone.from && visit.at < alone.until
      ? { ...visit, handed_in_at: alone.until }
      : visit,
  );
  const singles = handed.filter(
    ({ ticket, direction, handed_in_at }) =>
      ticket.facts.type === "single" && direction === "entry" && handed_in_at === null,
  );
  const copied = index % 4 === 2 ? singles.slice(5, 5 + random.integer(1, 3)) : [];
  const copies = copied.flatMap((visit) => copyOf(park, visit, visit.at + 20 * MINUTE_MS) ?? []);
  const arrival = ({ at, handed_in_at }: Visit) => handed_in_at ?? at;
  const scans = [...handed, ...copies].filter((visit) => arrival(visit) <= now).sort((a, b) => arrival(a) - arrival(b));
  const unread = Array.from(
    { length: random.integer(1, 6) },
    () => day_start + OPENS_HOUR * HOUR_MS + random.integer(0, closes_at - day_start - OPENS_HOUR * HOUR_MS),
  );
  const acts = unread.filter((at) => at <= now).map((at) => scanUnread(park, at, random));
  for (const [index, visit] of scans.entries()) {
    if (index % SALES_BETWEEN_PAUSES === SALES_BETWEEN_PAUSES - 1) yield;
    acts.push(makeVisit(park, books, visit, date, random));
  }
  return acts;
}

/** Counts and closes the drawers whose time has come, and then the day. */
function closeAll({ park, random }: Scene, { date, now, cheats }: Today, shifts: readonly LiveShift[]): Act[] {
  const closing = shifts.filter(({ closes_at }) => closes_at <= now);
  const acts = closing.map((shift) => {
    const short = cheats && shift.cashier_id === park.cheat;
    return shift.close(short ? -1_000 * random.integer(20, 60) : honestDiff(random), random);
  });
  const closed_at = Math.max(...shifts.map(({ closes_at }) => closes_at)) + 20 * MINUTE_MS;
  if (closing.length < shifts.length || closed_at > now) return acts;
  const { tenant_id, manager, facts } = park;
  const { store_id } = facts.store;
  const sorted = shifts.toSorted((a, b) => (a.row.shift_id < b.row.shift_id ? -1 : 1));
  const shift_ids = sorted.map(({ row }) => row.shift_id);
  const totals = totalDay(sorted.map((shift) => shift.ofDay()));
  const row = { tenant_id, store_id, business_date: date, closed_by: manager, closed_at, shift_ids, totals };
  const changes = { business_date: date, shift_ids, totals };
  const audit = { event: DAY_CLOSED.type, actor_id: manager, subject: ["store", store_id] as const, changes };
  return [...acts, { at: closed_at, writes: [{ ...insertOf(day_closes, row), with_head: true }], audits: [audit] }];
}
