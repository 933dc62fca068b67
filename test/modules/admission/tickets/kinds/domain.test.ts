/** Parties, exits, re-entry, days, overrides, changes and offline gates: a ticket's decisions beyond its first use. */

import { describe, expect, test } from "vitest";
import { decideScan } from "../../../../../src/modules/admission/tickets/domain/admission.ts";
import {
  type AnnulRefusal,
  decideAnnul,
  decideChange,
  decideRefund,
  STATUS_CHANGES,
} from "../../../../../src/modules/admission/tickets/domain/changes.ts";
import { decideOffline, type ListPolicy } from "../../../../../src/modules/admission/tickets/domain/offline.ts";
import { slotWindow, windowOf } from "../../../../../src/modules/admission/tickets/domain/validity.ts";
import {
  type FailReason,
  type Scan,
  TICKET_STATUSES,
  TICKET_TYPES,
  type TicketFacts,
  type Usage,
} from "../../../../../src/modules/admission/tickets/domain/words.ts";
import { businessDate } from "../../../../../src/shared/time.ts";
import { fc } from "../../../../support/properties.ts";
import { GATE, MINUTE, POOL, scanAt, TEN, ticketOf, UNUSED, usedAt } from "../tables.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The verdicts of scans, one after another: `pass` or the reason, and the remainder. */
function story(ticket: TicketFacts, scans: readonly Scan[], from: Usage = UNUSED): string[] {
  let usage = from;
  return scans.map((scan) => {
    const decision = decideScan(ticket, usage, scan);
    usage = decision.usage;
    return `${decision.reason ?? decision.result} ${decision.remaining}`;
  });
}

const out = (now: number, changes: Partial<Scan> = {}) => scanAt(now, { direction: "exit", ...changes });

/** The decisions of scans, one after another, and the usage after them. */
function live(ticket: TicketFacts, scans: readonly Scan[], from: Usage = UNUSED) {
  let usage = from;
  const seen = scans.map((scan) => {
    const decision = decideScan(ticket, usage, scan);
    usage = decision.usage;
    return decision;
  });
  return { seen, usage, verdicts: seen.map(({ reason, result }) => reason ?? result) };
}

const NOBODY = { business_date: "2026-03-10", by: 0, entries: 0, exits: 0 };

const insideOf = ({ presence }: Usage) => presence.reduce((sum, { inside }) => sum + inside, 0);

describe("a party", () => {
  test("[G10] goes in together or not at all, and the remainder is in places", () => {
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
  ] as const)("[G10] takes one use of a %s ticket for each guest", (type, quota, parties, verdicts) => {
    const ticket = ticketOf(type, quota, { zones: [{ ...GATE, credits: 3 }] });
    expect(
      story(
        ticket,
        parties.map((party) => scanAt(TEN, { party })),
      ),
    ).toEqual(verdicts);
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
    expect(decision).toMatchObject({ result: "pass", reason: null, moves: [], people: 0 });
    expect(decision.usage.used).toBe(1);
  });

  test.each([
    ["blocked", "blocked"],
    ["cancelled", "cancelled"],
  ] as const)("[G9] of a ticket that is %s is refused like its entry", (status, reason) => {
    expect(decideScan(ticketOf("single", 1), { ...UNUSED, status }, out(TEN)).reason).toBe(reason);
    expect(decideScan(ticketOf("single", 1), UNUSED, out(TEN, { store_id: "elsewhere" })).reason).toBe("wrong_store");
  });

  test.each([
    ["another zone", POOL],
    ["a handheld without a zone", null],
  ] as const)("[G9] by %s subtracts the guests from the zone by which they came in", (_, zone) => {
    const ticket = ticketOf("party", 10);
    const { seen, usage } = live(ticket, [scanAt(TEN, { party: 10 }), out(TEN + 1, { party: 3, zone })]);
    const door = zone === null ? [] : [{ ...NOBODY, zone_id: POOL.zone_id, exits: 3 }];
    expect(seen[1]?.moves).toEqual([{ ...NOBODY, zone_id: GATE.zone_id, by: -3 }, ...door]);
    expect(insideOf(usage)).toBe(7);
  });

  test("[G9] of 100 on a party of ten counts the ten guests inside, and none the second time", () => {
    const scans = [scanAt(TEN, { party: 10 }), out(TEN + 1, { party: 100 }), out(TEN + 2, { party: 100 })];
    expect(live(ticketOf("party", 10), scans).seen.map(({ people }) => people)).toEqual([10, 10, 0]);
  });

  test("[G9] that is handed in before its entry counts the guest once the entry is known", () => {
    const ticket = ticketOf("single", 1, { reentry: "same_day" });
    const scans = [out(TEN + 2, { scan_id: "out" }), scanAt(TEN + 1, { zone: POOL })];
    const { seen, usage } = live(ticket, scans);
    expect(seen[0]).toMatchObject({ result: "pass", people: 0, moves: [] });
    expect(seen[1]).toMatchObject({ result: "pass", recounts: [{ scan_id: "out", party: 1, party_before: 0 }] });
    expect(seen[1]?.moves).toEqual([
      { ...NOBODY, zone_id: POOL.zone_id, entries: 1 },
      { ...NOBODY, zone_id: GATE.zone_id, exits: 1 },
    ]);
    expect(insideOf(usage)).toBe(0);
    // The guest comes back without a further use, and only once.
    expect(live(ticket, [...scans, scanAt(TEN + 3), scanAt(TEN + 4)]).verdicts.slice(2)).toEqual([
      "pass",
      "duplicate_use",
    ]);
  });

  test("[G9] does not count a guest who comes in after it, though it arrives later", () => {
    const { usage } = live(ticketOf("multi", 5), [scanAt(TEN + 10), out(TEN + 5)]);
    expect(insideOf(usage)).toBe(1);
  });

  test("[G9] of an ended ticket is a pass for the guests inside, and refused beyond them", () => {
    for (const status of ["cancelled", "refunded", "revoked", "blocked"] as const) {
      const entered = live(ticketOf("party", 4), [scanAt(TEN, { party: 2 })]).usage;
      const ended = { ...entered, status };
      expect(
        live(ticketOf("party", 4), [scanAt(TEN + 1), out(TEN + 2, { party: 4 }), out(TEN + 3)], ended).verdicts,
      ).toEqual([status, "pass", status]);
    }
    const withdrawn = { withdrawn: true };
    const inside = live(ticketOf("single", 1), [scanAt(TEN)]).usage;
    expect(decideScan(ticketOf("single", 1), inside, out(TEN + 1, withdrawn))).toMatchObject({
      result: "pass",
      people: 1,
    });
    expect(decideScan(ticketOf("single", 1), UNUSED, out(TEN + 1, withdrawn)).reason).toBe("revoked");
  });

  test("[G9] after midnight counts on the date on which the guest came in", () => {
    const late = Date.parse("2026-03-10T16:30:00.000Z");
    const { seen } = live(ticketOf("multi", 5, { valid_to: null }), [scanAt(late), out(late + HOUR)]);
    expect(seen.map(({ moves }) => moves)).toMatchObject([
      [{ business_date: "2026-03-10", by: 1, entries: 1 }],
      [{ business_date: "2026-03-10", by: -1, exits: 1 }],
    ]);
  });

  test("[G9] of a time pass leaves nobody in the zones that its guest left before", () => {
    const ticket = ticketOf("timepass", 60);
    const { usage, seen } = live(ticket, [
      scanAt(TEN),
      scanAt(TEN + 1, { zone: POOL }),
      scanAt(TEN + 2, { zone: POOL }),
    ]);
    expect(seen[1]?.moves).toEqual([
      { ...NOBODY, zone_id: GATE.zone_id, by: -1 },
      { ...NOBODY, zone_id: POOL.zone_id, by: 1, entries: 1 },
    ]);
    expect(insideOf(usage)).toBe(1);
    expect(insideOf(live(ticket, [out(TEN + 3, { zone: null })], usage).usage)).toBe(0);
  });

  const movement = fc.record({
    zone: fc.constantFrom(GATE, POOL, null),
    direction: fc.constantFrom("entry" as const, "exit" as const),
    party: fc.integer({ min: 1, max: 4 }),
    hours: fc.integer({ min: 0, max: 60 }),
  });
  const reentry = fc.constantFrom("none" as const, "same_day" as const, "window" as const);
  const type = fc.constantFrom("party" as const, "multi" as const, "credit" as const, "timepass" as const);
  const scansOf = (movements: readonly (Partial<Scan> & { hours: number })[]) =>
    movements.map(({ hours, ...changes }, index) => scanAt(TEN + hours * HOUR, { ...changes, scan_id: `s${index}` }));

  test("[G9] never brings a zone below zero in any order of scans, and zone counts are the sum of presences", () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 40 }), reentry, type, (movements, policy, kind) => {
        const ticket = ticketOf(kind, 20, { reentry: policy, valid_to: null });
        const days = new Map<string, number>();
        let usage = UNUSED;
        for (const scan of scansOf(movements)) {
          const { moves, ...decision } = decideScan(ticket, usage, scan);
          usage = decision.usage;
          for (const { zone_id, business_date, by } of moves) {
            const day = `${zone_id} ${business_date}`;
            days.set(day, (days.get(day) ?? 0) + by);
            expect(days.get(day)).toBeGreaterThanOrEqual(0);
          }
          for (const { zone_id, business_date, inside, outside } of usage.presence) {
            expect(Math.min(inside, outside)).toBeGreaterThanOrEqual(0);
            if (zone_id !== null) expect(days.get(`${zone_id} ${business_date}`) ?? 0).toBeGreaterThanOrEqual(inside);
          }
          expect(usage.movements?.since.length ?? 0).toBeLessThanOrEqual(20);
        }
        if (kind === "party") expect(usage.used).toBeLessThanOrEqual(20);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[G9] and entries of one date give the same presence in any order of arrival", () => {
    const of_date = fc.array(
      movement.map((one) => ({ ...one, hours: one.hours % 12 })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(of_date, fc.integer(), (movements, seed) => {
        const ticket = ticketOf("multi", 1_000, { valid_to: null });
        const scans = scansOf(movements).map((scan, index) => ({ ...scan, now: scan.now + index }));
        const shuffled = scans.toSorted((a, b) => ((a.now * 7919 + seed) % 101) - ((b.now * 7919 + seed) % 101));
        const zones = (of: readonly Scan[]) =>
          live(ticket, of)
            .usage.presence.filter(({ inside }) => inside > 0)
            .map(({ zone_id, inside }) => `${zone_id} ${inside}`)
            .toSorted();
        expect(zones(shuffled)).toEqual(zones(scans.toSorted((a, b) => a.now - b.now)));
      }),
      { numRuns: 1_000 },
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
  ] as const)("[G9] follows the policy %s at %s", (reentry, again, verdict) => {
    const ticket = ticketOf("single", 1, { reentry, valid_to: TEN + 3 * DAY });
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(again)])[2]).toBe(`${verdict} 0`);
  });

  test("[G9] is for guests who went out: a second guest needs a use, and so does a second return", () => {
    const ticket = ticketOf("multi", 3, { reentry: "window" });
    const scans = [scanAt(TEN), scanAt(TEN + 1), out(TEN + 2), scanAt(TEN + 3), scanAt(TEN + 4), scanAt(TEN + 5)];
    expect(story(ticket, scans)).toEqual(["pass 2", "pass 1", "pass 1", "pass 1", "pass 0", "exhausted 0"]);
  });

  test("[G9] by another gate than the entry or exit takes no further use", () => {
    const ticket = ticketOf("single", 1, { reentry: "same_day" });
    for (const [door, back] of [
      [POOL, GATE],
      [null, GATE],
      [null, POOL],
      [GATE, null],
    ] as const)
      expect(
        live(ticket, [scanAt(TEN), out(TEN + 1, { zone: door }), scanAt(TEN + 2, { zone: back })]).verdicts[2],
      ).toBe("pass");
  });

  test("[G9] of a credit ticket is free in a zone that costs no more than the paid zone", () => {
    const zones = [
      { ...GATE, credits: 2 },
      { ...POOL, credits: 5 },
    ];
    const ticket = ticketOf("credit", 20, { zones, reentry: "same_day" });
    const left_after = (first: typeof GATE, next: typeof GATE) =>
      live(ticket, [scanAt(TEN, { zone: first }), out(TEN + 1, { zone: first }), scanAt(TEN + 2, { zone: next })]).usage
        .used;
    expect([left_after(POOL, GATE), left_after(GATE, POOL), left_after(GATE, GATE)]).toEqual([5, 7, 2]);
  });

  test("[G9] is free once, even when another gate hands in an earlier scan late", () => {
    const ticket = ticketOf("single", 1, { reentry: "same_day" });
    const scans = [scanAt(TEN), out(TEN + 10), scanAt(TEN + 30), scanAt(TEN + 20)];
    expect(live(ticket, scans).verdicts).toEqual(["pass", "pass", "pass", "duplicate_use"]);
  });

  test("[G9] of part of a party takes places only for the other guests", () => {
    const ticket = ticketOf("party", 5, { reentry: "same_day" });
    const scans = [scanAt(TEN, { party: 4 }), out(TEN, { party: 2 }), scanAt(TEN, { party: 3 })];
    expect(story(ticket, scans)).toEqual(["pass 1", "pass 1", "pass 0"]);
  });

  test("[G9] is not an anti-passback refusal, and ends with the window", () => {
    const ticket = ticketOf("single", 1, { reentry: "window", anti_passback_s: 3600 });
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + 2)])[2]).toBe("pass 0");
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + 2 * HOUR)])[2]).toBe("expired 0");
  });

  test.each([
    ["Asia/Bangkok", 4, "2026-03-10T20:30:00Z", "2026-03-10T20:59:59Z", "2026-03-10T21:00:00Z"],
    ["America/New_York", 2, "2026-03-08T05:30:00Z", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"],
    ["America/New_York", 1, "2026-11-01T04:30:00Z", "2026-11-01T04:59:59Z", "2026-11-01T05:00:00Z"],
  ] as const)(
    "[G9] in %s, with business dates from %s o'clock, ends at the cut-off",
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

describe("days and windows", () => {
  const weekend = { weekdays: [6, 7], valid_from: TEN, valid_to: TEN + 20 * DAY };
  test.each([
    ["a Tuesday with a weekend to come", TEN, "not_started"],
    ["a Saturday", TEN + 4 * DAY, "pass"],
    ["a Monday with no weekend left", TEN + 20 * DAY, "expired"],
  ] as const)("[G5] decide a weekend ticket on %s", (_, now, verdict) => {
    expect(story(ticketOf("multi", 5, weekend), [scanAt(now)])[0]).toBe(`${verdict} ${verdict === "pass" ? 4 : 5}`);
  });

  test("[G5] follow the business date: with a cut-off at 5, Monday at 3 in the morning is still Sunday", () => {
    const monday_3 = Date.parse("2026-03-15T20:00:00.000Z");
    const sunday = { weekdays: [7], valid_from: TEN, valid_to: null };
    expect(story(ticketOf("multi", 5, { ...sunday, cutoff_hour: 5 }), [scanAt(monday_3)])[0]).toBe("pass 4");
    expect(story(ticketOf("multi", 5, sunday), [scanAt(monday_3)])[0]).toBe("not_started 5");
  });

  const open = {
    valid_for_days: null,
    valid_from: null,
    valid_to: null,
    same_business_day: false,
    tolerance_after_min: 0,
  };
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
  ] as const)("[G8] follow a package %s", (_, validity, valid_from, valid_to, lasting) => {
    expect(windowOf(validity, TEN, bangkok)).toEqual({ valid_from, valid_to, lasting });
  });

  test("[O8] make a blank's ticket of thirty days lasting when its lot was reserved days before the sale", () => {
    const validity = { ...open, valid_for_days: 30 };
    const lasting = [0, 1, 2, 7].map((days) => windowOf(validity, TEN, bangkok, TEN - days * DAY).lasting);
    expect(lasting).toEqual([false, false, true, true]);
    const slot = { start: TEN + 30 * DAY, end: TEN + 30 * DAY + HOUR };
    const offer = { type: "single" as const, quota_or_minutes: 1, tolerance_after_min: 0 };
    expect([TEN, TEN - 7 * DAY].map((id_at) => slotWindow(offer, slot, TEN, id_at).lasting)).toEqual([false, true]);
  });

  test.each(["America/New_York", "Europe/London", "Asia/Bangkok"])(
    "[G8] end a day ticket in %s with the business date of its sale, even when the clocks change",
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
  test.each(reasons)("[G12] admits despite %s and keeps the reason", (reason, ticket, usage) => {
    const decision = decideScan(ticket, usage, scanAt(TEN, { overridden: true }));
    expect(decision).toMatchObject({ result: "pass", reason, forced: true });
    expect(decision.usage.used).toBe(Math.min(ticket.quota_or_minutes, usage.used + 1));
  });

  test("[G12] of a scan that would pass is a plain pass", () => {
    const decision = decideScan(ticketOf("single", 1), UNUSED, scanAt(TEN, { overridden: true }));
    expect(decision).toMatchObject({ result: "pass", reason: null, forced: false });
  });
});

describe("an annulment", () => {
  const pass = { sequence: 3, result: "pass", direction: "entry", device_id: "d1", received_at: TEN } as const;
  const known = { annulled: false, last_moved: 3, annuls: 0, replaced: false, approved: false };
  const by = { device_id: "d1", now: TEN + 15 * MINUTE, ...known };
  test.each<[string, Parameters<typeof decideAnnul>, AnnulRefusal | null]>([
    ["by the pass's gate within 15 minutes", [pass, by], null],
    ["after 15 minutes", [pass, { ...by, now: by.now + 1 }], "too_late"],
    ["by another device", [pass, { ...by, device_id: "d2" }], "other_device"],
    ["twice", [pass, { ...by, annulled: true }], "annulled"],
    ["after a later pass", [pass, { ...by, last_moved: 4 }], "used_again"],
    ["of a replaced ticket", [pass, { ...by, replaced: true, approved: true }], "replaced"],
    ["of a scan that failed", [{ ...pass, result: "fail" }, by], "not_a_pass"],
    ["of an exit", [{ ...pass, direction: "exit" }, by], "not_a_pass"],
    ["of an unknown scan", [undefined, by], "unknown_scan"],
    ["of a ticket with an earlier annulment", [pass, { ...by, annuls: 1 }], "approval"],
    ["of a ticket with nine, with an approval", [pass, { ...by, annuls: 9, approved: true }], null],
    ["with an approval, but too late", [pass, { ...by, annuls: 1, approved: true, now: by.now + 1 }], "too_late"],
  ])("[G11] %s is decided", (_, args, refusal) => {
    expect(decideAnnul(...args)).toBe(refusal);
  });
});

describe("a change of status", () => {
  const allowed: Record<string, string> = {
    "block active": "blocked",
    // A held sale's ticket is blocked already: a void blocks it again in its own name.
    "block blocked": "blocked",
    "unblock blocked": "active",
    "cancel active": "cancelled",
    "cancel blocked": "cancelled",
    "reissue active": "revoked",
  };
  test.each(STATUS_CHANGES.flatMap((change) => TICKET_STATUSES.map((status) => [change, status] as const)))(
    "[O2] %s from %s is decided by the table",
    (change, status) => {
      const held_at = status === "active" ? undefined : TEN - MINUTE;
      const decided = decideChange({ ...UNUSED, status, ended_at: held_at }, change, TEN);
      const next = allowed[`${change} ${status}`];
      // A ticket that was blocked before it ended admits nobody since the block.
      const ended = next === "active" ? {} : { ended_at: held_at ?? TEN };
      const value = { ...UNUSED, ...ended, status: next };
      expect(decided).toEqual(next ? { ok: true, value } : { ok: false, refusal: status });
    },
  );
});

describe("a refund", () => {
  const refund = { kind: "refund", only_unused: true, at: TEN } as const;
  const undo = { kind: "unrefund", only_unused: false, at: TEN } as const;
  const refunded: Usage = { ...UNUSED, status: "refunded", ended_at: TEN };
  const used: Usage = { ...UNUSED, used: 1 };

  test.each(TICKET_STATUSES)("[A4] ends a ticket that is %s only when it is active or blocked", (status) => {
    const ends = status === "active" || status === "blocked";
    const decided = decideRefund({ ...UNUSED, status, ended_at: TEN }, refund, undefined);
    expect(decided).toEqual(ends ? { ok: true, value: refunded } : { ok: false, refusal: "status" });
  });

  test("[A4] leaves a used ticket unchanged, unless used tickets are refunded, too", () => {
    expect(decideRefund(used, refund, undefined)).toEqual({ ok: false, refusal: "used" });
    const both = decideRefund(used, { ...refund, only_unused: false }, undefined);
    expect(both).toEqual({ ok: true, value: { ...used, status: "refunded", ended_at: TEN } });
  });

  test("[A4] that is abandoned restores the ticket", () => {
    for (const status_before of ["active", "blocked"] as const)
      expect(decideRefund(refunded, undo, { kind: "refund", status_before })).toEqual({
        ok: true,
        value: status_before === "active" ? UNUSED : { ...refunded, status: status_before },
      });
  });

  test("[A4] that is abandoned before it reaches the ticket changes nothing, and cannot end it later", () => {
    expect(decideRefund(used, undo, undefined)).toEqual({ ok: true, value: used });
    const late = decideRefund(UNUSED, refund, { kind: "unrefund", status_before: "active" });
    expect(late).toEqual({ ok: false, refusal: "status" });
  });
});

describe("an offline gate that", () => {
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
    ["does not have the ticket on its list", { listed: undefined }, {}, "not_listed"],
    ["has the ticket on the revoked list", { revoked: true }, {}, "revoked"],
    ["has the ticket on the revoked list as blocked", { revoked: true, blocked: true }, {}, "blocked"],
    ["saw the ticket before", { listed: { ...listed, usage: usedAt(TEN - 1) } }, {}, "duplicate_use"],
    ["has an old list and a guest who leaves", { synced_at: 0 }, { direction: "exit" }, "pass"],
    ["has no list and a guest who leaves", { synced_at: null }, { direction: "exit" }, "pass"],
    ["does not have the ticket of a guest who leaves", { listed: undefined }, { direction: "exit" }, "pass"],
    [
      "has the ticket of a guest who leaves on the revoked list",
      { listed: undefined, revoked: true },
      { direction: "exit" },
      "pass",
    ],
    ["has a listed ticket of a revoked key, whose guest leaves", { revoked: true }, { direction: "exit" }, "pass"],
  ])("[O10] %s gives its verdict", (_, changes, scan, expected) => {
    const verdict = decideOffline({ ...list, ...changes }, scanAt(TEN, scan));
    expect(verdict.reason ?? verdict.result).toBe(expected);
  });
});

test("[G3] passes of a ticket never exceed its quota, and the remainder does not depend on the order of arrival", () => {
  const times = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.nat()), (minutes, quota, random) => {
      const ticket = ticketOf("multi", quota);
      const scans = minutes.map((minute) => scanAt(TEN + minute * MINUTE));
      const shuffled = scans.map((scan) => ({ scan, at: random.next().value })).sort((a, b) => a.at - b.at);
      const [one, other] = [scans, shuffled.map(({ scan }) => scan)].map((order) => {
        const verdicts = story(ticket, order);
        return {
          passes: verdicts.filter((answer) => answer.startsWith("pass")).length,
          left: verdicts.at(-1)?.split(" ")[1],
        };
      });
      expect(one).toEqual(other);
      expect(one?.passes).toBe(Math.min(quota, scans.length));
    }),
  );
});
