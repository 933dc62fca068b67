/** Tests of the state that everybody sees. */

import { describe, expect, test } from "vitest";
import { type Announcement, decideState } from "../../../../src/modules/operations/status/domain.ts";

const NOW = Date.parse("2026-05-01T03:00:00.000Z");
const said = (change: Partial<Announcement>): Announcement => ({
  ...{ state: "degraded", message_en: "Slow.", message_th: "ช้า", set_at: NOW - 1, ends_at: null },
  ...change,
});

describe("the state of the system", () => {
  test.each([
    ["nobody said anything and the database answers", null, true, "operational", false],
    ["the database does not answer", null, false, "outage", false],
    ["the provider said so", said({}), true, "degraded", true],
    ["the provider's word holds during an outage", said({ state: "maintenance" }), false, "maintenance", true],
    ["its time is over", said({ ends_at: NOW }), true, "operational", false],
    ["its time is not over", said({ ends_at: NOW + 1 }), true, "degraded", true],
    ["operational does not hide an outage", said({ state: "operational" }), false, "outage", false],
  ] as const)("[T9] %s", (_, announcement, answers, state, announced) => {
    expect(decideState(announcement, answers, NOW)).toMatchObject({ state, announced });
  });
});
