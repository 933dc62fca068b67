/** Languages of errors: the caller's Accept-Language chooses between English and Thai. */

import { expect, test } from "vitest";
import { languageOf } from "../../src/platform/http/envelope.ts";
import { errors } from "../../src/shared/errors.ts";
import { call } from "../support/park.ts";

const askedWith = (language: string) => new Request("https://park.test/", { headers: { "accept-language": language } });

test("[I3] an error is Thai where Accept-Language prefers it, else English; its code is the same", async () => {
  for (const path of ["/nowhere", "/sales"])
    for (const [language, spec] of [
      ["th-TH,th;q=0.9,en;q=0.8", "message_th"],
      ["fr", "message"],
    ] as const) {
      const reply = await call("GET", path, undefined, { headers: { "accept-language": language } });
      const known = path === "/nowhere" ? errors.not_found : errors.unauthenticated;
      expect(reply.error).toMatchObject({ code: known.code, message: known[spec] });
    }
});

test.each([
  ["th", "th"],
  ["TH-th", "th"],
  ["en;q=0.5, th;q=0.6", "th"],
  ["th;q=0.5, en", "en"],
  ["th;q=0", "en"],
  ["th;q=junk", "en"],
  ["thx, *", "en"],
  ["", "en"],
  [`${"fr,".repeat(10_000)}th`, "en"],
])("Accept-Language %j is answered in %j", (sent, language) => {
  expect(languageOf(askedWith(sent))).toBe(language);
});
