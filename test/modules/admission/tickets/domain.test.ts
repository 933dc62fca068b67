/** A ticket's decision: it admits by its terms, checks in order, and gives the reason of a refusal. */

import { describe, expect, test } from "vitest";
import { decideScan, remainingOf, unitOf } from "../../../../src/modules/admission/tickets/domain/admission.ts";
import { attentionOf } from "../../../../src/modules/admission/tickets/domain/attention.ts";
import { refusalMessage, verdictMessage } from "../../../../src/modules/admission/tickets/domain/messages.ts";
import {
  completeTerms,
  type Decision,
  FAIL_REASONS,
  type Scan,
  TICKET_STATUSES,
  type TicketFacts,
  type TicketType,
  type Usage,
} from "../../../../src/modules/admission/tickets/domain/words.ts";
import { fc } from "../../../support/properties.ts";
import { GATE, MINUTE, POOL, scanAt, TEN, ticketOf, UNUSED, usedAt } from "./tables.ts";

/** The verdicts of scans, one after another: `pass` or the reason, and the remainder. */
function story(ticket: TicketFacts, scans: readonly Scan[]): string[] {
  let usage = UNUSED;
  return scans.map((scan) => {
    const decision = decideScan(ticket, usage, scan);
    usage = decision.usage;
    return `${decision.reason ?? decision.result} ${decision.remaining}`;
  });
}

describe("of several reasons to refuse, the first in the order of the checks is given", () => {
  const wrong_store = scanAt(TEN, { store_id: "elsewhere", device_id: "d9", zone: POOL });
  const bound = { zones: [{ ...GATE, credits: 1 }], allowed_device_ids: ["d1"], anti_passback_s: 600 };
  const over = { ...bound, valid_from: TEN - 2 * MINUTE, valid_to: TEN - MINUTE };
  const early = { ...bound, valid_from: TEN + MINUTE };
  const spent = usedAt(TEN - MINUTE);
  const wrong_zone = scanAt(TEN, { zone: POOL, device_id: "d9" });

  test.each([
    ...(["cancelled", "refunded", "revoked", "blocked", "expired"] as const).map(
      (status) =>
        [
          status,
          "store, zone, device, time and use",
          ticketOf("single", 1, over),
          { ...spent, status },
          wrong_store,
        ] as const,
    ),
    ["wrong_store", "zone, device, time and use", ticketOf("single", 1, over), spent, wrong_store],
    ["wrong_zone", "device, time and use", ticketOf("single", 1, over), spent, wrong_zone],
    ["wrong_device", "time and use", ticketOf("single", 1, over), spent, scanAt(TEN, { device_id: "d9" })],
    ["wrong_device", "a start to come", ticketOf("single", 1, early), spent, scanAt(TEN, { device_id: "d9" })],
    [
      "not_started",
      "an end gone by and a use",
      ticketOf("single", 1, { ...early, valid_to: TEN - MINUTE }),
      spent,
      scanAt(TEN),
    ],
    ["expired", "a use a minute ago", ticketOf("single", 1, over), spent, scanAt(TEN)],
    ["expired", "nothing left", ticketOf("multi", 1, { ...over, anti_passback_s: 0 }), spent, scanAt(TEN)],
    ["expired", "too few credits", ticketOf("credit", 1, { ...over, anti_passback_s: 0 }), spent, scanAt(TEN)],
    [
      "expired",
      "a pass a minute ago, minutes being over",
      ticketOf("timepass", 1, bound),
      usedAt(TEN - 5 * MINUTE, 2, TEN - MINUTE),
      scanAt(TEN),
    ],
    [
      "duplicate_use",
      "nothing left",
      ticketOf("multi", 2, { anti_passback_s: 600 }),
      usedAt(TEN - MINUTE, 2),
      scanAt(TEN),
    ],
  ] as const)("[G5] %s comes before %s", (reason, _, ticket, usage, scan) => {
    expect(decideScan(ticket, usage, scan)).toMatchObject({ result: "fail", reason });
  });
});

test("[G7] two scans that arrive in the wrong order both pass when nothing forbids it", () => {
  expect(story(ticketOf("multi", 5), [scanAt(TEN), scanAt(TEN - 1)])).toEqual(["pass 4", "pass 3"]);
  expect(decideScan(ticketOf("multi", 5), usedAt(TEN), scanAt(TEN - 1)).usage.last_pass_at).toBe(TEN);
});

test("[G7] a credit ticket scanned without a zone pays for its dearest zone", () => {
  const zones = [
    { ...GATE, credits: 2 },
    { ...POOL, credits: 4 },
  ];
  expect(story(ticketOf("credit", 10, { zones }), [scanAt(TEN, { zone: null })])).toEqual(["pass 6"]);
});

describe("a refusal", () => {
  const no_scan = ["invalid_sig", "unknown"];

  test.each(TICKET_STATUSES.filter((status) => status !== "active"))(
    "[G6] of a %s ticket gives its status as the reason",
    (status) => {
      expect(decideScan(ticketOf("single", 1), { ...UNUSED, status }, scanAt(TEN)).reason).toBe(status);
    },
  );

  test.each(FAIL_REASONS)("[G6] for %s has a message in English and Thai", (reason) => {
    const { en, th } = refusalMessage(reason);
    expect(en).toMatch(/^[A-Z][ -~]+$/);
    expect(th).toMatch(/^[\u0E00-\u0E7F ]+$/);
  });

  test("[G6] for a gate's own reason quotes its word, whatever it is", () => {
    for (const reason of ["turnstile_jam", "constructor", "__proto__"])
      expect(refusalMessage(reason)).toEqual({
        en: `The gate refused this ticket (${reason})`,
        th: `ประตูปฏิเสธตั๋วนี้ (${reason})`,
      });
  });

  test("[G6] has one of the reasons that clients know, each with its own message", () => {
    const reasons =
      "invalid_sig unknown cancelled refunded revoked blocked wrong_store wrong_zone wrong_device not_started";
    const used_up = ["expired", "duplicate_use", "exhausted", "zone_full", "incomplete"];
    expect(FAIL_REASONS).toEqual([...reasons.split(" "), ...used_up, "no_list", "stale_list", "not_listed"]);
    expect(new Set(FAIL_REASONS.map((reason) => refusalMessage(reason).en)).size).toBe(FAIL_REASONS.length);
    expect(FAIL_REASONS.slice(0, 2)).toEqual(no_scan);
  });

  test("does not change the ticket's usage or remainder", () => {
    const ticket = ticketOf("multi", 3);
    const usage = usedAt(TEN - 10 * MINUTE, 2);
    const decision = decideScan(ticket, usage, scanAt(TEN, { store_id: "elsewhere" }));
    expect(decision).toMatchObject({
      result: "fail",
      reason: "wrong_store",
      moves: [],
      people: 0,
      remaining: 1,
      unit: "uses",
      usage,
    });
  });
});

describe("a zone with a limit", () => {
  const room = (people: number, changes: Partial<Scan> = {}) => scanAt(TEN, { room: people, ...changes });
  const verdict = (ticket: TicketFacts, scan: Scan, usage = UNUSED) => {
    const { reason, result } = decideScan(ticket, usage, scan);
    return reason ?? result;
  };

  test.each([
    ["admits the last guest that fits", room(1), "pass"],
    ["is full at its limit", room(0), "zone_full"],
    ["is full beyond it", room(-3), "zone_full"],
    ["admits a party whole or not at all", room(2, { party: 3 }), "zone_full"],
    ["lets every guest out", room(0, { direction: "exit" }), "pass"],
    ["admits by an override", room(0, { overridden: true }), "zone_full"],
  ])("[G9] %s", (_, scan, expected) => {
    expect(verdict(ticketOf("party", 5), scan)).toBe(expected);
  });

  test("[G9] counts nobody twice: the guest of a time pass already inside stays", () => {
    const ticket = ticketOf("timepass", 60);
    const { usage } = decideScan(ticket, UNUSED, scanAt(TEN));
    expect(verdict(ticket, room(0), usage)).toBe("pass");
    expect(verdict(ticket, room(0, { zone: POOL }), usage)).toBe("zone_full");
  });

  test("[G5] is checked after the ticket itself, and before its questions", () => {
    const questions = [{ question_id: "q", text: { en: "?", th: "?" }, kind: "yes_no" as const, options: [] }];
    const asking = { ...ticketOf("single", 1), terms: completeTerms({ questions }) };
    expect(verdict(asking, room(0), usedAt(TEN - MINUTE))).toBe("duplicate_use");
    expect(verdict(asking, room(0))).toBe("zone_full");
    expect(verdict(asking, room(1))).toBe("incomplete");
  });
});

describe("a gate's notice", () => {
  const socks = { en: "Socks on", th: "สวมถุงเท้า" };
  test.each([
    ["is absent without attention and bands", {}, null, null],
    ["has the park's own text", { attention: socks }, "Socks on", "สวมถุงเท้า"],
    [
      "has a band of heights",
      { min_height_cm: 120, max_height_cm: 150 },
      "Height 120 to 150 cm",
      "ส่วนสูง 120 ถึง 150 ซม.",
    ],
    ["has a minimum height", { min_height_cm: 120 }, "Height from 120 cm", "ส่วนสูงตั้งแต่ 120 ซม."],
    ["has a maximum age", { max_age_years: 12 }, "Age up to 12 years", "อายุไม่เกิน 12 ปี"],
    [
      "has all of them",
      { attention: socks, max_height_cm: 150, min_age_years: 0, max_age_years: 3 },
      "Socks on · Height up to 150 cm · Age 0 to 3 years",
      "สวมถุงเท้า · ส่วนสูงไม่เกิน 150 ซม. · อายุ 0 ถึง 3 ปี",
    ],
  ])("[G1] %s", (_, terms, en, th) => {
    expect(attentionOf(completeTerms(terms))).toEqual(en === null ? null : { en, th });
  });
});

describe("a ticket of each kind", () => {
  const each_minute = (minutes: number[], changes: Partial<Scan> = {}) =>
    minutes.map((minute) => scanAt(TEN + minute * MINUTE, changes));

  test("[G7] single passes once, and is a duplicate afterwards", () => {
    expect(story(ticketOf("single", 1), each_minute([0, 0, 1, 50]))).toEqual([
      "pass 0",
      ...Array(3).fill("duplicate_use 0"),
    ]);
  });

  test("[G7] multi passes once per use, then is exhausted", () => {
    expect(story(ticketOf("multi", 3), each_minute([0, 0, 1, 2, 3]))).toEqual([
      "pass 2",
      "pass 1",
      "pass 0",
      "exhausted 0",
      "exhausted 0",
    ]);
  });

  test("[G7] a time pass lets its guest in and out for its minutes from the first pass, then is expired", () => {
    const ticket = ticketOf("timepass", 30);
    const scans = [...each_minute([5, 5, 20, 34.5, 35]), scanAt(TEN + 35 * MINUTE + 1)];
    expect(story(ticket, scans)).toEqual(["pass 30", "pass 30", "pass 15", "pass 0", "pass 0", "expired 0"]);
  });

  test("[G7] a time pass loses no minute before its first pass", () => {
    const ticket = ticketOf("timepass", 30);
    expect(remainingOf(ticket, UNUSED, TEN + 59 * MINUTE)).toBe(30);
    expect(story(ticket, each_minute([59]))).toEqual(["pass 30"]);
  });

  test("[G7] credits are spent by the zone, and too few for a zone leave the rest for a cheaper one", () => {
    const ticket = ticketOf("credit", 10, {
      zones: [
        { ...GATE, credits: 1 },
        { ...POOL, credits: 4 },
      ],
    });
    const scans = [POOL, POOL, POOL, GATE, GATE, GATE].map((zone, minute) => scanAt(TEN + minute * MINUTE, { zone }));
    expect(story(ticket, scans)).toEqual(["pass 6", "pass 2", "exhausted 2", "pass 1", "pass 0", "exhausted 0"]);
  });

  test.each([
    ["single", "uses"],
    ["multi", "uses"],
    ["timepass", "minutes"],
    ["credit", "credits"],
  ] as const)("[G7] the remainder of a %s is in %s", (type, unit) => {
    expect(unitOf(type)).toBe(unit);
    expect(decideScan(ticketOf(type, 5), UNUSED, scanAt(TEN))).toMatchObject({ result: "pass", unit });
  });

  test.each(["multi", "timepass", "credit"] as const)(
    "[G7] a %s scanned again within the anti-passback time is a duplicate, and passes when the time is over",
    (type) => {
      const ticket = ticketOf(type, 50, { anti_passback_s: 60 });
      const verdicts = story(
        ticket,
        [0, 1, 59_999, 60_000, 119_999, 120_000].map((ms) => scanAt(TEN + ms)),
      );
      expect(verdicts.map((each) => each.split(" ")[0])).toEqual([
        "pass",
        "duplicate_use",
        "duplicate_use",
        "pass",
        "duplicate_use",
        "pass",
      ]);
    },
  );

  const history = fc.array(
    fc.record({
      wait_ms: fc.integer({ min: 0, max: 40 * MINUTE }),
      zone: fc.constantFrom(null, GATE, POOL),
      store_id: fc.constantFrom("store", "store", "other"),
    }),
    { maxLength: 40 },
  );
  const sold = fc.record({
    type: fc.constantFrom("single", "multi", "timepass", "credit" as const) as fc.Arbitrary<TicketType>,
    quota: fc.integer({ min: 1, max: 12 }),
    cost: fc.integer({ min: 1, max: 5 }),
    anti_passback_s: fc.constantFrom(0, 30, 600),
  });

  test("[G7] whatever happens at the gates, a single passes at most once and no ticket is used beyond its quota", () => {
    fc.assert(
      fc.property(sold, history, ({ type, quota, cost, anti_passback_s }, steps) => {
        const zones =
          type === "credit"
            ? [
                { ...GATE, credits: cost },
                { ...POOL, credits: 1 },
              ]
            : [];
        const quota_or_minutes = type === "single" ? 1 : quota;
        const ticket = ticketOf(type, quota_or_minutes, { valid_to: null, zones, anti_passback_s });
        let [usage, now, passes] = [UNUSED, TEN, 0];
        for (const { wait_ms, ...where } of steps) {
          now += wait_ms;
          const decision: Decision = decideScan(ticket, usage, scanAt(now, where));
          if (decision.result === "fail") expect(decision.usage).toEqual(usage);
          else passes += 1;
          usage = decision.usage;
          expect(decision.remaining).toBeGreaterThanOrEqual(0);
          expect(decision.remaining).toBeLessThanOrEqual(quota_or_minutes);
          if (type !== "timepass") expect(usage.used).toBeLessThanOrEqual(quota_or_minutes);
          else if (decision.result === "pass")
            expect(now - (usage.first_pass?.at ?? now)).toBeLessThanOrEqual(quota * MINUTE);
        }
        if (type === "single") expect(passes).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["by the device of the zone", GATE, "Main Gate"],
  ["by the ticket's terms when a handheld sends only its id", { ...POOL, name: null }, "Ball Pit"],
  ["not at all when neither has a name", { zone_id: "zone-new", name: null }, null],
  ["not at all without a zone", null, null],
])("the zone of a first pass is named %s", (_, zone, name) => {
  const zones =
    zone?.zone_id === "zone-new"
      ? []
      : [
          { ...POOL, credits: 1 },
          { ...GATE, name: "Old name", credits: 1 },
        ];
  const { usage } = decideScan(ticketOf("single", 1, { zones }), UNUSED, scanAt(TEN, { zone }));
  expect(usage.first_pass?.zone).toBe(name);
});

describe("the window of a ticket", () => {
  test.each([
    ["admitted in the first millisecond of its window", 0, null],
    ["not admitted the millisecond before its window begins", -1, "not_started"],
    ["admitted in the last millisecond of its window", 120 * MINUTE, null],
    ["not admitted the millisecond after its window ends", 120 * MINUTE + 1, "expired"],
  ])("[G8] a ticket is %s", (_, after_ms, reason) => {
    const ticket = ticketOf("single", 1);
    expect(decideScan(ticket, UNUSED, scanAt(ticket.valid_from + after_ms)).reason).toBe(reason);
  });

  test("[G8] a ticket without an end is admitted after a hundred years", () => {
    const ticket = ticketOf("single", 1, { valid_to: null });
    expect(decideScan(ticket, UNUSED, scanAt(TEN + 100 * 365 * 1440 * MINUTE)).result).toBe("pass");
  });
});

describe("the message of a verdict", () => {
  const messageOf = (ticket: TicketFacts, usage: Usage, scan: Scan) =>
    verdictMessage(ticket, decideScan(ticket, usage, scan), scan);
  const noon = Date.parse("2026-03-10T05:00:00.000Z");
  const night = Date.parse("2026-03-10T17:05:00.000Z");

  test.each([
    [
      "a start later today",
      { valid_from: noon, valid_to: null },
      TEN,
      "This ticket is not valid yet: valid from 12:00.",
      "ใช้ได้ตั้งแต่ 12:00",
    ],
    [
      "a start in the afternoon",
      { valid_from: noon + 90 * MINUTE, valid_to: null },
      TEN,
      "This ticket is not valid yet: valid from 13:30.",
      "13:30",
    ],
    [
      "a start tomorrow in the store's zone",
      { valid_from: night, valid_to: null },
      TEN,
      "This ticket is not valid yet: valid from 2026-03-11 00:05.",
      "2026-03-11 00:05",
    ],
    [
      "an end earlier today",
      { valid_to: TEN - MINUTE },
      noon,
      "This ticket has expired: valid from 08:30 to 09:59.",
      "ใช้ได้ 08:30 ถึง 09:59",
    ],
    [
      "an end yesterday",
      { valid_to: TEN - MINUTE },
      night,
      "This ticket has expired: valid from 2026-03-10 08:30 to 2026-03-10 09:59.",
      "2026-03-10 09:59",
    ],
    [
      "an end by another zone's clock",
      { valid_to: TEN - MINUTE, time_zone: "America/New_York" },
      TEN,
      "This ticket has expired: valid from 21:30 to 22:59.",
      "22:59",
    ],
  ])("[G8] names %s on a 24-hour clock, with the date when it is not today", (_, changes, now, en, th) => {
    const message = messageOf(
      ticketOf("single", 1, { valid_from: TEN - 90 * MINUTE, ...changes }),
      UNUSED,
      scanAt(now),
    );
    expect(message.en).toBe(en);
    expect(message.th).toContain(th);
  });

  test("[G8] for a time pass whose minutes are over names their start and end", () => {
    const message = messageOf(ticketOf("timepass", 30), usedAt(TEN), scanAt(TEN + 31 * MINUTE));
    expect(message.en).toBe("This ticket has expired: valid from 10:00 to 10:30.");
  });

  test("[G1] for a duplicate names the time and place of the first use", () => {
    const message = messageOf(
      ticketOf("single", 1),
      usedAt(TEN - 13 * MINUTE),
      scanAt(TEN, { device_name: "South gate" }),
    );
    expect(message).toEqual({
      en: "This ticket was used already: 09:47 at North gate.",
      th: "ตั๋วนี้ถูกใช้ไปแล้ว เมื่อ 09:47 ที่ North gate",
    });
  });

  test.each([
    ["single", 1, "Welcome!", "ยินดีต้อนรับ"],
    ["multi", 3, "Welcome! 2 uses left", "ยินดีต้อนรับ เหลือ 2 ครั้ง"],
    ["timepass", 90, "Welcome! 90 minutes left", "ยินดีต้อนรับ เหลือ 90 นาที"],
    ["credit", 10, "Welcome! 9 credits left", "ยินดีต้อนรับ เหลือ 9 เครดิต"],
  ] as const)("[G1] for a pass of a %s names the remainder of %d", (type, quota, en, th) => {
    expect(messageOf(ticketOf(type, quota), UNUSED, scanAt(TEN))).toEqual({ en, th });
  });
});
