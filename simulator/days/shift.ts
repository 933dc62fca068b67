/** Shifts of seeded days: a drawer opens with its float, takes its entries, is counted and closed with its snapshot. */

import { alerts } from "../../src/modules/access/alerts/tables.ts";
import { type Entry, entryOf } from "../../src/modules/counter/shifts/domain/entries.ts";
import { countDrawer, totalTakings } from "../../src/modules/counter/shifts/domain/totals.ts";
import { CASH_EXCEPTION, isCashException } from "../../src/modules/counter/shifts/domain/watch.ts";
import { drawer_entries, late_entries, shifts } from "../../src/modules/counter/shifts/tables.ts";
import type { Random } from "../random.ts";
import { type Act, changeOf, type Insert, insertOf, seededId } from "./acts.ts";
import type { SeededPark, SeededTill } from "./park.ts";

export type ShiftRow = typeof shifts.$inferInsert;

/** The float of each drawer, in satang. */
const FLOAT = 200_000;
/** A drawer with more cash than this is emptied into the safe. */
const MOST_IN_DRAWER = 1_200_000;

interface Plan {
  till: SeededTill;
  cashier_id: string;
  business_date: string;
  opens_at: number;
  closes_at: number;
  /** The drawer had a shift before. */
  is_first: boolean;
}

export class LiveShift {
  readonly till: SeededTill;
  readonly cashier_id: string;
  readonly opens_at: number;
  readonly closes_at: number;
  readonly row: ShiftRow;
  private readonly park: SeededPark;
  private readonly entries: Entry[] = [];
  private cash = FLOAT;

  constructor(park: SeededPark, plan: Plan, random: Random) {
    const { till, cashier_id, business_date, opens_at, closes_at, is_first } = plan;
    this.park = park;
    this.till = till;
    this.cashier_id = cashier_id;
    this.opens_at = opens_at;
    this.closes_at = closes_at;
    this.row = {
      tenant_id: park.tenant_id,
      shift_id: seededId(opens_at, random),
      store_id: park.facts.store.store_id,
      device_id: till.device_id,
      opened_by: cashier_id,
      opened_at: opens_at,
      business_date,
      cash_open: FLOAT,
      cash_open_expected: is_first ? null : FLOAT,
      unattended: false,
    };
  }

  isClosedAt(at: number): boolean {
    return at > this.closes_at;
  }

  open(): Act {
    const { shift_id, device_id, cash_open, cash_open_expected, business_date } = this.row;
    const cash_open_diff = cash_open_expected === null ? null : 0;
    const changes = { cash_open, cash_open_expected, cash_open_diff, device_id, business_date };
    return {
      at: this.opens_at,
      writes: [insertOf(shifts, { ...this.row })],
      audits: [{ event: "shift.opened", actor_id: this.cashier_id, device_id, subject: ["shift", shift_id], changes }],
    };
  }

  /** An entry of this drawer at a moment; one that is handed in after the closing is late. */
  enter(entry: Entry, at: number, received_at = at): Insert {
    const { tenant_id, shift_id } = this.row;
    const row = { tenant_id, shift_id, at, ...entry };
    if (this.isClosedAt(received_at)) return insertOf(late_entries, { ...row, received_at });
    this.entries.push(entry);
    this.cash += entry.cash;
    return insertOf(drawer_entries, row);
  }

  /** Takes the cash above the float into the safe when there is too much of it. */
  drop(at: number, random: Random): Act | undefined {
    if (this.cash < MOST_IN_DRAWER) return undefined;
    const { supervisor } = this.park;
    const cash = Math.ceil((FLOAT - this.cash) / 100_000) * 100_000;
    const movement_id = seededId(at, random);
    const who = { actor_id: this.cashier_id, approver_id: supervisor };
    const movement = { movement_id, kind: "drop" as const, cash, reason: "To the safe", ...who };
    const { shift_id, device_id } = this.row;
    return {
      at,
      writes: [this.enter(entryOf(movement), at)],
      audits: [
        {
          event: "drawer.moved",
          ...who,
          device_id,
          subject: ["shift", shift_id],
          changes: { ...movement, amount: -cash, shift_id, happened_at: at, late: false },
        },
      ],
    };
  }

  /** Counts the drawer `cash_diff` satang beside what it should have, and closes it. */
  close(cash_diff: number, random: Random): Act {
    const { tenant_id, shift_id, cash_open, device_id, store_id } = this.row;
    const totals = totalTakings(this.entries);
    const { cash_expected } = countDrawer(cash_open, totals, 0);
    const cash_counted = Math.max(0, cash_expected + cash_diff);
    const counted = countDrawer(cash_open, totals, cash_counted);
    const cash_left = Math.min(FLOAT, cash_counted);
    Object.assign(this.row, {
      ...counted,
      closed_by: this.cashier_id,
      closed_at: this.closes_at,
      entries_count: this.entries.length,
      totals,
      cash_left,
      open_tickets: { count: 0, grand_total: 0 },
    });
    const { closed_by, closed_at, entries_count, open_tickets } = this.row;
    const set = { ...counted, closed_by, closed_at, entries_count, totals, cash_left, open_tickets };
    const above = this.park.facts.settings["shifts.cash_exception_above"];
    return {
      at: this.closes_at,
      writes: [
        changeOf(shifts, { tenant_id, shift_id }, set),
        ...(isCashException(counted.cash_diff, above) ? [this.exception(counted, random)] : []),
      ],
      audits: [
        {
          event: "shift.closed",
          actor_id: this.cashier_id,
          device_id,
          subject: ["shift", shift_id],
          changes: { ...counted, denominations: null, cash_left, totals, open_tickets, store_id },
        },
      ],
    };
  }

  private exception(
    { cash_diff, cash_expected, cash_counted }: ReturnType<typeof countDrawer>,
    random: Random,
  ): Insert {
    const { tenant_id, store_id, device_id, shift_id } = this.row;
    return insertOf(alerts, {
      tenant_id,
      alert_id: seededId(this.closes_at, random),
      type: CASH_EXCEPTION,
      severity: "warning",
      status: "open",
      store_id,
      device_id,
      subject_kind: "shift",
      subject_id: shift_id,
      details: { cash_diff, cash_expected, cash_counted, closed_by: this.cashier_id },
      opened_at: this.closes_at,
      request_id: `seed-${this.row.business_date}`,
      version: 1,
    });
  }

  /** The closed shift for its day's report; entries that are handed in late come after it. */
  ofDay() {
    const { cash_open, cash_expected = null, cash_counted = null, cash_diff = null, totals = null } = this.row;
    return { cash_open, cash_expected, cash_counted, cash_diff, totals, late: null };
  }
}

/** The difference of an honest count, in satang: mostly none, sometimes a little. */
export function honestDiff(random: Random): number {
  if (random.chance(0.62)) return 0;
  return random.pick([-4_000, -2_000, -1_000, -500, -500, 500, 1_000, 2_000]) ?? 0;
}
