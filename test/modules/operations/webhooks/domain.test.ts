/** Tests of the rules of webhooks: URLs, filters, retries, the breaker and the end of an endpoint. */

import { describe, expect, test } from "vitest";
import { isPublicAddress } from "../../../../src/modules/operations/webhooks/domain/addresses.ts";
import {
  aliasesOf,
  isFilter,
  isWanted,
  namesSome,
} from "../../../../src/modules/operations/webhooks/domain/filters.ts";
import {
  afterAttempt,
  breakerOf,
  COOLDOWN_MS,
  FAILURES_TO_OPEN,
  HEALTHY,
  type Health,
  hasFailedTooLong,
  MOST_IN_FLIGHT,
  roomOf,
} from "../../../../src/modules/operations/webhooks/domain/health.ts";
import {
  decideOutcome,
  JITTER,
  RETRY_WAITS_MS,
  readRetryAfter,
} from "../../../../src/modules/operations/webhooks/domain/retries.ts";
import { nextPlace, PLACE_LAG, SPAN } from "../../../../src/modules/operations/webhooks/domain/runs.ts";
import { checkUrl, URL_CHARS } from "../../../../src/modules/operations/webhooks/domain/urls.ts";
import { HOSTILE_URLS } from "./hostile.ts";

const ALIASES = new Map([
  ["pos.order.created", ["sale.created"]],
  ["order.completed", ["sale.created"]],
  ["cash_drawer.closed", ["shift.closed"]],
  ["cash_drawer.opened", ["shift.opened"]],
  ["ticket.redeemed", ["ticket.redeemed.pass", "ticket.redeemed.fail"]],
]);
const wants = (filters: string[], type: string) => isWanted(filters, type, ALIASES);

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-05-01T03:30:00Z");

test("[E7] the table has at least eighty hostile URLs, each once", () => {
  expect(HOSTILE_URLS.length).toBeGreaterThanOrEqual(80);
  expect(new Set(HOSTILE_URLS).size).toBe(HOSTILE_URLS.length);
});

describe("[E7] a hostile URL is refused in production and in development", () => {
  test.each(HOSTILE_URLS)("%s", (url) => {
    expect([true, false].map((development) => checkUrl(url, { development }).ok)).toEqual([false, false]);
  });
});

describe("[E7] a URL with a public host name is accepted in its canonical form", () => {
  test.each([
    ["https://hooks.example.com/park", "https://hooks.example.com/park"],
    ["HTTPS://Hooks.Example.COM", "https://hooks.example.com/"],
    ["https://hooks.example.com:443/a?b=c", "https://hooks.example.com/a?b=c"],
    ["https://hooks.example.com:8443/a", "https://hooks.example.com:8443/a"],
    ["https://bücher.example/รับ", "https://xn--bcher-kva.example/%E0%B8%A3%E0%B8%B1%E0%B8%9A"],
    ["https://สวน.ไทย/hook", "https://xn--q3c1ai.xn--o3cw4h/hook"],
    ["https://10.example.com/", "https://10.example.com/"],
    ["https://internal.example.com/", "https://internal.example.com/"],
    ["https://a_b.example.com/x?url=http://127.0.0.1", "https://a_b.example.com/x?url=http://127.0.0.1"],
    ["https://hooks.example.com/a@b", "https://hooks.example.com/a@b"],
  ])("%s", (url, canonical) => {
    expect(checkUrl(url, { development: false })).toEqual({ ok: true, value: canonical });
  });
});

test("[E7] http is accepted only in development, and only for the name localhost", () => {
  const url = "http://localhost:4000/hook";
  expect(checkUrl(url, { development: true })).toEqual({ ok: true, value: url });
  expect(checkUrl(url, { development: false })).toEqual({ ok: false, refusal: "scheme" });
  expect(checkUrl("http://hooks.example.com/", { development: true })).toEqual({ ok: false, refusal: "scheme" });
});

test("[E7] each refusal names its reason", () => {
  const reasonOf = (url: string) => {
    const checked = checkUrl(url, { development: false });
    return checked.ok ? "accepted" : checked.refusal;
  };
  expect({
    scheme: reasonOf("http://hooks.example.com"),
    unreadable: reasonOf("hooks.example.com"),
    credentials: reasonOf("https://u:p@hooks.example.com"),
    port: reasonOf("https://hooks.example.com:22"),
    fragment: reasonOf("https://hooks.example.com/#a"),
    address: reasonOf("https://0x7f.1"),
    host: reasonOf("https://park"),
    long: reasonOf(`https://hooks.example.com/${"a".repeat(URL_CHARS)}`),
  }).toEqual(
    Object.fromEntries(
      ["scheme", "unreadable", "credentials", "port", "fragment", "address", "host", "long"].map((reason) => [
        reason,
        reason,
      ]),
    ),
  );
});

test("[E7] an address that a name resolves to is public, or private in any range of both families", () => {
  const inward = [
    ...[
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.0.0.8",
    ],
    ...[
      "192.0.2.1",
      "192.88.99.1",
      "192.168.1.1",
      "198.18.0.1",
      "198.19.255.255",
      "198.51.100.7",
      "203.0.113.7",
      "224.0.0.1",
    ],
    ...[
      "240.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "::ffff:8.8.8.8",
      "::ffff:7f00:1",
      "::127.0.0.1",
      "64:ff9b::8.8.8.8",
    ],
    ...[
      "64:ff9b:1::1",
      "100::1",
      "2001::1",
      "2001:db8::1",
      "2002:7f00:1::",
      "3fff::1",
      "fc00::1",
      "fd12::1",
      "fe80::1",
    ],
    ...["fec0::1", "ff02::1", "fe80::1%eth0", "5f00::1", "", "localhost", "1:2:3", "1::2::3", "2606:4700::g"],
  ];
  expect(inward.filter(isPublicAddress)).toEqual([]);
  const outward = [
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::8",
    "2001:4860:4860::8888",
  ];
  expect(outward.filter((address) => !isPublicAddress(address))).toEqual([]);
});

test("[E4] the waits are those of the table, each longer by at most a tenth", () => {
  expect(RETRY_WAITS_MS).toEqual([1, 5, 30, 120, 600, 3_600, 14_400, 43_200, 86_400, 86_400].map((s) => s * SECOND));
  const failed = { status: 500, retry_after: null };
  for (const chance of [0, 0.5, 1]) {
    const waits = RETRY_WAITS_MS.map((_, at) => {
      const outcome = decideOutcome(at + 1, failed, NOW, chance);
      return outcome.kind === "retry" ? outcome.next_attempt_at - NOW : 0;
    });
    expect(waits).toEqual(RETRY_WAITS_MS.map((wait) => Math.round(wait * (1 + JITTER * chance))));
  }
  expect(decideOutcome(RETRY_WAITS_MS.length + 1, failed, NOW, 0)).toEqual({ kind: "dead" });
});

test("[E4] only 2xx is success, 410 is the end, and all else is tried again", () => {
  const kinds = [200, 202, 204, 299, 301, 302, 307, 304, 400, 401, 404, 409, 410, 422, 429, 500, 503, null].map(
    (status) => decideOutcome(1, { status, retry_after: null }, NOW, 0).kind,
  );
  expect(kinds).toEqual([..."....RRRRRRRRGRRRRR"].map((mark) => ({ ".": "delivered", R: "retry", G: "gone" })[mark]));
});

test("[E4] a Retry-After in both forms lengthens a wait, never shortens it, and counts at most a day", () => {
  const waitAfter = (retry_after: string | null) => {
    const outcome = decideOutcome(2, { status: 503, retry_after }, NOW, 0);
    return outcome.kind === "retry" ? outcome.next_attempt_at - NOW : -1;
  };
  expect(waitAfter(null)).toBe(5 * SECOND);
  expect(waitAfter("120")).toBe(120 * SECOND);
  expect(waitAfter("1")).toBe(5 * SECOND);
  expect(waitAfter(new Date(NOW + 90 * SECOND).toUTCString())).toBe(90 * SECOND);
  expect(waitAfter(new Date(NOW - DAY).toUTCString())).toBe(5 * SECOND);
  expect(waitAfter("999999999")).toBe(DAY);
  expect(waitAfter("Fri, 01 Jan 2100 00:00:00 GMT")).toBe(DAY);
  for (const nonsense of ["", "soon", "-5", "1e9", "12.5", "Mon, tomorrow", "2026-05-02", "99999999999999999999"])
    expect([nonsense, readRetryAfter(nonsense, NOW)]).toEqual([nonsense, 0]);
});

test("[E2] a filter is a name, an alias, or has a star for the last parts", () => {
  expect(["*", "sale.created", "sale.*", "ticket.redeemed.*", "pos.order.created"].map(isFilter)).not.toContain(false);
  expect(
    ["", "Sale.created", "sale.", ".*", "*.created", "sale.*.x", "sale..x", "s ale", "sale.**", "ขาย"].map(isFilter),
  ).not.toContain(true);
  expect(wants(["sale.*"], "sale.created")).toBe(true);
  expect(wants(["sale.*"], "sales.created")).toBe(false);
  expect(wants(["ticket.*"], "ticket.redeemed.pass")).toBe(true);
  expect(wants(["ticket.redeemed"], "ticket.redeemed.fail")).toBe(true);
  expect(wants(["ticket.issued"], "ticket.redeemed.fail")).toBe(false);
  expect(wants(["*"], "anything.new")).toBe(true);
  expect(wants([], "sale.created")).toBe(false);
});

test("[E2] the other systems' names of our events are filters too, also with a star", () => {
  expect(wants(["pos.order.created"], "sale.created")).toBe(true);
  expect(wants(["order.completed"], "sale.created")).toBe(true);
  expect(wants(["cash_drawer.closed"], "shift.closed")).toBe(true);
  expect(wants(["cash_drawer.*"], "shift.opened")).toBe(true);
  expect(wants(["pos.*"], "ticket.issued")).toBe(false);
  expect(aliasesOf("shift.closed", ALIASES)).toContain("cash_drawer.closed");
  expect(namesSome("salt.*", ["sale.created"], ALIASES)).toBe(false);
});

function failures(count: number, from: number, every: number, health: Health = HEALTHY): Health {
  return Array.from({ length: count }).reduce<Health>(
    (known, _, at) => afterAttempt(known, false, from + at * every),
    health,
  );
}

test("[E5] eight failures in a row open the breaker for ten minutes, then one probe decides", () => {
  const seven = failures(FAILURES_TO_OPEN - 1, NOW, SECOND);
  expect([breakerOf(seven, NOW + 8 * SECOND), roomOf(seven, NOW + 8 * SECOND)]).toEqual(["closed", MOST_IN_FLIGHT]);
  const at = NOW + 8 * SECOND;
  const open = afterAttempt(seven, false, at);
  expect([breakerOf(open, at), roomOf(open, at)]).toEqual(["open", 0]);
  expect([breakerOf(open, at + COOLDOWN_MS - 1), breakerOf(open, at + COOLDOWN_MS)]).toEqual(["open", "half_open"]);
  expect(roomOf(open, at + COOLDOWN_MS)).toBe(1);
  expect(afterAttempt(open, true, at + COOLDOWN_MS)).toEqual(HEALTHY);
  const again = afterAttempt(open, false, at + COOLDOWN_MS);
  expect([breakerOf(again, at + COOLDOWN_MS), roomOf(again, at + 2 * COOLDOWN_MS)]).toEqual(["open", 1]);
});

test("[E5] an attempt that ends while the breaker is open does not lengthen its time", () => {
  const open = failures(FAILURES_TO_OPEN, NOW, 0);
  expect(afterAttempt(open, false, NOW + 5 * SECOND).open_until).toBe(open.open_until);
});

test("[E5] a success between failures closes the breaker and ends the series", () => {
  const seven = failures(FAILURES_TO_OPEN - 1, NOW, SECOND);
  const after = failures(FAILURES_TO_OPEN - 1, NOW + 60 * SECOND, SECOND, afterAttempt(seven, true, NOW + 50 * SECOND));
  expect(breakerOf(after, NOW + 2 * 60 * SECOND)).toBe("closed");
});

test("[E5] five days of continuous failure are too long, and no moment less", () => {
  const hours = 5 * 24;
  expect(hasFailedTooLong(failures(hours, NOW, HOUR))).toBe(false);
  expect(hasFailedTooLong(failures(hours + 1, NOW, HOUR))).toBe(true);
});

test("[E5] sporadic failure is never too long: neither with a success in between, nor when nothing was tried", () => {
  let health = HEALTHY;
  for (let day = 0; day < 60; day++) {
    health = failures(9, NOW + day * DAY, HOUR, health);
    expect(hasFailedTooLong(health)).toBe(false);
    health = afterAttempt(health, true, NOW + day * DAY + 10 * HOUR);
  }
  expect(hasFailedTooLong(failures(30, NOW, 7 * DAY))).toBe(false);
});

test("[E4] a place moves when it is more than a hundred events behind or at a sweep, at most by a span, and never back", () => {
  const [now_and_then, swept] = [{ swept: false }, { swept: true }];
  for (const [place, to, how, next] of [
    [500, 500, now_and_then, undefined],
    [500, 500 + PLACE_LAG, now_and_then, undefined],
    [500, 501 + PLACE_LAG, now_and_then, 501 + PLACE_LAG],
    [500, 501, swept, 501],
    [500, 500, swept, undefined],
    [500, 499, swept, undefined],
    [500, 9_000, now_and_then, 500 + SPAN],
    [500, 9_000, swept, 500 + SPAN],
  ] as const)
    expect([place, to, how, nextPlace(place, to, how)]).toEqual([place, to, how, next]);
});
