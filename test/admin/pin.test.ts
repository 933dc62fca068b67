/** A PIN is the same under every layout that a keyboard in a park has. */

import { expect, test } from "vitest";
import { digitsTyped } from "../../admin/src/kit/pin.ts";
import { typedOn } from "../support/keyboards.ts";

test.each([
  ["as it is", "48219370"],
  ["under a Thai layout", typedOn("thai", "48219370")],
  ["in Thai digits", "๔๘๒๑๙๓๗๐"],
  ["with blanks and letters between", "48 21a9370"],
])("[A3] a PIN that is typed %s is its digits", (_, typed) => {
  expect(digitsTyped(typed)).toBe("48219370");
});

test("[A3] a PIN has at most eight digits", () => {
  expect(digitsTyped("1234567890")).toBe("12345678");
});
