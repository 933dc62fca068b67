/** Lost races: a use-case decides again, and a client only sees the race's refusal. */

import { expect, test } from "vitest";
import { rejected } from "../../src/modules/operations/sync/domain.ts";
import { decideAgain } from "../../src/platform/db/race.ts";
import { AppError, defineRace, errors, LostRace } from "../../src/shared/errors.ts";

const mine = defineRace("one row is written", errors.busy);
const other = defineRace("another row is written", errors.busy);

function losing(thrown: AppError, times: number) {
  let tried = 0;
  return async () => {
    tried += 1;
    if (tried <= times) throw thrown;
    return tried;
  };
}

test("the loser of a race decides again, eight times in all, and then gets the race's refusal", async () => {
  expect(await decideAgain([mine], losing(new LostRace(mine), 7))).toBe(8);
  const lost = decideAgain([mine], losing(new LostRace(mine, { field: "row" }), 8));
  await expect(lost).rejects.toMatchObject({ spec: errors.busy, details: { field: "row" } });
});

test("another race and a plain refusal are not decided again, though their code is the same", async () => {
  for (const thrown of [new LostRace(other), new AppError(errors.busy)])
    await expect(decideAgain([mine], losing(thrown, 1))).rejects.toBe(thrown);
});

test("[O1] an operation of a batch that lost to others may be sent again, one that contradicts may not", () => {
  expect(rejected("op", new AppError(errors.busy))).toMatchObject({ code: "E_BUSY", retry: true });
  expect(rejected("op", new AppError(errors.conflict))).not.toHaveProperty("retry");
});
