/** Tests of the rules of live feeds: messages, topics, the ring, the window of a screen, and the moments of its end. */

import { serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import "../../../../src/modules/admission/tickets/events.ts";
import "../../../../src/modules/counter/refunds/events.ts";
import "../../../../src/modules/counter/reprints/events.ts";
import "../../../../src/modules/counter/sales/events.ts";
import "../../../../src/modules/counter/shifts/events.ts";
import "../../../../src/platform/events/catalogue.ts";
import * as listening from "../../../../src/modules/operations/live/domain/listener.ts";
import { CLOSING, readMessage } from "../../../../src/modules/operations/live/domain/messages.ts";
import { pagesOf } from "../../../../src/modules/operations/live/domain/pages.ts";
import {
  eventsAfter,
  extendRing,
  type FeedEvent,
  RING_CHARACTERS,
  RING_EVENTS,
  type Ring,
} from "../../../../src/modules/operations/live/domain/ring.ts";
import {
  concernedBy,
  decideSight,
  type Sight,
  seesEvent,
  type Topic,
  withoutAmounts,
} from "../../../../src/modules/operations/live/domain/topics.ts";
import { eventTypes } from "../../../../src/platform/events/define.ts";
import { SEEDED_ROLES } from "../../../../src/shared/permissions.ts";
import { countMessage } from "../../../../src/shared/socket-messages.ts";
import { fc } from "../../../support/properties.ts";

const SALE = "sale.created";
const SCAN = "ticket.redeemed.pass";
const NOW = Date.parse("2026-05-01T03:00:00.000Z");

function event(sequence: number, type = SALE, store_id: string | null = "S1"): FeedEvent {
  return { sequence, type, store_id, subject_id: "X", text: `${sequence}`, blind_text: null };
}

function span(after: number, reached: number, events = numbers(after + 1, reached).map((each) => event(each))) {
  return { after, reached, events };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
}

const COUNTER: Sight = { topics: ["counter"], permissions: ["sales_read"], owner: false, amounts: true };

function screen(change: Partial<listening.Proven> = {}): listening.Proven {
  const holder = { kind: "employee", tenant_id: "T", employee_id: "E", session_id: "L", epoch: 1 } as const;
  const nothing = { sent: 0, unacknowledged: [], waiting_characters: 0, paused_at: null };
  return { holder, expires_at: NOW + 900_000, asked_at: NOW, sight: COUNTER, ...nothing, ...change };
}

describe("a message of a screen", () => {
  const auth = { type: "auth", token: "t", topics: ["counter"] };

  test("[E9] an auth message has a token, topics once each in a fixed order, and the last sequence if there is one", () => {
    const read = readMessage(JSON.stringify({ ...auth, topics: ["gate", "counter", "gate"], after: 7 }));
    expect(read).toEqual({ ok: true, value: { type: "auth", token: "t", topics: ["counter", "gate"], after: 7 } });
    expect(readMessage(JSON.stringify(auth))).toMatchObject({ value: { after: null } });
    expect(readMessage('{"type":"ack","sequence":12}')).toEqual({ ok: true, value: { type: "ack", sequence: 12 } });
  });

  test.each([
    ["bytes", new ArrayBuffer(4), "binary"],
    ["more than 4 KiB", "x".repeat(4_097), "too_large"],
    ["more than 4 KiB in Thai", "ก".repeat(1_400), "too_large"],
    ["cut JSON", "{", "junk"],
    ["null", "null", "junk"],
    ["a list", "[]", "junk"],
    ["no type", "{}", "junk"],
    ["an unknown type", '{"type":"sell"}', "junk"],
    ["the type of a prototype", '{"type":"constructor"}', "junk"],
    ["no token", JSON.stringify({ ...auth, token: undefined }), "junk"],
    ["an empty token", JSON.stringify({ ...auth, token: "" }), "junk"],
    ["a token that is too long", JSON.stringify({ ...auth, token: "t".repeat(2_001) }), "junk"],
    ["no topics", JSON.stringify({ ...auth, topics: [] }), "junk"],
    ["an unknown topic", JSON.stringify({ ...auth, topics: ["toString"] }), "junk"],
    ["many topics", JSON.stringify({ ...auth, topics: Array(6).fill("gate") }), "junk"],
    ["topics as a text", JSON.stringify({ ...auth, topics: "gate" }), "junk"],
    ["a place below zero", JSON.stringify({ ...auth, after: -1 }), "junk"],
    ["a broken place", JSON.stringify({ ...auth, after: 1.5 }), "junk"],
    ["a place as a text", JSON.stringify({ ...auth, after: "7" }), "junk"],
    ["a place that is null", JSON.stringify({ ...auth, after: null }), "junk"],
    ["an unknown field", JSON.stringify({ ...auth, tenant_id: "T" }), "junk"],
    ["an ack without a sequence", '{"type":"ack"}', "junk"],
    ["an ack of what cannot be counted", '{"type":"ack","sequence":1e300}', "junk"],
  ] as const)("[E9] %s is refused with a reason", (_, raw, closing) => {
    const read = readMessage(raw);
    expect(read).toMatchObject({ ok: false, refusal: { closing, message: expect.stringMatching(/[\w"}]\.$/) } });
  });

  test("[E9] the sixty-first message in ten seconds is one too many, and a message later one fits", () => {
    let recent: number[] | null = [];
    for (let sent = 0; sent < 60; sent++) recent = countMessage(recent ?? [], NOW + sent);
    expect(recent).toHaveLength(60);
    expect(countMessage(recent ?? [], NOW + 9_999)).toBeNull();
    expect(countMessage(recent ?? [], NOW + 10_000)).toHaveLength(60);
  });

  test("[E9] each reason to close has its own code, and a sentence that fits into a closing", () => {
    const codes = Object.values(CLOSING).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { reason } of Object.values(CLOSING)) expect(reason).toMatch(/^[A-Z\d].{10,120}\.$/);
  });
});

/** Whether a number is anywhere in a value. */
function hasNumber(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasNumber);
  return typeof value === "number";
}

describe("amounts of a blind count", () => {
  const HIDDEN = eventTypes().filter(
    ({ type }) => /^(sale|refund|reprint|shift)\./.test(type) && !type.endsWith(".closed"),
  );

  test("[S5] the catalogue has events of the counter", () => expect(HIDDEN.length).toBeGreaterThan(5));

  test.each(HIDDEN)(
    "[S5] $type has no number left for a screen that sees no amounts, and keeps its texts",
    (hidden) => {
      const { type, example } = hidden;
      const blind = withoutAmounts(type, example) as Record<string, unknown>;
      expect(hasNumber(blind)).toBe(false);
      const texts = Object.entries(example as object).filter(([, value]) => typeof value === "string");
      expect(blind).toMatchObject(Object.fromEntries(texts));
    },
  );

  test("[S5] a ticket keeps its number of uses and loses its price; a closed shift and a device hide nothing", () => {
    const units = [{ ticket_id: "T", price: 35_000, uses: 3 }];
    expect(withoutAmounts("ticket.issued", { tickets: units })).toEqual({ tickets: [{ ticket_id: "T", uses: 3 }] });
    expect(withoutAmounts("shift.closed", { cash_diff: 4 })).toBeNull();
    expect(withoutAmounts("device.online", { battery: 4 })).toBeNull();
    expect(withoutAmounts("sale.created", { payments: [12, { method: "cash" }] })).toEqual({
      payments: [{ method: "cash" }],
    });
  });

  test("[S5] a person who may not approve sees no amounts", () => {
    const sees = (role: string) => {
      const decided = decideSight(["counter"], (each) => SEEDED_ROLES[role]?.includes(each) ?? false, false);
      return decided.ok && decided.value.amounts;
    };
    expect(["cashier", "supervisor", "manager", "owner"].map(sees)).toEqual([false, true, true, true]);
  });

  test("[S5] [E9] only a screen that sees amounts gets the text with them", () => {
    const ring = { ...span(0, 1, [{ ...event(1), text: "all", blind_text: "blind" }]), characters: 8 };
    const textFor = (amounts: boolean) =>
      listening.nextEvents(screen({ sight: { ...COUNTER, amounts } }), ring, NOW).send.map(({ text }) => text);
    expect([textFor(true), textFor(false)]).toEqual([["all"], ["blind"]]);
  });
});

describe("topics", () => {
  const asked = (topics: Topic[], role: string) =>
    decideSight(topics, (permission) => SEEDED_ROLES[role]?.includes(permission) ?? false, role === "owner");

  test.each([
    ["cashier", "counter", null],
    ["cashier", "gate", null],
    ["cashier", "fleet", "device_manage"],
    ["cashier", "approvals", "approve"],
    ["cashier", "dashboard", "reports_view"],
    ["gate", "gate", null],
    ["gate", "counter", "sales_read"],
    ["supervisor", "approvals", null],
    ["supervisor", "dashboard", "reports_view"],
    ["manager", "fleet", null],
    ["manager", "dashboard", null],
    ["owner", "dashboard", null],
    ["provider_admin", "dashboard", "reports_view"],
  ] as const)("[E9] [T7] %s and the topic %s: the missing permission is %s", (role, topic, permission) => {
    const decided = asked([topic], role);
    expect(decided.ok ? null : decided.refusal).toEqual(permission && { topic, permission });
  });

  test.each([
    ["counter", SALE, true],
    ["counter", "refund.created", true],
    ["counter", SCAN, false],
    ["counter", "sales.created", false],
    ["gate", SCAN, true],
    ["gate", "ticket_key.rotated", false],
    ["fleet", "device.offline", true],
    ["fleet", "alert.opened", true],
    ["approvals", "approval.requested", true],
    ["approvals", SALE, false],
    ["dashboard", SALE, true],
    ["dashboard", "settings.changed", true],
  ] as const)("[E9] the topic %s brings %s: %s", (topic, type, brought) => {
    const decided = asked([topic], "manager");
    expect(decided.ok && seesEvent(decided.value, { type, store_id: "S1" })).toBe(brought);
  });

  test("[E9] [T7] a dashboard brings only what its person may see, and events of no store only to an owner", () => {
    const permissions = ["reports_view", "sales_read"] as const;
    const sight: Sight = { topics: ["dashboard"], permissions, owner: false, amounts: true };
    const sees = (type: string, of = sight, store_id: string | null = "S1") => seesEvent(of, { type, store_id });
    expect([SALE, SCAN, "device.online", "settings.changed"].map((type) => sees(type))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(sees(SALE, sight, null)).toBe(false);
    expect(sees(SALE, { ...sight, owner: true }, null)).toBe(true);
  });

  test.each([
    ["employee.suspended", "subject"],
    ["device.changed", "subject"],
    ["role.changed", "all"],
    ["tenant.changed", "all"],
    [SALE, null],
  ])("[T3] after %s the standing of %s is asked", (type, who) => {
    expect(concernedBy(type)).toBe(who);
  });
});

describe("pages", () => {
  const run = [
    { type: SALE, store_id: "S1" },
    { type: SALE, store_id: "S2" },
    { type: SCAN, store_id: null },
  ].map((each, at) => ({
    ...each,
    sequence: 7 + at,
    event_id: `E${at}`,
    subject_kind: "sale",
    subject_id: "X",
    at: NOW,
    data: {},
  }));

  test("[E9] each listening store gets its own events and those of no store, and a store without news gets no page", () => {
    const pages = pagesOf("T", ["S1", "S3"], run);
    expect(pages.map(({ store_id, events }) => [store_id, events.map(({ sequence }) => sequence)])).toEqual([
      ["S1", [7, 9]],
      ["S3", [9]],
    ]);
    expect(pages[0]).toMatchObject({ tenant_id: "T", after: 6, reached: 9, asks: [] });
    expect(pagesOf("T", ["S3"], run.slice(0, 2))).toEqual([]);
    expect(pagesOf("T", ["S1"], [])).toEqual([]);
  });

  test("[T3] a change of standing goes to every listening store, whichever it happened in", () => {
    const changed = { ...run[0], type: "employee.suspended", subject_id: "P", store_id: "S2" } as (typeof run)[0];
    expect(pagesOf("T", ["S1"], [changed])).toMatchObject([{ store_id: "S1", events: [], asks: ["P"] }]);
    expect(pagesOf("T", ["S1"], [changed, { ...changed, type: "role.changed" }])).toMatchObject([{ asks: null }]);
  });

  test("[E9] an event is told with its sequence, its time in ISO 8601 and its data", () => {
    const [page] = pagesOf("T", ["S1"], run.slice(0, 1));
    expect(JSON.parse(page?.events[0]?.text ?? "")).toEqual({
      type: "event",
      sequence: 7,
      data: {
        event_id: "E0",
        type: SALE,
        at: "2026-05-01T03:00:00.000Z",
        store_id: "S1",
        subject_kind: "sale",
        subject_id: "X",
        amounts_hidden: false,
        data: {},
      },
    });
  });
});

describe("the ring", () => {
  const sequencesOf = ({ events }: Ring) => events.map(({ sequence }) => sequence);

  test("[E9] a ring keeps 500 events at most, and says after which one it is whole", () => {
    const ring = extendRing(null, span(10, 10 + RING_EVENTS));
    expect([ring.after, ring.events.length]).toEqual([10, RING_EVENTS]);
    const longer = extendRing(ring, span(10 + RING_EVENTS, 20 + RING_EVENTS));
    expect([longer.after, longer.reached, longer.events.length]).toEqual([20, 20 + RING_EVENTS, RING_EVENTS]);
  });

  test("[E9] a ring keeps two million characters at most, and always the newest event", () => {
    const large = (sequence: number, length: number) => ({ ...event(sequence), text: "x".repeat(length) });
    const half = RING_CHARACTERS / 2;
    const ring = extendRing(null, span(0, 3, [large(1, half), large(2, half), large(3, 1)]));
    expect([sequencesOf(ring), ring.after, ring.characters]).toEqual([[2, 3], 1, half + 1]);
    expect(sequencesOf(extendRing(ring, span(3, 4, [large(4, RING_CHARACTERS + 1)])))).toEqual([4]);
  });

  test.each([
    ["the same span again", span(10, 12), [11, 12], 10],
    ["a part of it", span(10, 11), [11, 12], 10],
    ["a longer one", span(11, 13), [11, 12, 13], 10],
    ["an older one that reaches it", span(8, 11), [9, 10, 11, 12], 8],
    ["an older one that does not", span(2, 5), [11, 12], 10],
    ["one after events of other stores", span(20, 21), [11, 12, 21], 10],
    ["an empty one", span(12, 15, []), [11, 12], 10],
  ])("[E9] %s adds each missing event once", (_, further, events, after) => {
    const ring = extendRing(extendRing(null, span(10, 12)), further);
    expect([sequencesOf(ring), ring.after]).toEqual([events, after]);
  });

  test("[E9] spans in any order and number leave the ring in order, without repeats and whole after its beginning", () => {
    const bounds = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.array(bounds, { minLength: 1, maxLength: 12 }), (spans) => {
        // As the outbox delivers: a span begins at the end of an earlier one or before it.
        let reached = 0;
        let ring: Ring | null = null;
        for (const [from, length] of spans) {
          const after = Math.min(from, reached);
          reached = Math.max(reached, after + length);
          ring = extendRing(ring, span(after, after + length));
        }
        const whole = ring as Ring;
        expect(sequencesOf(whole)).toEqual(numbers(whole.after + 1, whole.reached));
      }),
    );
  });

  test("[E9] the events after any place are found", () => {
    const ring = extendRing(null, span(10, 15));
    expect([0, 10, 12, 15, 99].map((place) => eventsAfter(ring, place).length)).toEqual([5, 5, 3, 0, 0]);
  });
});

describe("a screen's window", () => {
  test("[E9] a screen gets each event of its topics once and in order, and its place passes the others", () => {
    const ring = extendRing(null, span(0, 4, [event(1), event(2, SCAN), event(3, SALE, null), event(4)]));
    const first = listening.nextEvents(screen({ sent: 0 }), ring, NOW);
    expect(first.send.map(({ sequence }) => sequence)).toEqual([1, 4]);
    expect(first.proven).toMatchObject({ sent: 4, unacknowledged: [1, 4], paused_at: null });
    expect(listening.nextEvents(first.proven, ring, NOW).send).toEqual([]);
  });

  test("[E9] after 100 unacknowledged events a screen waits; an acknowledgement continues where it stopped", () => {
    const ring = extendRing(null, span(0, 250));
    const first = listening.nextEvents(screen(), ring, NOW);
    expect([first.send.length, first.proven.sent, first.proven.paused_at]).toEqual([100, 100, NOW]);
    const again = listening.nextEvents(first.proven, ring, NOW + 5_000);
    expect([again.send.length, again.proven.paused_at]).toEqual([0, NOW]);
    const acknowledged = listening.acknowledge(again.proven, 60);
    expect([acknowledged.unacknowledged.length, acknowledged.paused_at]).toEqual([40, null]);
    const next = listening.nextEvents(acknowledged, ring, NOW + 6_000);
    expect([next.send[0]?.sequence, next.send.length, next.proven.paused_at]).toEqual([101, 60, NOW + 6_000]);
    expect(listening.acknowledge(next.proven, 60).paused_at).toBe(NOW + 6_000);
  });

  test("[E9] large events fill the window by their characters, and one of any size fits into an empty window", () => {
    const large = (sequence: number, length: number) => ({ ...event(sequence), text: "x".repeat(length) });
    const half = listening.WINDOW_CHARACTERS / 2;
    const sizes = [half, half, 1, listening.WINDOW_CHARACTERS * 2, 1];
    const ring = extendRing(
      null,
      span(
        0,
        5,
        sizes.map((length, at) => large(at + 1, length)),
      ),
    );
    let proven = screen();
    const turns = [];
    for (let turn = 0; turn < 4; turn++) {
      const next = listening.nextEvents(proven, ring, NOW);
      turns.push(next.send.map(({ sequence }) => sequence));
      proven = listening.acknowledge(next.proven, next.proven.sent);
    }
    expect(turns).toEqual([[1, 2], [3], [4], [5]]);
    expect(proven).toMatchObject({ waiting_characters: 0, paused_at: null });
    expect(
      listening.acknowledge({ ...screen(), unacknowledged: [1, 2, 3, 4], waiting_characters: 100 }, 1),
    ).toMatchObject({
      waiting_characters: 75,
    });
  });

  test("[E9] a listener with the longest names and a full window fits into 2 kB of a socket", () => {
    const id = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
    const holder = {
      kind: "employee" as const,
      tenant_id: id,
      employee_id: id,
      session_id: id,
      device_id: id,
      store_id: id,
      epoch: 2 ** 31,
      device_epoch: 2 ** 31,
    };
    const sight = decideSight(["counter", "gate", "fleet", "approvals", "dashboard"], () => true, true);
    if (!sight.ok) throw new Error("refused");
    const proven = screen({
      holder,
      sight: sight.value,
      sent: 2 ** 40,
      paused_at: NOW,
      waiting_characters: listening.WINDOW_CHARACTERS,
      unacknowledged: numbers(2 ** 40, 2 ** 40 + 99),
    });
    const listener: listening.Listener = { store_id: id, network: "2001:db8:1234:5678::/64", opened_at: NOW, proven };
    expect(serialize(listener).length).toBeLessThan(2_048);
  });
});

describe("the end of a socket", () => {
  const listener = (change: Partial<listening.Proven> | null): listening.Listener => ({
    store_id: "S1",
    network: "192.0.2.1",
    opened_at: NOW,
    proven: change && screen(change),
  });

  test.each([
    ["unproven", "9.999 s after it opened", listener(null), NOW, NOW + 9_999, null],
    ["unproven", "10 s after it opened", listener(null), NOW, NOW + 10_000, "unproven"],
    ["proven", "a minute later", listener({}), NOW, NOW + 60_000, null],
    ["proven", "after 90 s without a ping", listener({}), NOW, NOW + 90_000, "silent"],
    ["proven", "90 s after it opened, with a ping", listener({}), NOW + 80_000, NOW + 90_000, null],
    ["proven", "when its token expires", listener({}), NOW + 899_000, NOW + 900_000, "expired"],
    ["with a full window", "for 9.999 s", listener({ paused_at: NOW }), NOW, NOW + 9_999, null],
    ["with a full window", "for 10 s", listener({ paused_at: NOW }), NOW, NOW + 10_000, "slow"],
  ] as const)("[E9] a socket that is %s, %s: %#", (_, __, socket, heard_at, now, closing) => {
    expect(listening.decideClosing(socket, heard_at, now)).toBe(closing);
  });

  test("[E9] the next look is at the proof's end, the next question, the token's end or the full window's", () => {
    const due = (change: Partial<listening.Proven> | null) => listening.nextDue(listener(change)) - NOW;
    expect([due(null), due({}), due({ asked_at: NOW + 890_000 }), due({ paused_at: NOW + 1_000 })]).toEqual([
      10_000, 60_000, 900_000, 11_000,
    ]);
  });

  test("[E9] a store has 1,000 sockets, a network 20 and the unproven ones 100; unproven ones take nobody's place", () => {
    const many = (count: number, network: (at: number) => string, change: Partial<listening.Proven> | null = {}) =>
      numbers(1, count).map((at) => ({ ...listener(change), network: network(at) }));
    const apart = (at: number) => `n${at}`;
    expect(listening.hasRoom(many(999, apart), "new")).toBe(true);
    expect(listening.hasRoom(many(1_000, apart), "new")).toBe(false);
    expect(
      listening.hasRoom(
        many(19, () => "one"),
        "one",
      ),
    ).toBe(true);
    expect(
      listening.hasRoom(
        many(20, () => "one"),
        "one",
      ),
    ).toBe(false);
    expect(
      listening.hasRoom(
        many(20, () => "one"),
        "other",
      ),
    ).toBe(true);
    expect(listening.hasRoom(many(99, apart, null), "new")).toBe(true);
    expect(listening.hasRoom(many(100, apart, null), "new")).toBe(false);
    expect(listening.hasRoom([...many(999, apart), ...many(50, apart, null)], "new")).toBe(true);
  });
});

describe("a screen that comes back", () => {
  const ring = extendRing(null, span(100, 120));

  test.each([
    ["for the first time", null, 120, { sent: 120, gap: false }],
    ["after an event in the ring", 110, 120, { sent: 110, gap: false }],
    ["after the event before the ring", 100, 120, { sent: 100, gap: false }],
    ["after one that left the ring", 99, 120, { sent: 120, gap: true }],
    ["after one that the ring has not got yet", 122, 123, { sent: 122, gap: false }],
    ["from a future that was restored away", 130, 123, { sent: 123, gap: true }],
  ])("[E9] %s it gets what came later, or is told of the gap", (_, after, newest, place) => {
    expect(listening.decidePlace(ring, after, newest)).toEqual(place);
  });

  test("[E9] without a ring there is a gap, and the database is not asked for what the ring has", () => {
    expect(listening.decidePlace(null, 5, 9)).toEqual({ sent: 9, gap: true });
    expect([null, 99, 100, 120, 121].map((after) => listening.isInRing(ring, after))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(listening.isInRing(null, 100)).toBe(false);
  });
});
