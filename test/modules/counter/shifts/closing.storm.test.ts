/** A sale that meets a closing is in its snapshot or refused (rule S3). */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, countRows, newPark } from "../../../support/park.ts";
import { shortOrLong } from "../../../support/storms.ts";

const ROUNDS = shortOrLong(40, 200);

test(`[S3] a closing and a sale at the same instant: in ${ROUNDS} rounds the sale is in the snapshot or refused, never neither`, async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const sell = () => cashier.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  let counted = 0;
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await cashier.post("/shifts/open", { cash_open: 0 });
    const close = () => cashier.post("/shifts/close", { cash_counted: 0 });
    const [sold, closed] =
      round % 2 === 0 ? await Promise.all([sell(), close()]) : (await Promise.all([close(), sell()])).toReversed();
    if (!sold || !closed) throw new Error("two calls answer twice");
    expect(closed.status).toBe(200);
    if (sold.status === 201) counted += 1;
    else {
      expect([sold.status, sold.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
      refused += 1;
    }
    const { sales_count, sales_total } = closed.data.totals;
    expect([sales_count, sales_total]).toEqual(sold.status === 201 ? [1, 35_000] : [0, 0]);
  }
  expect(counted + refused).toBe(ROUNDS);
  expect(await countRows("sales", park.tenant_id)).toBe(counted);
}, 60_000);
