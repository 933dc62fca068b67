/** The ids of a lot and its blanks follow from each other (rule O8). */

import { expect, test } from "vitest";
import { MAX_LOT } from "../../../../src/modules/admission/lots/domain.ts";
import {
  blankId,
  blankNoOf,
  isBlankOf,
  lotIdOf,
  newLotId,
} from "../../../../src/modules/admission/tickets/domain/blanks.ts";
import { isUlid } from "../../../../src/shared/ids.ts";
import { fc } from "../../../support/properties.ts";

const ULID = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
const lot_id = fc.uint8Array({ minLength: 10, maxLength: 10 }).map((random) => newLotId(ULID, random));

test("[O8] a lot's id is a ULID of its time that ends in six zeros", () => {
  fc.assert(
    fc.property(lot_id, (id) => {
      expect(isUlid(id)).toBe(true);
      expect([id.slice(0, 10), id.slice(-6)]).toEqual([ULID.slice(0, 10), "000000"]);
    }),
  );
});

test("[O8] a blank's id gives its lot and number, and only the lot's own ids are its blanks", () => {
  fc.assert(
    fc.property(lot_id, fc.integer({ min: 1, max: MAX_LOT }), (id, blank_no) => {
      const blank = blankId(id, blank_no);
      expect(isUlid(blank)).toBe(true);
      expect([lotIdOf(blank), blankNoOf(blank)]).toEqual([id, blank_no]);
      expect(isBlankOf(blank, { lot_id: id, count: blank_no })).toBe(true);
      expect(isBlankOf(blank, { lot_id: id, count: blank_no - 1 })).toBe(false);
      expect(isBlankOf(id, { lot_id: id, count: blank_no })).toBe(false);
      expect(isBlankOf(blank, { lot_id: ULID, count: MAX_LOT })).toBe(false);
    }),
  );
});
