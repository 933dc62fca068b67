/** Tests of the order in which a batch is applied, in spite of wrong clocks. */

import { describe, expect, test } from "vitest";
import { byTime, inOrder, type OpType, turnOf } from "../../../../src/modules/operations/sync/domain.ts";

const TYPES: Record<string, OpType> = { open: "shift_open", close: "shift_close", sale: "sale" };
const ACTIONS: Record<string, string> = { in: "clock_in", out: "clock_out", rest: "break_start", back: "break_end" };

/**
 * Operations as sent, each with its minute by the device's clock: `open:1` opens shift 1, `in:A` is a person's
 * clock-in.
 */
function ordered(sent: string): string {
  const items = sent.split(", ").map((words, place) => {
    const [word = "", minute] = words.split(" ");
    const [name = "", of] = word.split(":");
    const type = TYPES[name] ?? "timecard";
    const turn = turnOf(`op-${place}`, type, { employee_id: of, action: ACTIONS[name], shift_id: of });
    const happened_at = Number(minute);
    const time = { happened_at, from: happened_at, to: happened_at, corrected: false, anchor: place };
    return { place, word, time, op: { type, turn } };
  });
  const ids = items.map(({ place }) => `${place}`);
  return inOrder(byTime(items, ids))
    .map(({ word }) => word)
    .join(" ");
}

describe("[O4] operations of a batch", () => {
  test.each([
    ["come by their times, in whatever order they are sent", "sale 2, open 1, close 3, sale 1", "open sale sale close"],
    ["come as sent when the clock was set back within a shift", "open 100, sale 110, close 50", "open sale close"],
    [
      "come as sent when the clock was set back between two shifts",
      "open 100, sale 110, close 120, open 90, sale 95, close 99",
      "open sale close open sale close",
    ],
    [
      "come as sent when the clock was set back within a break",
      "in:A 100, rest:A 110, back:A 50",
      "in:A rest:A back:A",
    ],
    ["come as sent when the clock was set back at work", "in:A 100, rest:A 50, out:A 70", "in:A rest:A out:A"],
    [
      "come by their times when two openings were sent first",
      "open 1, open 3, close 2, close 4",
      "open close open close",
    ],
    ["come by their times when they are sent from last to first", "close:1 3, sale 2, open:1 1", "open:1 sale close:1"],
    ["come by their times when work is sent from last to first", "out:A 3, rest:A 2, in:A 1", "in:A rest:A out:A"],
    ["come as sent when the clock was set back before a shift of its own", "open:1 9, close:1 4", "open:1 close:1"],
    ["come by their times when another shift is closed", "open:2 5, close:1 4", "close:1 open:2"],
    ["come by their times when they cannot be as sent", "out:A 8, rest:A 7", "rest:A out:A"],
    ["of two people have nothing to do with each other", "in:B 9, in:A 7, out:A 8, out:B 10", "in:A out:A in:B out:B"],
  ])("%s", (_, sent, expected) => {
    expect(ordered(sent)).toBe(expected);
  });

  test("operations with another's time come beside it, as sent, whatever their ids", () => {
    const time = { happened_at: 5, from: 5, to: 5, corrected: true, anchor: 1 };
    const items = [0, 1, 2].map((place) => ({ place, time, op: { type: "sale" as const } }));
    const other = { place: 3, time: { ...time, corrected: false, anchor: 3 }, op: { type: "sale" as const } };
    const places = (ids: string[]) => byTime([other, ...items.toReversed()], ids).map(({ place }) => place);
    expect(places(["Z", "B", "A", "C"])).toEqual([0, 1, 2, 3]);
    expect(places(["Z", "B", "A", "A"])).toEqual([3, 0, 1, 2]);
  });

  test("operations of an unknown shape begin and end nothing", () => {
    for (const payload of [null, 5, "clock_in", {}, { action: "toString" }, { action: 5 }])
      expect(turnOf("op", "timecard", payload)).toBeUndefined();
    expect(turnOf("op", "shift_open", { shift_id: 5 })?.shift_id).toBe("op");
  });
});
