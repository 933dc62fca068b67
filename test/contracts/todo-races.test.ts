/** One key sent many times at once, on routes that look before they write. */

import { expect, test } from "vitest";
import { newPark } from "../support/park.ts";

import { managerOf, nobody } from "./examples.ts";
import { routes, send } from "./walk.ts";

const keyed = routes.filter(({ contract }) => contract.idempotency !== "natural");

test.each(keyed)("[I6] $name sent five times at once with one key gives five equal replies", async (route) => {
  for (let round = 0; round < 3; round++) {
    const park = await newPark();
    const manager = await managerOf(park);
    const request = await route.example.make(park, manager);
    const caller = route.contract.access.public ? nobody : manager;
    const options = { headers: { "idempotency-key": "one-key" } };
    const replies = await Promise.all(Array.from({ length: 5 }, () => send(route, caller, request, options)));
    expect(replies.map(({ status }) => status)).toEqual(Array(5).fill(route.contract.status));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  }
});
