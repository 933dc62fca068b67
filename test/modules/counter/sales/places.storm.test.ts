/** The last place in a slot is sold once (rule S9). */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, newPark } from "../../../support/park.ts";
import { shortOrLong } from "../../../support/storms.ts";

const ROUNDS = shortOrLong(10, 50);

const key = () => newId(Date.now());

test(`[S9] the last place in a slot is sold once, by two tills at once, ${ROUNDS} rounds`, async () => {
  const park = await newPark();
  const [till, other, owner] = [await park.till(), await park.addTill(), await park.person("owner")];
  const hour = { store_id: park.store_id, name: "Trampoline hour", type: "single", price: 10_000 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const made = await owner.post("/catalog/packages", { ...hour, capacity: 1, slot_minutes: 60 });
    const { package_id } = made.data;
    const body = cashSale(package_id, 1, 10_000);
    const replies = await Promise.all([till, other].map((each) => each.post("/sales", body, key())));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(replies.find(({ status }) => status === 409)?.error?.code).toBe("E_SOLD_OUT");
  }
}, 60_000);
