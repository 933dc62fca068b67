/** Tests of a session's end: a refused token ends it, and a wrong PIN or code of any dialog does not. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { endsSession } from "../../admin/src/app/endings.ts";

/** Errors with status 401 of the registry. */
function unauthorized(): string[] {
  const texts = ["access", "request"].map((name) => readFileSync(`src/shared/errors/${name}.ts`, "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/code: "(E_\w+)",\s*status: 401/g)].map(([, code = ""]) => code));
}

test("[A3] a wrong PIN or code in a dialog does not sign the person out, and a refused token does", () => {
  const codes = unauthorized();
  expect(codes).toEqual(expect.arrayContaining(["E_PIN_WRONG", "E_TOTP_CODE", "E_REFRESH"]));
  expect(codes.filter(endsSession).toSorted()).toEqual(["E_REFRESH", "E_TOKEN_EXPIRED", "E_UNAUTHENTICATED"]);
  expect(["E_APPROVER_PIN", "E_PIN_LOCKED", "CONSOLE_LOCKED"].filter(endsSession)).toEqual([]);
});
