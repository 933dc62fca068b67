/** Conflicts: a rightful admission before the ticket's end stays a pass and is recorded as a conflict (O5, G4). */

import { describe, expect, test } from "vitest";
import { decideScan, likeliestMoment } from "../../../../../src/modules/admission/tickets/domain/admission.ts";
import { blankStateOf } from "../../../../../src/modules/admission/tickets/domain/blanks.ts";
import {
  decideChange,
  decidePlaces,
  decideRefund,
} from "../../../../../src/modules/admission/tickets/domain/changes.ts";
import { answerTo, type ScanLine, withRepeat } from "../../../../../src/modules/admission/tickets/domain/log.ts";
import { verdictMessage } from "../../../../../src/modules/admission/tickets/domain/messages.ts";
import type { Scan, TicketStatus, Usage } from "../../../../../src/modules/admission/tickets/domain/words.ts";
import { GATE, MINUTE, POOL, scanAt, TEN, ticketOf, UNUSED, usedAt } from "../tables.ts";

const HOUR = 60 * MINUTE;
const ENDED: TicketStatus[] = ["cancelled", "refunded", "revoked", "blocked"];
const endedAt = (at: number, from: Usage = UNUSED): Usage[] =>
  ENDED.map((status) => ({ ...from, status, ended_at: at }));
const admitted = (now: number, changes: Partial<Scan> = {}) => scanAt(now, { admitted: true, ...changes });

describe("an admission that is handed in after its ticket ended", () => {
  const ticket = ticketOf("multi", 2);

  test("[O5] is a pass with a conflict when it came before the end, and uses the ticket", () => {
    for (const usage of endedAt(TEN)) {
      const { result, reason, conflict, remaining, usage: after } = decideScan(ticket, usage, admitted(TEN - 1));
      expect([result, reason, conflict, remaining]).toEqual(["pass", null, usage.status, 1]);
      expect([after.used, after.status, after.ended_at]).toEqual([1, usage.status, TEN]);
    }
  });

  test("[O5] is a fail when it came at the end or later, or when the end's time is unknown", () => {
    for (const usage of endedAt(TEN)) {
      expect(decideScan(ticket, usage, admitted(TEN)).reason).toBe(usage.status);
      expect(decideScan(ticket, { ...usage, ended_at: undefined }, admitted(TEN - 1)).reason).toBe(usage.status);
    }
  });

  test("[O5] gets all other checks: a used ticket, a wrong zone and a revoked key stay refused", () => {
    const [usage = UNUSED] = endedAt(TEN);
    expect(
      decideScan(ticketOf("single", 1), { ...usage, ...usedAt(TEN - MINUTE), status: "cancelled" }, admitted(TEN - 1))
        .reason,
    ).toBe("duplicate_use");
    const bound = ticketOf("single", 1, { zones: [{ ...POOL, credits: 1 }] });
    expect(decideScan(bound, usage, admitted(TEN - 1)).reason).toBe("wrong_zone");
    expect(decideScan(ticket, usage, admitted(TEN - 1, { withdrawn: true })).reason).toBe("revoked");
  });

  test("[O5] does not help an online gate, or a gate that admitted nobody", () => {
    for (const usage of endedAt(TEN)) {
      expect(decideScan(ticket, usage, scanAt(TEN - 1)).reason).toBe(usage.status);
      expect(decideScan(ticket, usage, scanAt(TEN - 1, { refused: "stale_list" })).reason).toBe("stale_list");
    }
  });

  test("[G9] as an exit before the end is recorded without a conflict, even when its entry is not handed in yet", () => {
    const [usage = UNUSED] = endedAt(TEN);
    const exit = decideScan(ticket, usage, admitted(TEN - 1, { direction: "exit" }));
    expect([exit.result, exit.people, exit.conflict]).toEqual(["pass", 0, undefined]);
    const entry = decideScan(ticket, exit.usage, admitted(TEN - MINUTE));
    expect([entry.result, entry.usage.presence.reduce((sum, { inside }) => sum + inside, 0)]).toEqual(["pass", 0]);
  });

  test("[G9] as an exit after the end is recorded even when its entry is not handed in yet, and that entry leaves nobody inside", () => {
    for (const usage of endedAt(TEN)) {
      const exit = decideScan(ticket, usage, admitted(TEN + MINUTE, { direction: "exit" }));
      expect([exit.result, exit.people, exit.conflict, exit.usage.used]).toEqual(["pass", 0, undefined, 0]);
      const entry = decideScan(ticket, exit.usage, admitted(TEN - MINUTE));
      expect([entry.result, entry.conflict]).toEqual(["pass", usage.status]);
      expect(entry.usage.presence.reduce((sum, { inside }) => sum + inside, 0)).toBe(0);
      // An online gate refuses the exit, because nobody is inside.
      expect(decideScan(ticket, usage, scanAt(TEN + MINUTE, { direction: "exit" })).reason).toBe(usage.status);
    }
  });

  test("[O5] [A4] of a party is a pass with a conflict when places were refunded since, and leaves no place to use again", () => {
    const party = ticketOf("party", 10);
    const refund = { kind: "refund_places", places: 3, only_unused: true } as const;
    const earlier = decidePlaces(party, UNUSED, { ...refund, refund_id: "r1", places: 1, at: TEN - 2 * MINUTE });
    const given = earlier.ok ? decidePlaces(party, earlier.value, { ...refund, refund_id: "r2", at: TEN }) : undefined;
    if (!given?.ok) throw new Error("an unused party gives places back");
    const passOf = (guests: number) => decideScan(party, given.value, admitted(TEN - 1, { party: guests }));
    expect([passOf(9).result, passOf(9).conflict, passOf(9).remaining, passOf(9).people]).toEqual([
      ...["pass", "refunded", 0, 9],
    ]);
    expect(passOf(6)).toMatchObject({ result: "pass", remaining: 0 });
    expect(passOf(6).conflict).toBeUndefined();
    expect([passOf(10).reason, passOf(10).usage.used]).toEqual(["exhausted", 0]);
    expect(decideScan(party, given.value, admitted(TEN, { party: 9 })).reason).toBe("exhausted");
    expect(decideScan(party, given.value, scanAt(TEN - 1, { party: 9 })).reason).toBe("exhausted");
    const ended = decideRefund(given.value, { kind: "refund", only_unused: true, at: TEN + MINUTE }, undefined);
    if (!ended.ok) throw new Error("an unused party can be refunded");
    expect(decideScan(party, ended.value, admitted(TEN - 1, { party: 9 })).conflict).toBe("refunded");
  });

  test("[O4] [G8] with an uncertain clock gets a moment within the tolerance when no other fits", () => {
    const tolerant = ticketOf("single", 1, { tolerance_before_min: 15, tolerance_after_min: 15 });
    const { valid_from, valid_to } = tolerant;
    const end = valid_to ?? 0;
    const early = valid_from - 10 * MINUTE;
    expect(likeliestMoment(tolerant, UNUSED, early - HOUR, { from: early - HOUR, to: early })).toBe(early - 5 * MINUTE);
    const late = end + 10 * MINUTE;
    expect(likeliestMoment(tolerant, UNUSED, late + HOUR, { from: late, to: late + HOUR })).toBe(late + 5 * MINUTE);
  });

  test("[O5] is compared with the block when the ticket was blocked before it ended; a release removes that moment", () => {
    const held = decideChange(UNUSED, "block", TEN);
    if (!held.ok) throw new Error("an active ticket can be held");
    const refunded = decideRefund(held.value, { kind: "refund", only_unused: true, at: TEN + MINUTE }, undefined);
    if (!refunded.ok) throw new Error("a held ticket can be refunded");
    expect([held.value.ended_at, refunded.value.ended_at]).toEqual([TEN, TEN]);
    expect(decideScan(ticket, refunded.value, admitted(TEN + 1)).reason).toBe("refunded");
    const released = decideChange(held.value, "unblock", TEN + MINUTE);
    expect(released).toEqual({ ok: true, value: UNUSED });
  });

  test("[O8] of a blank is compared with its lot's withdrawal or its device's revocation, whichever came first", () => {
    const lot = { withdrawn_at: TEN, device_status: "active", revoked_at: null };
    expect(blankStateOf(lot)).toEqual({ status: "cancelled", ended_at: TEN });
    const revoked = { ...lot, device_status: "revoked", revoked_at: TEN - 1 };
    expect(blankStateOf(revoked)).toEqual({ status: "cancelled", ended_at: TEN - 1 });
    expect(blankStateOf({ ...lot, withdrawn_at: null })).toEqual({ status: "active" });
    expect(blankStateOf({ ...lot, withdrawn_at: null, device_status: "suspended" })).toEqual({ status: "blocked" });
  });
});

describe("the message of a refusal", () => {
  const messageOf = (ticket: ReturnType<typeof ticketOf>, usage: Usage, scan: Scan) =>
    verdictMessage(ticket, decideScan(ticket, usage, scan), scan);
  const used = usedAt(TEN);

  test.each([
    [0, "passed 0 s ago here", "เพิ่งผ่านที่นี่เมื่อ 0 วินาทีที่แล้ว"],
    [4_200, "passed 4 s ago here", "เพิ่งผ่านที่นี่เมื่อ 4 วินาทีที่แล้ว"],
    [9_999, "passed 9 s ago here", "เพิ่งผ่านที่นี่เมื่อ 9 วินาทีที่แล้ว"],
    [10_000, "10:00 at North gate", "เมื่อ 10:00 ที่ North gate"],
    [-1, "10:00 at North gate", "เมื่อ 10:00 ที่ North gate"],
  ])(
    "[G4] for a duplicate %i ms after its pass at the same gate gives the seconds, or time and place",
    (after_ms, en, th) => {
      expect(messageOf(ticketOf("single", 1), used, scanAt(TEN + after_ms))).toEqual({
        en: `This ticket was used already: ${en}.`,
        th: `ตั๋วนี้ถูกใช้ไปแล้ว ${th}`,
      });
    },
  );

  test("[G4] for a duplicate just after its pass at another gate names that gate", () => {
    const { en } = messageOf(ticketOf("single", 1), used, scanAt(TEN + 4_000, { device_id: "d2" }));
    expect(en).toBe("This ticket was used already: 10:00 at North gate.");
  });

  test("[G6] for a wrong zone names the valid zones, at most four of them", () => {
    const zones = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ zone_id: `z${index}`, name: `Zone ${index + 1}`, credits: 1 }));
    expect(
      messageOf(ticketOf("single", 1, { zones: [{ ...POOL, credits: 1 }] }), UNUSED, scanAt(TEN, { zone: GATE })),
    ).toEqual({
      en: "This ticket is not for this zone: valid at Ball Pit.",
      th: "ตั๋วนี้ใช้กับโซนนี้ไม่ได้ ใช้ได้ที่ Ball Pit",
    });
    expect(messageOf(ticketOf("single", 1, { zones: zones(4) }), UNUSED, scanAt(TEN)).en).toContain(
      ": valid at Zone 1, Zone 2, Zone 3, Zone 4.",
    );
    const refused = scanAt(TEN, { refused: "wrong_zone" });
    expect(messageOf(ticketOf("single", 1), UNUSED, refused).en).toBe("This ticket is not for this zone.");
    expect(messageOf(ticketOf("single", 1, { zones: zones(6) }), UNUSED, scanAt(TEN))).toEqual({
      en: "This ticket is not for this zone: valid at Zone 1, Zone 2, Zone 3, Zone 4 and 2 more.",
      th: "ตั๋วนี้ใช้กับโซนนี้ไม่ได้ ใช้ได้ที่ Zone 1, Zone 2, Zone 3, Zone 4 และอีก 2 โซน",
    });
  });
});

test("[G4] each of several refusals in one line is repeated with its own message", () => {
  const messageAfter = (seconds: number) => ({ en: `passed ${seconds} s ago here`, th: `${seconds} วินาที` });
  const line = (scan_id: string, seconds: number) =>
    ({ kind: "scan", scan_id, received_at: TEN + seconds, message: messageAfter(seconds) }) as ScanLine;
  const after = withRepeat(withRepeat(withRepeat(line("A", 2), line("B", 2)), line("C", 4)), line("D", 6));
  const answers = ["A", "B", "C", "D"].map((scan_id) => answerTo(after, scan_id));
  expect(answers.map(({ message }) => message)).toEqual([2, 2, 4, 6].map(messageAfter));
  expect(answers.map(({ recorded_as }) => recorded_as)).toEqual([undefined, "A", "A", "A"]);
  // Equal messages are kept once.
  expect(Object.keys(after.repeats?.messages ?? {})).toEqual(["C", "D"]);
});
