/** What may become of a tenant, as a table of every status and every act. */

import { describe, expect, test } from "vitest";
import { decideStanding, problemWithWindow, type StandingAct } from "../../../src/modules/tenants/domain.ts";
import { decideTenant, TENANT_STATUSES, type TenantStatus } from "../../../src/shared/standing.ts";

const NOW = Date.parse("2026-11-21T05:00:00Z");
const DAY_MS = 86_400_000;

describe("standing", () => {
  const table: Record<TenantStatus, Record<StandingAct, string>> = {
    active: { suspend: "suspended", resume: "already", close: "closed", restore: "already" },
    suspended: { suspend: "already", resume: "active", close: "closed", restore: "unfit" },
    closed: { suspend: "unfit", resume: "unfit", close: "already", restore: "active" },
    purged: { suspend: "unfit", resume: "unfit", close: "unfit", restore: "unfit" },
  };

  test.each(TENANT_STATUSES)("[T3] of a tenant that is %s", (status) => {
    for (const [act, expected] of Object.entries(table[status])) {
      const standing = decideStanding(status, act as StandingAct, NOW);
      expect([act, typeof standing === "string" ? standing : standing.status]).toEqual([act, expected]);
    }
  });

  test("[T3] a closed tenant's records are kept 90 days, and a restored one has no end", () => {
    expect(decideStanding("active", "close", NOW)).toEqual({
      status: "closed",
      closed_at: NOW,
      purge_at: NOW + 90 * DAY_MS,
    });
    expect(decideStanding("closed", "restore", NOW)).toEqual({ status: "active", closed_at: null, purge_at: null });
  });
});

describe("maintenance", () => {
  test.each([
    [{ until: NOW + 1 }, null],
    [{ from: NOW - 5, until: NOW + 1 }, null],
    [{ until: NOW }, "until"],
    [{ from: NOW + 10, until: NOW + 10 }, "from"],
  ])("[T3] a window %o is refused at %s", (window, path) => {
    expect(problemWithWindow(window, NOW)?.path ?? null).toBe(path);
  });

  test("[T3] lasts from its beginning up to its end, to the millisecond, and says how long is left", () => {
    const standing = { status: "active", maintenance_from: NOW, maintenance_until: NOW + 1_500 } as const;
    expect(decideTenant(standing, NOW - 1)).toBeNull();
    expect(decideTenant(standing, NOW)).toEqual({ reason: "maintenance", retry_after_s: 2 });
    expect(decideTenant(standing, NOW + 1_499)).toEqual({ reason: "maintenance", retry_after_s: 1 });
    expect(decideTenant(standing, NOW + 1_500)).toBeNull();
  });
});
