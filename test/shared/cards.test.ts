/** Card numbers: they are found as people write them, and a bank's reference is none. */

import { expect, test } from "vitest";
import { holdsCardNumber } from "../../src/shared/cards.ts";

test.each([
  ["Visa in groups", "4111 1111 1111 1111"],
  ["Mastercard with hyphens", "paid by 5555-5555-5555-4444 today"],
  ["Mastercard of the newer range", "2223003122003222"],
  ["American Express in one block", "378282246310005"],
  ["American Express in its own groups", "3782 822463 10005"],
  ["UnionPay", "6250941006528599"],
  ["JCB", "3530111333300000"],
  ["Diners Club", "30569309025904"],
  ["Discover", "6011111111111117"],
  ["a card behind a table's number", "table 12 4111 1111 1111 1111"],
  ["a card among other groups of four", "1234 4111-1111 1111 1111 9999"],
  ["a card with no-break spaces", "4111\u00a01111\u00a01111\u00a01111"],
  ["a card in Thai digits", "๔๑๑๑ ๑๑๑๑ ๑๑๑๑ ๑๑๑๑"],
  ["a card in full-width digits", "４１１１１１１１１１１１１１１１"],
  ["a card between letters", "ref:4111111111111111."],
])("[T6] %s is a card number", (_, text) => expect(holdsCardNumber(text)).toBe(true));

test.each([
  ["a transfer's reference of 18 digits", "622058590719860308"],
  ["a wrong check digit", "4111 1111 1111 1112"],
  ["a Thai id of 13 digits", "4222222222222"],
  ["an issuer's prefix at another length", "41111111111111113"],
  ["a right check digit without an issuer", "9999999999999995"],
  ["digits one by one", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"],
  ["groups set apart by two spaces", "4111  1111  1111  1111"],
  ["dates and times", "2026-11-30 12:30 2026-12-01 13:45"],
  ["a telephone number", "+66 81 234 5678"],
  ["a tax id", "0105536000315"],
  ["nothing", ""],
])("[T6] %s is no card number", (_, text) => expect(holdsCardNumber(text)).toBe(false));
