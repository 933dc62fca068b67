/** Tests of a tenant's standing: a table of every status and every act. */

import { describe, expect, test } from "vitest";
import { decideStanding, problemWithWindow, type StandingAct } from "../../../../src/modules/access/tenants/domain.ts";
import { decideTenant, MAINTAINERS, TENANT_STATUSES, type TenantStatus } from "../../../../src/shared/standing.ts";

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
    for (const by of MAINTAINERS) expect(problemWithWindow(window, by, NOW)?.path ?? null).toBe(path);
  });

  test("[T10] a tenant's own window ends at most 24 hours ahead, its provider's whenever", () => {
    expect(problemWithWindow({ until: NOW + DAY_MS }, "tenant", NOW)).toBeNull();
    expect(problemWithWindow({ until: NOW + DAY_MS + 1 }, "tenant", NOW)?.path).toBe("until");
    expect(problemWithWindow({ from: NOW + DAY_MS, until: NOW + DAY_MS + 1 }, "tenant", NOW)?.path).toBe("until");
    expect(problemWithWindow({ until: NOW + 30 * DAY_MS }, "provider", NOW)).toBeNull();
  });

  test.each([
    ["tenant", true, null],
    ["tenant", false, "maintenance"],
    ["provider", true, "maintenance"],
    [null, true, "maintenance"],
  ] as const)("[T10] set by %s, and an owner undoes it: %s → %s", (maintenance_by, undoes, reason) => {
    const standing = { status: "active", maintenance_from: NOW, maintenance_until: NOW + 9, maintenance_by } as const;
    expect(decideTenant(standing, NOW, undoes)?.reason ?? null).toBe(reason);
  });

  test("[T10] an owner cannot end the maintenance of a suspended tenant", () => {
    const window = { maintenance_from: NOW, maintenance_until: NOW + 9, maintenance_by: "tenant" } as const;
    expect(decideTenant({ status: "suspended", ...window }, NOW, true)?.reason).toBe("tenant_suspended");
  });

  test("[T3] a window lasts from its beginning up to its end, to the millisecond, and says how long is left", () => {
    const window = { maintenance_from: NOW, maintenance_until: NOW + 1_500, maintenance_by: null };
    const standing = { status: "active", ...window } as const;
    expect(decideTenant(standing, NOW - 1)).toBeNull();
    expect(decideTenant(standing, NOW)).toEqual({ reason: "maintenance", retry_after_s: 2 });
    expect(decideTenant(standing, NOW + 1_499)).toEqual({ reason: "maintenance", retry_after_s: 1 });
    expect(decideTenant(standing, NOW + 1_500)).toBeNull();
  });
});
