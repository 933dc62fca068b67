/** The codes of a ticket survive printers, scanners and fingers, and nobody makes one that is not ours. */

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  macText,
  normalizeCode,
  normalizeShortCode,
  parseQrToken,
  qrToken,
  shortCode,
  signedPart,
} from "../../../../src/modules/tickets/domain/codes.ts";

const TICKET_ID = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
const mac = (text: string) => new Uint8Array(createHmac("sha256", "a key of the tests").update(text).digest());
const codeOf = (ticket_id: string, version: number) => qrToken(ticket_id, version, mac(signedPart(ticket_id, version)));
const CODE = codeOf(TICKET_ID, 7);

/** Whether a code is one of ours: the check that the gate makes, with a key of the tests. */
function isOurs(code: string): boolean {
  const parsed = parseQrToken(code);
  return parsed !== undefined && macText(mac(signedPart(parsed.ticket_id, parsed.key_version))) === parsed.mac_text;
}

describe("the code in the QR", () => {
  test("[G14] is 57 characters of the QR alphanumeric set, at most 64, for every key version", () => {
    for (const version of [0, 1, 31, 32, 1023]) {
      const code = codeOf(TICKET_ID, version);
      expect(code).toMatch(/^PP1[0-9A-Z]{54}$/);
      expect(code.length).toBeLessThanOrEqual(64);
      expect(parseQrToken(code)).toEqual({ ticket_id: TICKET_ID, key_version: version, mac_text: code.slice(31) });
    }
    expect(codeOf(TICKET_ID, 1).slice(0, 31)).toBe(`PP101${TICKET_ID}`);
  });

  test("[G14] carries 128 bits of its signature", () => {
    const signature = mac("any");
    const flipped = (at: number) => macText(signature.map((byte, index) => (index === at ? byte ^ 1 : byte)));
    for (let at = 0; at < 16; at++) expect(flipped(at)).not.toBe(macText(signature));
    expect(flipped(16)).toBe(macText(signature));
  });

  test("[G14] is ours no more once any one character is another", () => {
    expect(isOurs(CODE)).toBe(true);
    const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    for (let at = 0; at < CODE.length; at++)
      for (const other of characters)
        if (other !== CODE[at])
          expect(isOurs(CODE.slice(0, at) + other + CODE.slice(at + 1)), `${at} ${other}`).toBe(false);
  });

  test.each([
    ["as printed", CODE],
    ["with white space around it", ` \t\r\n${CODE}\r\n `],
    ["in lower case", CODE.toLowerCase()],
    ["behind a symbology prefix", `]Q1${CODE}`],
    ["behind another symbology prefix, in lower case", `]q3${CODE.toLowerCase()}`],
    ["behind an ECI marker", `\\000026${CODE}`],
    ["behind both, with white space", ` ]Q1\\000026 ${CODE}\n`],
  ])("[G13] is the same %s", (_, scanned) => {
    expect(normalizeCode(scanned)).toBe(CODE);
  });

  test.each([
    ["nothing", ""],
    ["white space", " \n\t"],
    ["a prefix alone", "]Q1"],
    ["ten kilobytes of one letter", "A".repeat(10_240)],
    ["ten kilobytes that begin like ours", CODE + "0".repeat(10_183)],
    ["ten kilobytes of prefixes", "]Q1\\000026".repeat(1024)],
    ["ten kilobytes of emoji", "🎟️".repeat(1463)],
    ["a code with white space inside", `${CODE.slice(0, 30)} ${CODE.slice(30)}`],
    ["a code cut short", CODE.slice(0, -1)],
    ["a code of another prefix", `PP2${CODE.slice(3)}`],
    ["a code with a look-alike in its ticket", `${CODE.slice(0, 10)}O${CODE.slice(11)}`],
    ["a web address", `https://park.test/${CODE}`],
  ])("[G13] %s is no code of ours, and no error", (_, junk) => {
    expect(parseQrToken(normalizeCode(junk))).toBeUndefined();
  });
});

describe("the short code", () => {
  const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const codes = Array.from({ length: 50 }, (_, seed) => shortCode(mac(`seed ${seed}`)));

  test("[G15] is eight characters without look-alikes and a check character", () => {
    for (const code of codes) {
      expect(code).toMatch(/^[2-9A-HJKMNP-Z]{9}$/);
      expect(normalizeShortCode(code)).toBe(code);
    }
    expect(new Set(codes).size).toBe(50);
  });

  test("[G15] favours no character: bytes that would are passed over while others are left", () => {
    expect(shortCode(Uint8Array.from([255, 248, ...Array(8).fill(0)]))).toBe("222222222");
    expect(shortCode(new Uint8Array(8).fill(248))).toBe("222222222");
    const drawn = Array.from({ length: 248 }, (_, byte) => shortCode(new Uint8Array(8).fill(byte))[0] ?? "");
    expect([...Map.groupBy(drawn, (char) => char)].map(([char, all]) => [char, all.length])).toEqual(
      [...ALPHABET].map((char) => [char, 8]),
    );
  });

  test("[G15] is refused with any one character typed wrong, and with any two neighbours exchanged", () => {
    for (const code of codes)
      for (let at = 0; at < code.length; at++) {
        for (const other of ALPHABET)
          if (other !== code[at])
            expect(normalizeShortCode(code.slice(0, at) + other + code.slice(at + 1))).toBeUndefined();
        const swapped = code.slice(0, at) + (code[at + 1] ?? "") + code[at] + code.slice(at + 2);
        if (swapped !== code) expect(normalizeShortCode(swapped)).toBeUndefined();
      }
  });

  test.each([
    ["lower case", (code: string) => code.toLowerCase()],
    ["groups with dashes", (code: string) => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`],
    ["groups with spaces", (code: string) => ` ${code.slice(0, 3)} ${code.slice(3, 6)}  ${code.slice(6)}\n`],
  ])("[G15] typed in %s is the same", (_, typed) => {
    for (const code of codes) expect(normalizeShortCode(typed(code))).toBe(code);
  });

  test.each(["", "2222", "22222222", "2222222222", "0OIL10OIL", "ตั๋วของเรา", "2".repeat(10_240)])(
    "[G15] %s is none, and no error",
    (typed) => {
      expect(normalizeShortCode(typed)).toBeUndefined();
    },
  );
});
