/** A timecard has one stretch of work with its breaks; after any punches, cards and breaks do not overlap (rule S8). */

import { describe, expect, test } from "vitest";
import {
  ACTIONS,
  type Action,
  type Card,
  faultsOf,
  punch,
  summarize,
  timeOf,
  totalsOf,
} from "../../../../src/modules/counter/timecards/domain.ts";
import { fc } from "../../../support/properties.ts";

function cardOf(...punches: [Action, number][]): Card | undefined {
  let card: Card | undefined;
  for (const [action, at] of punches) {
    const punched = punch(card, action, at);
    if (!punched.ok) throw new Error(punched.refusal);
    card = punched.value;
  }
  return card;
}

describe("a punch", () => {
  const atWork = cardOf(["clock_in", 100]);
  const onBreak = cardOf(["clock_in", 100], ["break_start", 200]);
  const back = cardOf(["clock_in", 100], ["break_start", 200], ["break_end", 300]);
  const gone = cardOf(["clock_in", 100], ["clock_out", 400]);

  test.each([
    ["without a card", undefined, [null, "clocked_out", "clocked_out", "clocked_out"]],
    ["at work", atWork, ["clocked_in", null, null, "off_break"]],
    ["on a break", onBreak, ["clocked_in", null, "on_break", null]],
    ["back from a break", back, ["clocked_in", null, null, "off_break"]],
    ["gone home", gone, [null, "clocked_out", "clocked_out", "clocked_out"]],
  ] as const)("[S8] a punch of a person %s fits or is refused with a reason", (_, card, answers) => {
    const found = ACTIONS.map((action) => {
      const punched = punch(card, action, 500);
      return punched.ok ? null : punched.refusal;
    });
    expect(found).toEqual(answers);
  });

  test.each([
    ["clock_in", gone, 399],
    ["clock_out", back, 299],
    ["break_start", back, 299],
    ["break_end", onBreak, 199],
  ] as const)("[S8] %s before the card's last moment is refused", (action, card, at) => {
    expect(punch(card, action, at)).toEqual({ ok: false, refusal: "too_early" });
    expect(punch(card, action, at + 1).ok).toBe(true);
  });

  test("[S8] clocking out ends an open break", () => {
    const card = cardOf(["clock_in", 100], ["break_start", 200], ["clock_out", 450]);
    expect(card).toEqual({ clock_in_at: 100, clock_out_at: 450, breaks: [{ start_at: 200, end_at: 450 }] });
  });

  test.each([
    ["clock_in", atWork, 100],
    ["break_start", onBreak, 200],
    ["break_end", back, 300],
    ["clock_out", gone, 400],
  ] as const)("[S8] %s again at the same moment leaves the card as it is", (action, card, at) => {
    expect(punch(card, action, at)).toEqual({ ok: true, value: card });
  });
});

test("[S8] any punches leave cards that do not overlap, breaks inside them, and totals that add up", () => {
  const punches = fc.array(fc.record({ action: fc.constantFrom(...ACTIONS), wait: fc.integer({ min: -3, max: 9 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(punches, (list) => {
      const cards: Card[] = [];
      let now = 1_000;
      for (const { action, wait } of list) {
        now += wait;
        const latest = cards.at(-1);
        const punched = punch(latest, action, now);
        if (!punched.ok) continue;
        if (latest?.clock_out_at === null || punched.value === latest) cards.pop();
        cards.push(punched.value);
      }
      let free_from = 0;
      for (const [index, card] of cards.entries()) {
        const end = card.clock_out_at ?? now + 100;
        expect(card.clock_in_at).toBeGreaterThanOrEqual(free_from);
        if (card.clock_out_at === null) expect(index).toBe(cards.length - 1);
        let last = card.clock_in_at;
        for (const { start_at, end_at } of card.breaks) {
          expect(start_at).toBeGreaterThanOrEqual(last);
          last = end_at ?? end;
          expect(last).toBeGreaterThanOrEqual(start_at);
        }
        expect(end).toBeGreaterThanOrEqual(last);
        const { worked_ms, break_ms } = timeOf(card, now + 100);
        expect(worked_ms + break_ms).toBe(end - card.clock_in_at);
        free_from = end;
      }
    }),
  );
});

test.each([
  ["a card without breaks", { clock_in_at: 100, clock_out_at: 200, breaks: [] }, null],
  ["an open card", { clock_in_at: 100, clock_out_at: null, breaks: [] }, null],
  ["one that ends now", { clock_in_at: 100, clock_out_at: 500, breaks: [] }, null],
  ["one that ends after now", { clock_in_at: 100, clock_out_at: 501, breaks: [] }, "clock_out_at"],
  ["one that begins at its end", { clock_in_at: 200, clock_out_at: 200, breaks: [] }, "clock_in_at"],
  ["an open one that begins after now", { clock_in_at: 501, clock_out_at: null, breaks: [] }, "clock_in_at"],
  ["breaks that touch the ends and each other", withBreaks([100, 120], [120, 200]), null],
  ["a break before the card", withBreaks([99, 120]), "breaks.0.start_at"],
  ["a break after the card", withBreaks([200, 210]), "breaks.0.start_at"],
  ["a break beyond the end", withBreaks([150, 201]), "breaks.0.end_at"],
  ["a break of no time", withBreaks([150, 150]), "breaks.0.end_at"],
  ["breaks that overlap", withBreaks([110, 130], [129, 140]), "breaks.1.start_at"],
  ["breaks out of order", withBreaks([150, 160], [110, 120]), "breaks.1.start_at"],
  ["a break that lasts, of a closed card", withBreaks([150, null]), "breaks.0.end_at"],
  ["a break that lasts, of an open card", { ...withBreaks([150, null]), clock_out_at: null }, null],
  ["two that last", { ...withBreaks([150, null], [160, null]), clock_out_at: null }, "breaks.0.end_at"],
] as [string, Card, string | null][])("[S8] put in by hand, %s is taken or its field is named", (_, card, path) => {
  expect(faultsOf(card, 500).map((fault) => fault.path)).toEqual(path === null ? [] : [path]);
});

function withBreaks(...breaks: [number, number | null][]): Card {
  return { clock_in_at: 100, clock_out_at: 200, breaks: breaks.map(([start_at, end_at]) => ({ start_at, end_at })) };
}

test("[S8] a summary has each card of its dates once, and its days add up to the total", () => {
  const card = fc.record({
    day: fc.integer({ min: 1, max: 9 }),
    begin: fc.nat(99),
    length: fc.nat(99),
    pause: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(card), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (drawn, from, to) => {
      const cards = drawn.map(({ day, begin, length, pause }, index) => ({
        timecard_id: `card ${index}`,
        business_date: `2026-05-0${day}`,
        clock_in_at: begin,
        clock_out_at: begin + length,
        breaks: [{ start_at: begin, end_at: begin + Math.min(pause, length) }],
      }));
      const { days, total } = summarize(cards, { from: `2026-05-0${from}`, to: `2026-05-0${to}` }, 1_000);
      const within = cards.filter((_, index) => {
        const day = drawn[index]?.day ?? 0;
        return from <= day && day <= to;
      });
      expect(total).toEqual(totalsOf(within, 1_000));
      for (const sum of ["cards_count", "worked_ms", "break_ms"] as const)
        expect(days.reduce((all, day) => all + day[sum], 0)).toBe(total[sum]);
      const dates = days.map(({ business_date }) => business_date);
      expect(dates).toEqual([...new Set(dates)].sort());
    }),
  );
});
