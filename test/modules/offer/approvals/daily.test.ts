/** Tests of daily caps: a cap admits exactly its number, however many try at once (rule A8). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { takeDaily } from "../../../../src/modules/offer/approvals/index.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, type Context } from "../../../../src/platform/http/context.ts";
import { AppError } from "../../../../src/shared/errors.ts";
import { countRows, newPark, rowCounts, rowsAdded, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let ctx: Context;
beforeAll(async () => {
  park = await newPark();
  ctx = asTenant(seedContext(env), park.tenant_id);
});

/** An act that counts, and its result. */
async function act(holder_ids: readonly string[], cap: number, business_date = "2026-03-10"): Promise<string> {
  const daily = takeDaily(ctx, { action: "reprint", business_date, holder_ids, cap });
  const audit = { event: "test.act", subject: ["test", holder_ids.join()] } as const;
  try {
    await commit(ctx, { writes: [], parts: [daily], audit: [audit] });
    return "done";
  } catch (error) {
    if (error instanceof AppError) return error.spec.code;
    throw error;
  }
}

const acts = (holder: string) => countRows("audits", park.tenant_id, `event = 'test.act' AND subject_id = '${holder}'`);

describe("a daily cap", () => {
  test("[A8] a cap of seven admits seven of twenty at once, and nothing of the others is written", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => act(["busy"], 7)));
    expect(outcomes.filter((outcome) => outcome === "done").length).toBe(7);
    expect(outcomes.filter((outcome) => outcome === "E_DAILY_CAP").length).toBe(13);
    expect(await acts("busy")).toBe(7);
  });

  test("[A8] a cap counts for person and device alike, and for both or neither", async () => {
    expect([await act(["ann", "till"], 2), await act(["bee", "till"], 2)]).toEqual(["done", "done"]);
    expect(await act(["ann", "till"], 2)).toBe("E_DAILY_CAP");
    expect(await countRows("daily_counts", park.tenant_id, "holder_id = 'ann' AND count = 1")).toBe(1);
    expect(await act(["ann", "other till"], 2)).toBe("done");
  });

  test("[A8] a cap counts a holder once, begins again each day, and follows the present setting", async () => {
    expect(await act(["sue", "sue"], 1)).toBe("done");
    expect(await act(["sue"], 1)).toBe("E_DAILY_CAP");
    expect(await act(["sue"], 1, "2026-03-11")).toBe("done");
    expect(await act(["sue"], 2)).toBe("done");
    expect(await act(["sue"], 1)).toBe("E_DAILY_CAP");
  });

  test("[A8] a cap of zero is no cap, and counts nothing", async () => {
    const before = await rowCounts(park.tenant_id);
    for (let times = 0; times < 3; times++) expect(await act(["free"], 0)).toBe("done");
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({ audits: 3 });
  });
});
