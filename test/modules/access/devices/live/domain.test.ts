/** Tests of a socket's messages: a device's message is read strictly, and its commands follow from the known facts. */

import { describe, expect, test } from "vitest";
import {
  decideCommands,
  isBelowVersion,
  isListBehind,
  keepHeartbeat,
  keepSkew,
} from "../../../../../src/modules/access/devices/domain/heartbeat.ts";
import { CLOSING, decidePush, readMessage } from "../../../../../src/modules/access/devices/domain/live.ts";
import { encodeCursor } from "../../../../../src/shared/page.ts";
import { countMessage } from "../../../../../src/shared/socket-messages.ts";

const NOW = Date.parse("2026-03-10T03:00:00.000Z");
const AT = "2026-03-10T10:00:00+07:00";

describe("a heartbeat", () => {
  const nothing = { app_version: null, battery: null, queue_depth: null, list_cursor: null };

  test("[D4] a heartbeat gives the clock's skew, and fields that are absent stay unknown", () => {
    expect(keepHeartbeat({ sent_at: NOW + 250 }, NOW)).toEqual({
      at: NOW,
      ...nothing,
      offset_ms: 250,
      clock_flagged: false,
    });
  });

  test.each([
    [120_000, false],
    [120_001, true],
    [-120_000, false],
    [-120_001, true],
  ])("[D4] a clock off by %d ms: flagged is %s", (offset_ms, flagged) => {
    expect(keepHeartbeat({ sent_at: NOW + offset_ms }, NOW).clock_flagged).toBe(flagged);
    expect(keepSkew(null, offset_ms, NOW)).toEqual({ at: NOW, ...nothing, offset_ms, clock_flagged: flagged });
  });

  test("[D4] a skew measured elsewhere keeps the rest of the last heartbeat", () => {
    const last = keepHeartbeat({ sent_at: NOW, battery: 80, app_version: "1.2" }, NOW);
    expect(keepSkew(last, 5, NOW + 1)).toEqual({ ...last, at: NOW + 1, offset_ms: 5 });
  });
});

describe("a version", () => {
  test.each([
    ["1.2.3", "1.2.3", false],
    ["1.2.3", "1.2.4", true],
    ["1.9", "1.10", true],
    ["1.10", "1.9", false],
    ["1.2", "1.2.0", false],
    ["1.2", "1.2.1", true],
    ["2", "1.99.99", false],
    ["v1.4", "1.5", true],
    ["1.5.0-beta", "1.5.0", false],
    ["unknown", "0.0.1", true],
  ])("[D4] %s below %s: %s", (version, minimum, below) => {
    expect(isBelowVersion(version, minimum)).toBe(below);
  });
});

describe("a list", () => {
  test.each([
    ["of the newest event", encodeCursor(["d", 7]), 7, false],
    ["of a later event than is known", encodeCursor(["d", 8]), 7, false],
    ["one event older", encodeCursor(["d", 6]), 7, true],
    ["of a tenant without events", encodeCursor(["d", 0]), null, false],
    ["of another kind", encodeCursor(["p", 7]), 7, true],
    ["with a text for a number", encodeCursor(["d", "7"]), 7, true],
    ["with parts missing", encodeCursor(["d"]), 7, true],
    ["of junk", "???", 7, true],
  ])("[D4] %s", (_, cursor, newest, behind) => {
    expect(isListBehind(cursor, newest)).toBe(behind);
  });
});

describe("commands", () => {
  const gate = { min_app_version: "2.0", newest_cursor: 9 };
  const behind = encodeCursor(["d", 8]);

  test("[D4] commands name a stale list, another zone and a minimum version, and nothing that is in order", () => {
    expect(
      decideCommands({ app_version: "1.9", list_cursor: behind }, gate, { zone: { zone_id: "Z", name: "Slides" } }),
    ).toEqual([
      { type: "refresh_list" },
      { type: "zone_changed", zone_id: "Z", name: "Slides" },
      { type: "minimum_version", min_app_version: "2.0" },
    ]);
    expect(decideCommands({ app_version: "2.0", list_cursor: encodeCursor(["d", 9]) }, gate, null)).toEqual([]);
  });

  test("[D4] commands do not concern fields that are absent, or requirements that the store does not have", () => {
    expect(decideCommands({ app_version: null, list_cursor: null }, gate, null)).toEqual([]);
    const silent = { min_app_version: null, newest_cursor: null };
    expect(decideCommands({ app_version: "0", list_cursor: behind }, silent, null)).toEqual([]);
  });

  test("[D4] commands tell a device that it has no zone any more", () => {
    const silent = { min_app_version: null, newest_cursor: null };
    expect(decideCommands({ app_version: null, list_cursor: null }, silent, { zone: null })).toEqual([
      { type: "zone_changed", zone_id: null, name: null },
    ]);
  });
});

describe("a message", () => {
  test("[D4] a message is a heartbeat with its time in epoch ms", () => {
    const told = { app_version: "1.2.0", battery: 80.5, queue_depth: 3, list_cursor: "abc" };
    expect(readMessage(JSON.stringify({ type: "heartbeat", sent_at: AT, ...told }))).toEqual({
      ok: true,
      value: { sent_at: NOW, ...told },
    });
  });

  const beat = (fields: object) => JSON.stringify({ type: "heartbeat", sent_at: AT, ...fields });
  test.each([
    ["no JSON", "{", "junk"],
    ["no object", "[]", "junk"],
    ["null", "null", "junk"],
    ["no type", "{}", "junk"],
    ["an unknown type", '{"type":"open"}', "junk"],
    ["no time", '{"type":"heartbeat"}', "junk"],
    ["a time without a zone", beat({ sent_at: "2026-03-10T10:00:00" }), "junk"],
    ["a time that does not exist", beat({ sent_at: "2026-13-10T10:00:00Z" }), "junk"],
    ["a time as a number", beat({ sent_at: NOW }), "junk"],
    ["a battery below 0", beat({ battery: -0.5 }), "junk"],
    ["a battery above 100", beat({ battery: 101 }), "junk"],
    ["a battery as text", beat({ battery: "80" }), "junk"],
    ["a queue below zero", beat({ queue_depth: -1 }), "junk"],
    ["an empty version", beat({ app_version: "" }), "junk"],
    ["a long version", beat({ app_version: "x".repeat(51) }), "junk"],
    ["a card number", beat({ app_version: "4111111111111111" }), "junk"],
    ["a null", beat({ battery: null }), "junk"],
    ["a field that is not known", beat({ tenant_id: "x" }), "junk"],
    ["a field of every object", '{"type":"heartbeat","sent_at":"x","toString":1}', "junk"],
    ["the prototype", '{"type":"heartbeat","__proto__":{"sent_at":1}}', "junk"],
    ["more than 16 KiB", beat({ list_cursor: "x".repeat(16_384) }), "too_large"],
    ["more than 16 KiB of Thai", beat({ list_cursor: "ก".repeat(6_000) }), "too_large"],
    ["bytes", new ArrayBuffer(4), "binary"],
  ] as const)("[D4] of %s is refused", (_, raw, closing) => {
    expect(readMessage(raw)).toMatchObject({ ok: false, refusal: { closing } });
  });

  test("[D4] sixty messages in ten seconds are accepted, and the sixty-first is refused", () => {
    let counted: number[] | null = [];
    for (let sent = 0; sent < 60; sent++) counted = countMessage(counted ?? [], NOW + sent);
    expect(counted?.length).toBe(60);
    expect(countMessage(counted ?? [], NOW + 9_999)).toBeNull();
    expect(countMessage(counted ?? [], NOW + 10_000)?.length).toBe(60);
  });

  test("every closing has a reason that fits into a close frame", () => {
    for (const { reason } of Object.values(CLOSING)) expect(new TextEncoder().encode(reason).length).toBeLessThan(124);
  });
});

describe("news", () => {
  const facts = {
    device_id: "D",
    status: "active",
    epoch: 1,
    zone_id: "A",
    zone_name: "Gate",
    rehearsal_ends_at: null,
  } as const;
  test.each([
    ["nothing changed", {}, null, null],
    ["it is suspended", { status: "suspended" }, "device.suspended", "stopped"],
    ["it waits for approval", { status: "pending" }, "device.suspended", "stopped"],
    ["it is revoked", { status: "revoked", epoch: 2 }, "device.revoked", "ended"],
    ["its token is rotated", { epoch: 2 }, "device.rotated", "ended"],
    ["its zone is another", { zone_id: "B", zone_name: "Slides" }, "device.zone_changed", null],
    ["its zone has another name", { zone_name: "North gate" }, "device.zone_changed", null],
    ["it has no zone any more", { zone_id: null, zone_name: null }, "device.zone_changed", null],
    ["its rehearsal begins", { rehearsal_ends_at: 1 }, null, "rehearsed"],
    ["it is suspended and moved", { status: "suspended", zone_id: "B" }, "device.suspended", "stopped"],
  ] as const)("[T3] of a device when %s", (_, change, type, closing) => {
    const news = decidePush(facts, { ...facts, ...change }, 1);
    expect([news?.message?.type ?? null, news?.closing ?? null]).toEqual([type, closing]);
  });
});
