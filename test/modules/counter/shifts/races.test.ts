/** An entry at the instant of a closing is in the snapshot, beside it, or refused (rules S3–S5). */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { countRows, newPark } from "../../../support/park.ts";
import { grantFor } from "./grants.ts";

const key = () => newId(Date.now());

describe("a closing at the same instant", () => {
  test("[S5] two closings at the same instant are one: both answer the first count", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 0; round < 10; round++) {
      await till.post("/shifts/open", { cash_open: 0 });
      const counts = [100, 200, 300];
      const closed = await Promise.all(counts.map((cash_counted) => till.post("/shifts/close", { cash_counted })));
      expect(closed.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(closed.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      expect(counts).toContain(closed[0]?.data.cash_counted);
    }
    expect(await countRows("audits", park.tenant_id, "event = 'shift.closed'")).toBe(10);
  });

  test("[S5] a correction at the instant of a closing is in the snapshot or beside it, never both and never neither", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 0; round < 20; round++) {
      const { shift_id } = (await till.post("/shifts/open", { cash_open: 0 })).data;
      const body = { amount: 500, reason: "found", approval_token: await grantFor(park, till, shift_id) };
      const adjust = () => till.post(`/shifts/${shift_id}/adjustments`, body, key());
      const close = () => till.post("/shifts/close", { cash_counted: 500 });
      const both = round % 2 === 0 ? [adjust(), close()] : [close(), adjust()];
      expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 201]);
      const { totals, late, adjustments, cash_expected } = (await till.get(`/shifts/${shift_id}`)).data;
      expect(totals.cash_adjusted + (late?.totals.cash_adjusted ?? 0)).toBe(500);
      expect(late?.cash_expected ?? cash_expected).toBe(500);
      expect(adjustments).toHaveLength(1);
    }
  }, 30_000);
});
