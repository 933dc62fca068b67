/** Rules of sign-ups as tables of cases: typed codes, PromptPay ids, steps, and the mails. */

import { describe, expect, test } from "vitest";
import { drawCode, readCode, resendWait } from "../../../../src/modules/operations/onboarding/domain/codes.ts";
import { codeMail, knownMail } from "../../../../src/modules/operations/onboarding/domain/mails.ts";
import { readPromptPay } from "../../../../src/modules/operations/onboarding/domain/promptpay.ts";
import {
  firstSettings,
  firstTax,
  missingOf,
  type Parts,
  progressOf,
} from "../../../../src/modules/operations/onboarding/domain/steps.ts";

const NOTHING: Parts = { profile: null, tax: null, tables: null, payments: null };
const PROFILE = {
  name: "Jungle Park",
  legal_name: null,
  store_name: "Bangna",
  address: null,
  phone: null,
  time_zone: "Asia/Bangkok",
  languages: ["th", "en"] as const,
  owner: { name: "Malee", pin_hash: "x" },
};
const TAX = {
  vat_registered: true,
  tax_id: "0105559001235",
  branch_code: "00000",
  mode: "exclusive",
  rate_bps: 1_000,
} as const;

describe("a typed code", () => {
  test.each([
    ["as it is", "012345", "012345"],
    ["with Thai digits", "๐๑๒๓๔๕", "012345"],
    ["in two groups", "012 345", "012345"],
    ["with a dash and blanks around it", "  012-345\n", "012345"],
    ["in full width", "０１２３４５", "012345"],
    ["with an invisible mark", "\u200e012345\u200b", "012345"],
    ["too short", "12345", undefined],
    ["too long", "1234567", undefined],
    ["with a letter", "01234O", undefined],
    ["empty", "", undefined],
    ["as another number", "1e5000", undefined],
  ])("[Z7] %s is read as meant, or not at all", (_, typed, code) => {
    expect(readCode(typed)).toBe(code);
  });

  test("[Z7] a drawn code has six digits, with zeros in front, and takes no number that would favour low codes", () => {
    const draws = [
      [255, 255, 255, 255],
      [0, 0, 0, 7],
    ];
    expect(drawCode(() => Uint8Array.from(draws.shift() ?? []))).toBe("000007");
  });

  test("[Z7] the wait for another code is counted in whole seconds", () => {
    expect([resendWait(0, 1), resendWait(0, 59_999), resendWait(0, 60_000), resendWait(0, 90_000)]).toEqual([
      60, 1, 0, 0,
    ]);
  });
});

describe("a PromptPay id", () => {
  test.each([
    ["a mobile number", "081-234-5678", "0812345678"],
    ["with its country code", "+66 81 234 5678", "0812345678"],
    ["without a plus", "66812345678", "0812345678"],
    ["in Thai digits", "๐๘๑๒๓๔๕๖๗๘", "0812345678"],
    ["a tax id", "0-1055-59001-23-5", "0105559001235"],
    ["an e-wallet id", "004999012345678", "004999012345678"],
    ["a tax id with a wrong check digit", "0105559001236", undefined],
    ["a number of the fixed network", "021234567", undefined],
    ["a text", "malee", undefined],
    ["a number with a text", "0812345678x", undefined],
    ["nothing", "", undefined],
  ])("[Z6] %s is read, or refused", (_, typed, digits) => {
    expect(readPromptPay(typed)).toBe(digits);
  });
});

describe("the steps", () => {
  test("[Z6] what is missing is each required step that is not done; tables are not required", () => {
    expect(missingOf(NOTHING)).toEqual(["profile", "tax", "payments"]);
    expect(missingOf({ ...NOTHING, profile: PROFILE, payments: { types: ["cash"], promptpay_id: null } })).toEqual([
      "tax",
    ]);
    expect(progressOf({ ...NOTHING, tables: { tables: [] } })[2]).toEqual({
      step: "tables",
      required: false,
      done: true,
    });
  });

  test("[Z8] a seller without VAT begins with a tax of zero, whatever rate was sent", () => {
    expect(firstTax({ ...TAX, vat_registered: false })).toEqual({ name: "No VAT", rate_bps: 0, mode: "inclusive" });
    expect(firstTax(TAX)).toEqual({ name: "VAT 10 %", rate_bps: 1_000, mode: "exclusive" });
  });

  test("[Z8] receipts have the languages that were chosen, and the legal name if there is one", () => {
    expect(firstSettings(PROFILE, TAX)).toMatchObject({ "receipt.language": "both", "tax.seller_name": "Jungle Park" });
    const other = { ...PROFILE, languages: ["en"] as const, legal_name: "Jungle Co." };
    expect(firstSettings(other, TAX)).toMatchObject({ "receipt.language": "en", "tax.seller_name": "Jungle Co." });
  });
});

test("[Z7] the mail has the code once in its text, alone in a line, and in Thai where Thai was chosen", () => {
  for (const language of ["en", "th"] as const) {
    const { subject, text, html } = codeMail(language, "482100");
    expect(text.match(/^482100$/gm)).toHaveLength(1);
    expect([subject.includes("482100"), html.includes("482100"), /[ก-๙]/.test(text)]).toEqual([
      true,
      true,
      language === "th",
    ]);
    expect(/\d{6}/.test(JSON.stringify(knownMail(language)))).toBe(false);
  }
});
