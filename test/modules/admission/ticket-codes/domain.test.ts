/** A ticket's codes survive printers, scanners and typing, and nobody can forge one. */

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  macText,
  parseQrToken,
  qrToken,
  shortCode,
  signedPart,
} from "../../../../src/modules/admission/ticket-codes/domain/codes.ts";
import {
  normalizeShortCode,
  readAsPrinted,
  readCode,
} from "../../../../src/modules/admission/ticket-codes/domain/reading.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { CAPS_LOCKS, typedOn } from "../../../support/keyboards.ts";

const TICKET_ID = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
const mac = (text: string) => new Uint8Array(createHmac("sha256", "a key of the tests").update(text).digest());
const codeOf = (ticket_id: string, version: number) => qrToken(ticket_id, version, mac(signedPart(ticket_id, version)));
const CODE = codeOf(TICKET_ID, 7);

/** True for a code of ours: the gate's check, with a test key. */
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

  test("[G14] is refused when any one character changes", () => {
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
    ["broken by a new line", `${CODE.slice(0, 40)}\r\n${CODE.slice(40)}`],
    ["with white space inside", `${CODE.slice(0, 30)} ${CODE.slice(30)}`],
    ["between STX and ETX", `\u0002${CODE}\u0003\r`],
    ["with SOH, GS and NUL in it", `\u0001]Q1\u001d${CODE.slice(0, 9)}\u0000${CODE.slice(9)}\u0004`],
    ["with marks of no width", `\ufeff${CODE.slice(0, 3)}\u200b${CODE.slice(3, 20)}\u2060\u200d${CODE.slice(20)}`],
    ["with marks of direction", `\u202a\u2066${CODE}\u2069\u202c\u200f`],
    ["in full-width letters", fullWidth(CODE)],
    ["in full-width small letters behind a prefix", fullWidth(`]q1${CODE.toLowerCase()}`)],
    ["in a web address", `https://wallet.example/t/${CODE}?src=mail&n=1`],
    ["in a web address, in small letters", `https://wallet.example/#${CODE.toLowerCase()}`],
    ["in an address within an address", `https://w.example/open?to=https%3A%2F%2Fpark.test%2F${CODE}%3Fn%3D1`],
    ["in JSON", JSON.stringify({ v: 1, ticket: { code: CODE, name: "ปาร์ค 12" } }, null, 2)],
    ["in words", `Ticket no 12 ${CODE} for 2 guests`],
    ["read twice in a row", `${CODE}\r\n${CODE}\r\n`],
  ])("[G13] is the same %s", (_, scanned) => {
    expect(readCode(scanned).tokens.filter(isOurs)).toEqual([CODE]);
    expect(readAsPrinted({ qr_token: scanned })).toBe(CODE);
  });

  test.each([
    ["nothing", ""],
    ["white space", " \n\t"],
    ["a prefix alone", "]Q1"],
    ["ten kilobytes of one letter", "A".repeat(10_240)],
    ["ten kilobytes that begin like ours", CODE + "0".repeat(10_183)],
    ["ten kilobytes of prefixes", "]Q1\\000026".repeat(1024)],
    ["ten kilobytes of emoji", "🎟️".repeat(1463)],
    ["a code cut short", CODE.slice(0, -1)],
    ["a code of another prefix", `PP2${CODE.slice(3)}`],
    ["a code with a look-alike in its ticket", `${CODE.slice(0, 10)}O${CODE.slice(11)}`],
    ["a code that goes on", `${CODE}7`],
    ["a code behind other letters", `X${CODE}`],
    ["an address of ours without a code", "https://park.test/tickets/PP1"],
  ])("[G13] %s is not a code of ours, and not an error", (_, junk) => {
    expect(readCode(junk)).toMatchObject({ tokens: [], is_garbled: false });
    expect(parseQrToken(readAsPrinted({ qr_token: junk }))).toBeUndefined();
  });
});

describe("a code that a scanner types under another keyboard layout", () => {
  const codes = Array.from({ length: 60 }, (_, at) => codeOf(newId(1_790_000_000_000 + at * 86_400_123), at % 40));
  const layouts = ["thai", "german", "french", "slovak", "czech"] as const;
  const states = layouts.flatMap((layout) =>
    CAPS_LOCKS.flatMap((caps) => [false, true].map((held) => [layout, caps, held] as const)),
  );

  test.each(states)("[G13] %s, caps lock %s, shift held down %s: the signature finds it", (layout, caps, held) => {
    for (const code of codes)
      for (const sent of [
        code,
        code.toLowerCase(),
        `]Q1${code}`,
        `\u0002${code.slice(0, 9)}\u200b${code.slice(9)}\r\n`,
      ]) {
        const typed = typedOn(layout, sent, caps, held && sent !== `]Q1${code}`);
        expect(readCode(typed).tokens.filter(isOurs), `${code} as ${typed}`).toEqual([code]);
      }
  });

  test.each(layouts)("[G13] %s: it is found in a web address too", (layout) => {
    for (const code of codes)
      expect(readCode(typedOn(layout, `https://w.example/t/${code}/x`)).tokens.filter(isOurs)).toEqual([code]);
  });

  test("[G13] it is found when a program splits the Thai sara am in two, as NFKC does", () => {
    const with_e = codeOf("01EEEEEEEEEEEEEEEEEEEEEEEE", 1);
    const parted = typedOn("thai", with_e, "shift").replaceAll("\u0e33", "\u0e4d\u0e32");
    expect(parted).not.toBe(typedOn("thai", with_e, "shift"));
    expect(readCode(parted).tokens).toEqual([with_e]);
  });

  test("[G13] a code has at most three readings to verify, and any text at most five", () => {
    for (const [layout, caps, held] of states)
      for (const code of codes) {
        const { tokens } = readCode(typedOn(layout, code, caps, held));
        expect(tokens.length).toBeLessThanOrEqual(3);
        // Each reading has the shape of our codes, so only such texts are verified.
        for (const token of tokens) expect(token).toMatch(/^PP1[0-9A-HJKMNP-TV-Z]{2}[0-7][0-9A-HJKMNP-TV-Z]{51}$/);
      }
    const many = states.flatMap(([layout, caps]) => codes.slice(0, 4).map((code) => typedOn(layout, code, caps)));
    expect(readCode([CODE, ...many].join("\n")).tokens.length).toBeLessThanOrEqual(5);
  });

  test("[G13] every key of a layout is read back with any modifier, and no character belongs to two keys", () => {
    const keys = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (const [layout, caps, held] of states) {
      const typed = [...keys].map((key) => typedOn(layout, key, caps, held));
      expect(new Set(typed).size).toBe(keys.length);
      for (const [at, char] of typed.entries()) {
        const code = codeOf(`01${keys[at]?.repeat(24)}`, 1);
        expect([char, readCode(typedOn(layout, code, caps, held)).tokens.filter(isOurs)]).toEqual([char, [code]]);
      }
    }
  });

  test.each([
    ["Russian", typedOn("russian", CODE)],
    ["Greek", typedOn("greek", CODE)],
    ["Thai, with one mark lost", typedOn("thai", CODE).slice(0, 30) + typedOn("thai", CODE).slice(31)],
    ["French, with one key lost", typedOn("french", CODE).slice(0, -1)],
  ])("[G13] in %s it is not a code, but looks like one in an unknown layout", (_, typed) => {
    expect(readCode(typed)).toMatchObject({ tokens: [], is_garbled: true });
  });

  test.each([
    ["a forged code", `${CODE.slice(0, -1)}${CODE.endsWith("0") ? "4" : "0"}`],
    ["a code cut short", CODE.slice(0, -1)],
    ["a web address", "https://www.example.com/tickets/of/another/park?no=123456789"],
    ["an address without its scheme", "www.example.com/tickets/of/another/park/number/123456789012"],
    ["JSON", '{"ticket":"of another park","number":"1234567890123456"}'],
    ["a line", "------------------------------------------------------------"],
    ["Thai words", "ตั๋วของสวนสนุกอีกแห่งหนึ่งที่ไม่ใช่ของเราและมีข้อความยาวพอควร"],
  ])("[G13] %s does not look like a code in an unknown layout", (_, text) => {
    expect(readCode(text).is_garbled).toBe(false);
  });
});

/** The text in the full-width letters of East Asian input. */
function fullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
}

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

  test("[G15] favours no character: it skips the bytes that would, while others are left", () => {
    expect(shortCode(Uint8Array.from([255, 248, ...Array(8).fill(0)]))).toBe("222222222");
    expect(shortCode(new Uint8Array(8).fill(248))).toBe("222222222");
    const drawn = Array.from({ length: 248 }, (_, byte) => shortCode(new Uint8Array(8).fill(byte))[0] ?? "");
    expect([...Map.groupBy(drawn, (char) => char)].map(([char, all]) => [char, all.length])).toEqual(
      [...ALPHABET].map((char) => [char, 8]),
    );
  });

  test("[G15] is refused with any one wrong character, and with any two neighbours swapped", () => {
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
    ["groups with an en dash", (code: string) => `${code.slice(0, 4)}–${code.slice(4, 8)}—${code.slice(8)}`],
    ["groups with a minus and a non-breaking hyphen", (code: string) => `${code.slice(0, 4)}−${code.slice(4)}‑`],
    ["groups with dots", (code: string) => `${code.slice(0, 4)}.${code.slice(4, 8)}·${code.slice(8)}.`],
    ["full-width letters", (code: string) => fullWidth(`${code.slice(0, 4)}-${code.slice(4)}`)],
    ["Thai digits", (code: string) => code.replaceAll(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))],
    ["invisible marks", (code: string) => `\u200e${code.slice(0, 4)}\u200b${code.slice(4)}\u0000\u202c`],
    ["the Thai layout", (code: string) => typedOn("thai", code.toLowerCase())],
    ["the Thai layout, caps lock on", (code: string) => typedOn("thai", code, "shift")],
    ["the Thai layout, with dashes", (code: string) => typedOn("thai", `${code.slice(0, 4)}-${code.slice(4)}`)],
  ])("[G15] typed in %s is the same", (_, typed) => {
    for (const code of codes) expect(normalizeShortCode(typed(code))).toBe(code);
  });

  test.each(["", "2222", "22222222", "2222222222", "0OIL10OIL", "ตั๋วของเรา", "2".repeat(10_240)])(
    "[G15] %s is not a short code, and not an error",
    (typed) => {
      expect(normalizeShortCode(typed)).toBeUndefined();
    },
  );
});
