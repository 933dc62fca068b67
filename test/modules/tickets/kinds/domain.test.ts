/** Parties, exits, re-entry, days and overrides: what a ticket admits beyond its first use. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideScan } from "../../../../src/modules/tickets/domain/admission.ts";
import {
  type AnnulRefusal,
  decideAnnul,
  decideChange,
  decideRefund,
  STATUS_CHANGES,
} from "../../../../src/modules/tickets/domain/changes.ts";
import { decideOffline, type ListPolicy } from "../../../../src/modules/tickets/domain/offline.ts";
import { windowOf } from "../../../../src/modules/tickets/domain/validity.ts";
import {
  type FailReason,
  type Scan,
  TICKET_STATUSES,
  TICKET_TYPES,
  type TicketFacts,
  type Usage,
} from "../../../../src/modules/tickets/domain/words.ts";
import { businessDate } from "../../../../src/shared/time.ts";
import { GATE, MINUTE, POOL, scanAt, TEN, ticketOf, UNUSED, usedAt } from "../tables.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What each of several scans is told, one after another: `pass` or the reason, and what remains. */
function story(ticket: TicketFacts, scans: readonly Scan[], from: Usage = UNUSED): string[] {
  let usage = from;
  return scans.map((scan) => {
    const decision = decideScan(ticket, usage, scan);
    usage = decision.usage;
    return `${decision.reason ?? decision.result} ${decision.remaining}`;
  });
}

const out = (now: number, changes: Partial<Scan> = {}) => scanAt(now, { direction: "exit", ...changes });

describe("a party", () => {
  test("[G10] goes in together or not at all, and what is left is told in places", () => {
    const ticket = ticketOf("party", 10);
    const scans = [4, 7, 6, 1].map((party) => scanAt(TEN, { party }));
    expect(story(ticket, scans)).toEqual(["pass 6", "exhausted 6", "pass 0", "exhausted 0"]);
    expect(decideScan(ticket, UNUSED, scanAt(TEN)).unit).toBe("places");
  });

  test.each([
    ["multi", 5, [3, 3, 2], ["pass 2", "exhausted 2", "pass 0"]],
    ["credit", 10, [2, 3, 1], ["pass 4", "exhausted 4", "pass 1"]],
    ["single", 1, [2, 1, 1], ["exhausted 1", "pass 0", "duplicate_use 0"]],
    ["timepass", 60, [2, 1], ["exhausted 60", "pass 60"]],
  ] as const)("[G10] takes as much of a %s ticket as it has guests", (type, quota, parties, told) => {
    const ticket = ticketOf(type, quota, { zones: [{ ...GATE, credits: 3 }] });
    expect(
      story(
        ticket,
        parties.map((party) => scanAt(TEN, { party })),
      ),
    ).toEqual(told);
  });
});

describe("an exit", () => {
  const over = {
    valid_from: TEN - 2 * DAY,
    valid_to: TEN - DAY,
    zones: [{ ...GATE, credits: 1 }],
    allowed_device_ids: ["d1"],
  };
  test.each(TICKET_TYPES)("[G9] of a %s ticket is never refused for time, quota, zone or device", (type) => {
    const ticket = ticketOf(type, 1, over);
    const decision = decideScan(ticket, usedAt(TEN - 3 * DAY, 1), out(TEN, { zone: POOL, device_id: "d9" }));
    expect(decision).toMatchObject({ result: "pass", reason: null, move: null });
    expect(decision.usage.used).toBe(1);
  });

  test.each([
    ["blocked", "blocked"],
    ["cancelled", "cancelled"],
  ] as const)("[G9] of a ticket that is %s is refused as its entry is", (status, reason) => {
    expect(decideScan(ticketOf("single", 1), { ...UNUSED, status }, out(TEN)).reason).toBe(reason);
    expect(decideScan(ticketOf("single", 1), UNUSED, out(TEN, { store_id: "elsewhere" })).reason).toBe("wrong_store");
  });

  test("[G9] counts only guests who came in by its zone", () => {
    let usage = UNUSED;
    const moves = [
      scanAt(TEN, { party: 3 }),
      out(TEN, { zone: POOL }),
      out(TEN, { party: 2 }),
      out(TEN, { party: 5 }),
    ].map((scan) => {
      const decision = decideScan(ticketOf("party", 5), usage, scan);
      usage = decision.usage;
      return decision.move?.by ?? 0;
    });
    expect(moves).toEqual([3, 0, -2, -1]);
  });

  test("[G9] after midnight takes the guest off the date on which they came in", () => {
    const late = Date.parse("2026-03-10T16:30:00.000Z");
    const ticket = ticketOf("multi", 5, { valid_to: null });
    const entered = decideScan(ticket, UNUSED, scanAt(late));
    const left = decideScan(ticket, entered.usage, out(late + HOUR));
    expect([entered.move?.business_date, left.move?.business_date]).toEqual(["2026-03-10", "2026-03-10"]);
    expect(left.move?.by).toBe(-1);
  });

  test("[G9] never brings a zone below zero, whatever the order of scans", () => {
    const scan = fc.record({
      zone: fc.constantFrom(GATE, POOL, null),
      direction: fc.constantFrom("entry" as const, "exit" as const),
      party: fc.integer({ min: 1, max: 4 }),
      hours: fc.integer({ min: 0, max: 60 }),
    });
    const reentry = fc.constantFrom("none" as const, "same_day" as const, "window" as const);
    fc.assert(
      fc.property(fc.array(scan, { maxLength: 30 }), reentry, (scans, policy) => {
        const ticket = ticketOf("party", 20, { reentry: policy, valid_to: null });
        const inside = new Map<string, number>();
        let usage = UNUSED;
        for (const { hours, ...changes } of scans) {
          const { move, ...decision } = decideScan(ticket, usage, scanAt(TEN + hours * HOUR, changes));
          usage = decision.usage;
          const day = `${move?.zone_id} ${move?.business_date}`;
          inside.set(day, (inside.get(day) ?? 0) + (move?.by ?? 0));
          expect(inside.get(day)).toBeGreaterThanOrEqual(0);
        }
        expect(usage.used).toBeLessThanOrEqual(20);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("re-entry after an exit", () => {
  const next_day = TEN + DAY;
  test.each([
    ["none", TEN + 2, "duplicate_use"],
    ["same_day", TEN + 2, "pass"],
    ["same_day", next_day, "duplicate_use"],
    ["window", next_day, "pass"],
  ] as const)("[G9] with the policy %s at %s", (reentry, again, told) => {
    const ticket = ticketOf("single", 1, { reentry, valid_to: TEN + 3 * DAY });
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(again)])[2]).toBe(`${told} 0`);
  });

  test("[G9] is for those who went out: a second guest needs a use, and so does one who comes back twice", () => {
    const ticket = ticketOf("multi", 3, { reentry: "window" });
    const scans = [scanAt(TEN), scanAt(TEN + 1), out(TEN + 2), scanAt(TEN + 3), scanAt(TEN + 4), scanAt(TEN + 5)];
    expect(story(ticket, scans)).toEqual(["pass 2", "pass 1", "pass 1", "pass 1", "pass 0", "exhausted 0"]);
  });

  test("[G9] of part of a party takes places for the others alone", () => {
    const ticket = ticketOf("party", 5, { reentry: "same_day" });
    const scans = [scanAt(TEN, { party: 4 }), out(TEN, { party: 2 }), scanAt(TEN, { party: 3 })];
    expect(story(ticket, scans)).toEqual(["pass 1", "pass 1", "pass 0"]);
  });

  test("[G9] is no passback, and ends with the window", () => {
    const ticket = ticketOf("single", 1, { reentry: "window", anti_passback_s: 3600 });
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + 2)])[2]).toBe("pass 0");
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + 2 * HOUR)])[2]).toBe("expired 0");
  });

  test.each([
    ["Asia/Bangkok", 4, "2026-03-10T20:30:00Z", "2026-03-10T20:59:59Z", "2026-03-10T21:00:00Z"],
    ["America/New_York", 2, "2026-03-08T05:30:00Z", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"],
    ["America/New_York", 1, "2026-11-01T04:30:00Z", "2026-11-01T04:59:59Z", "2026-11-01T05:00:00Z"],
  ] as const)(
    "[G9] in %s with a business date from %s o'clock ends at the cut-off",
    (time_zone, cutoff_hour, first, before, after) => {
      const ticket = ticketOf("single", 1, {
        reentry: "same_day",
        valid_from: 0,
        valid_to: null,
        time_zone,
        cutoff_hour,
      });
      const [entered, left] = [scanAt(Date.parse(first)), out(Date.parse(first) + 1)];
      expect(story(ticket, [entered, left, scanAt(Date.parse(before))])[2]).toBe("pass 0");
      expect(story(ticket, [entered, left, scanAt(Date.parse(after))])[2]).toBe("duplicate_use 0");
    },
  );
});

describe("days", () => {
  const weekend = { weekdays: [6, 7], valid_from: TEN, valid_to: TEN + 20 * DAY };
  test.each([
    ["a Tuesday with a weekend to come", TEN, "not_started"],
    ["a Saturday", TEN + 4 * DAY, "pass"],
    ["a Monday with no weekend left", TEN + 20 * DAY, "expired"],
  ] as const)("[G5] a weekend ticket on %s", (_, now, told) => {
    expect(story(ticketOf("multi", 5, weekend), [scanAt(now)])[0]).toBe(`${told} ${told === "pass" ? 4 : 5}`);
  });

  test("[G5] the day is the business date's: at 3 on Monday morning it is still Sunday where the cut-off is 5", () => {
    const monday_3 = Date.parse("2026-03-15T20:00:00.000Z");
    const sunday = { weekdays: [7], valid_from: TEN, valid_to: null };
    expect(story(ticketOf("multi", 5, { ...sunday, cutoff_hour: 5 }), [scanAt(monday_3)])[0]).toBe("pass 4");
    expect(story(ticketOf("multi", 5, sunday), [scanAt(monday_3)])[0]).toBe("not_started 5");
  });

  const open = { valid_for_days: null, valid_from: null, valid_to: null, same_business_day: false };
  const bangkok = { time_zone: "Asia/Bangkok", cutoff_hour: 5 };
  test.each([
    ["without any bound", open, TEN, null, true],
    ["of three days", { ...open, valid_for_days: 3 }, TEN, TEN + 3 * DAY, false],
    ["of forty days", { ...open, valid_for_days: 40 }, TEN, TEN + 40 * DAY, true],
    [
      "of fixed dates to come",
      { ...open, valid_from: TEN + DAY, valid_to: TEN + 2 * DAY },
      TEN + DAY,
      TEN + 2 * DAY,
      false,
    ],
    ["of fixed dates under way", { ...open, valid_from: TEN - DAY, valid_to: TEN + DAY }, TEN, TEN + DAY, false],
    ["of a business day", { ...open, same_business_day: true }, TEN, Date.parse("2026-03-10T22:00:00Z") - 1, false],
    ["of days and dates: the narrower", { ...open, valid_for_days: 9, valid_to: TEN + DAY }, TEN, TEN + DAY, false],
  ] as const)("[G8] a package %s gives its tickets their window", (_, validity, valid_from, valid_to, lasting) => {
    expect(windowOf(validity, TEN, bangkok)).toEqual({ valid_from, valid_to, lasting });
  });

  test.each(["America/New_York", "Europe/London", "Asia/Bangkok"])(
    "[G8] a day ticket in %s ends with the business date it was sold on, whatever the clocks do",
    (time_zone) => {
      const sold = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") });
      fc.assert(
        fc.property(sold, fc.integer({ min: 0, max: 23 }), (sold_at, cutoff_hour) => {
          const store = { time_zone, cutoff_hour };
          const { valid_to } = windowOf({ ...open, same_business_day: true }, sold_at, store);
          const [sold_on, last, next] = [sold_at, Number(valid_to), Number(valid_to) + 1].map((at) =>
            businessDate(at, time_zone, cutoff_hour),
          );
          expect([last, next === sold_on]).toEqual([sold_on, false]);
        }),
      );
    },
  );
});

describe("an override", () => {
  const reasons: [FailReason, TicketFacts, Usage][] = [
    ["blocked", ticketOf("single", 1), { ...UNUSED, status: "blocked" }],
    ["wrong_store", ticketOf("single", 1, { store_id: "elsewhere" }), UNUSED],
    ["wrong_zone", ticketOf("single", 1, { zones: [{ ...POOL, credits: 1 }] }), UNUSED],
    ["wrong_device", ticketOf("single", 1, { allowed_device_ids: ["d9"] }), UNUSED],
    ["not_started", ticketOf("single", 1, { valid_from: TEN + 1 }), UNUSED],
    ["expired", ticketOf("single", 1, { valid_to: TEN - 1 }), UNUSED],
    ["duplicate_use", ticketOf("single", 1), usedAt(TEN - 1)],
    ["exhausted", ticketOf("multi", 2), usedAt(TEN - 1, 2)],
  ];
  test.each(reasons)("[G12] admits in spite of %s and keeps the reason", (reason, ticket, usage) => {
    const decision = decideScan(ticket, usage, scanAt(TEN, { overridden: true }));
    expect(decision).toMatchObject({ result: "pass", reason, forced: true });
    expect(decision.usage.used).toBe(Math.min(ticket.quota_or_minutes, usage.used + 1));
  });

  test("[G12] of a scan that would pass is a plain pass", () => {
    const decision = decideScan(ticketOf("single", 1), UNUSED, scanAt(TEN, { overridden: true }));
    expect(decision).toMatchObject({ result: "pass", reason: null, forced: false });
  });
});

describe("taking a pass back", () => {
  const pass = { sequence: 3, result: "pass", direction: "entry", device_id: "d1", received_at: TEN } as const;
  const by = { device_id: "d1", now: TEN + 15 * MINUTE, annulled: false, last_moved: 3, annuls: 0, approved: false };
  test.each<[string, Parameters<typeof decideAnnul>, AnnulRefusal | null]>([
    ["by its gate within 15 minutes", [pass, by], null],
    ["later", [pass, { ...by, now: by.now + 1 }], "too_late"],
    ["from elsewhere", [pass, { ...by, device_id: "d2" }], "other_device"],
    ["twice", [pass, { ...by, annulled: true }], "annulled"],
    ["after somebody went in again", [pass, { ...by, last_moved: 4 }], "used_again"],
    ["of a scan that failed", [{ ...pass, result: "fail" }, by], "not_a_pass"],
    ["of an exit", [{ ...pass, direction: "exit" }, by], "not_a_pass"],
    ["of a scan that is not there", [undefined, by], "unknown_scan"],
    ["of a ticket of which one was taken back", [pass, { ...by, annuls: 1 }], "approval"],
    ["… with an approval", [pass, { ...by, annuls: 9, approved: true }], null],
    ["… too late even with an approval", [pass, { ...by, annuls: 1, approved: true, now: by.now + 1 }], "too_late"],
  ])("[G11] %s", (_, given, refusal) => {
    expect(decideAnnul(...given)).toBe(refusal);
  });
});

describe("a change of standing", () => {
  const allowed: Record<string, string> = {
    "block active": "blocked",
    // The sale that brought it held it: a void holds it in its own name.
    "block blocked": "blocked",
    "unblock blocked": "active",
    "cancel active": "cancelled",
    "cancel blocked": "cancelled",
    "reissue active": "revoked",
  };
  test.each(STATUS_CHANGES.flatMap((change) => TICKET_STATUSES.map((status) => [change, status] as const)))(
    "[O2] %s from %s",
    (change, status) => {
      const decided = decideChange({ ...UNUSED, status }, change);
      const next = allowed[`${change} ${status}`];
      expect(decided).toEqual(next ? { ok: true, value: { ...UNUSED, status: next } } : { ok: false, refusal: status });
    },
  );
});

describe("a refund", () => {
  const refund = { kind: "refund", only_unused: true } as const;
  const undo = { kind: "unrefund", only_unused: false } as const;
  const refunded: Usage = { ...UNUSED, status: "refunded" };
  const used: Usage = { ...UNUSED, used: 1 };

  test.each(TICKET_STATUSES)("[A4] of a ticket that is %s", (status) => {
    const ends = status === "active" || status === "blocked";
    const decided = decideRefund({ ...UNUSED, status }, refund, undefined);
    expect(decided).toEqual(ends ? { ok: true, value: refunded } : { ok: false, refusal: "status" });
  });

  test("[A4] leaves a ticket that was used as it is, unless those are refunded too", () => {
    expect(decideRefund(used, refund, undefined)).toEqual({ ok: false, refusal: "used" });
    const both = decideRefund(used, { ...refund, only_unused: false }, undefined);
    expect(both).toEqual({ ok: true, value: { ...used, status: "refunded" } });
  });

  test("[A4] that is given up makes the ticket what it was before", () => {
    for (const status_before of ["active", "blocked"] as const)
      expect(decideRefund(refunded, undo, { kind: "refund", status_before })).toEqual({
        ok: true,
        value: { ...UNUSED, status: status_before },
      });
  });

  test("[A4] that is given up before it reached the ticket changes nothing, and never ends it any more", () => {
    expect(decideRefund(used, undo, undefined)).toEqual({ ok: true, value: used });
    const late = decideRefund(UNUSED, refund, { kind: "unrefund", status_before: "active" });
    expect(late).toEqual({ ok: false, refusal: "status" });
  });
});

describe("a gate that is offline", () => {
  const policy: ListPolicy = { admit_offline: "after_seconds", list_max_age_s: 600 };
  const listed = { ticket: ticketOf("single", 1), usage: UNUSED };
  const list = { synced_at: TEN - 10 * MINUTE, policy, listed, revoked: false, blocked: false };
  test.each<[string, Partial<typeof list> | { synced_at: null } | { listed: undefined }, Partial<Scan>, string]>([
    ["has a fresh list with the ticket", {}, {}, "pass"],
    ["has no list", { synced_at: null }, {}, "no_list"],
    ["has a list that is too old", { synced_at: TEN - 10 * MINUTE - 1 }, {}, "stale_list"],
    [
      "has an old list and a store that always admits",
      { synced_at: 0, policy: { ...policy, admit_offline: "always" } },
      {},
      "pass",
    ],
    [
      "has a fresh list and a store that never admits",
      { synced_at: TEN, policy: { ...policy, admit_offline: "never" } },
      {},
      "stale_list",
    ],
    ["has not the ticket on its list", { listed: undefined }, {}, "not_listed"],
    ["has the ticket among the revoked", { revoked: true }, {}, "revoked"],
    ["has it among those that may be released", { revoked: true, blocked: true }, {}, "blocked"],
    ["saw the ticket before", { listed: { ...listed, usage: usedAt(TEN - 1) } }, {}, "duplicate_use"],
    ["has an old list and a guest who leaves", { synced_at: 0 }, { direction: "exit" }, "pass"],
  ])("[O10] %s", (_, given, scan, told) => {
    const verdict = decideOffline({ ...list, ...given }, scanAt(TEN, scan));
    expect(verdict.reason ?? verdict.result).toBe(told);
  });
});

test("[G3] passes of a ticket never exceed its quota, in any order of arrival, and the count left does not depend on the order", () => {
  const times = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.nat()), (minutes, quota, random) => {
      const ticket = ticketOf("multi", quota);
      const scans = minutes.map((minute) => scanAt(TEN + minute * MINUTE));
      const shuffled = scans.map((scan) => ({ scan, at: random.next().value })).sort((a, b) => a.at - b.at);
      const [one, other] = [scans, shuffled.map(({ scan }) => scan)].map((order) => {
        const told = story(ticket, order);
        return { passes: told.filter((answer) => answer.startsWith("pass")).length, left: told.at(-1)?.split(" ")[1] };
      });
      expect(one).toEqual(other);
      expect(one?.passes).toBe(Math.min(quota, scans.length));
    }),
  );
});
