/** The work of text checks is linear: four times as much hostile text takes at most ten times the work. */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type * as z from "zod";
import { readMessage } from "../../src/modules/access/devices/domain/live.ts";
import { line } from "../../src/modules/access/settings/domain/values.ts";
import { normalizeShortCode, readAsPrinted } from "../../src/modules/admission/ticket-codes/domain/reading.ts";
import { readReceiptNo } from "../../src/modules/counter/sales/domain.ts";
import { fold, gramsOf } from "../../src/modules/guests/customers/domain.ts";
import { address } from "../../src/modules/operations/csp/domain.ts";
import { guardText } from "../../src/platform/http/csv.ts";
import { readCursor } from "../../src/platform/http/request.ts";
import { redact } from "../../src/platform/log/log.ts";
import { normalizePhone, readPhonePart } from "../../src/platform/text/phones.ts";
import { readAlike } from "../../src/shared/alike.ts";
import { holdsCardNumber } from "../../src/shared/cards.ts";

/** The small ones come first, so that a careless check fails in seconds instead of running for hours. */
const QUARTERS = [500, 5_000, 50_000];
/** A check that takes less than this is surely linear: a quadratic one would take a second for the quarter. */
const NOTHING_MS = 20;
/** The most that the work may grow: linear work grows four times, quadratic work sixteen times. */
const MOST = 10;
const ROUNDS = 12;
const TIMEOUT_MS = 60_000;

/** Texts that make a careless check start again at every letter. */
const HOSTILE = {
  "single digits": "1 ",
  "groups of digits": "4111 ",
  digits: "4",
  "digits and hyphens": "1-",
  blanks: " ",
  "line breaks": " \n",
  slashes: "/",
  letters: "a",
  "names without an at sign": "a.",
  "at signs": "a@a.",
  quotes: '"pin"',
  tokens: "ey-",
  "Thai letters": "ก",
  marks: "ก\u0e49",
  zeros: "\u200b",
  ligatures: "\ufdfa",
  commas: "=,",
  "codes that begin": "PP1-",
  "codes that begin in Thai": "ยยๅ ",
} as const;

const filled = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** CPU time in ms. */
function timeOf(check: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  check(text);
  return process.cpuUsage(before).user / 1000;
}

/** Compares the fastest of several measurements, because others use the machine too. */
function expectLinear(name: string, check: (text: string) => unknown): void {
  for (const length of QUARTERS)
    for (const [content, piece] of Object.entries(HOSTILE))
      expectLinearOf(`${name} with ${content}`, check, piece, length);
}

function expectLinearOf(name: string, check: (text: string) => unknown, piece: string, quarter_length: number): void {
  // A last letter that fits nothing prevents an early success.
  const [quarter, full] = [quarter_length, 4 * quarter_length].map((length) => `${filled(piece, length - 1)}!`) as [
    string,
    string,
  ];
  const least = { quarter: Number.POSITIVE_INFINITY, full: Number.POSITIVE_INFINITY };
  const isFine = () => least.full < NOTHING_MS || least.full <= MOST * least.quarter;
  for (let round = 0; round < ROUNDS && !(round > 0 && isFine()); round++) {
    least.full = Math.min(least.full, timeOf(check, full));
    if (least.full < NOTHING_MS) break;
    least.quarter = Math.min(least.quarter, timeOf(check, quarter));
  }
  expect(isFine(), `${name}: ${least.quarter} ms, four times as much ${least.full} ms`).toBe(true);
}

interface Def {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  options?: z.core.$ZodType[];
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  keyType?: z.core.$ZodType;
  getter?: () => z.core.$ZodType;
}

/** The text schemas inside a schema. */
function textsIn(schema: z.core.$ZodType, path: string): [path: string, schema: z.core.$ZodType][] {
  const def = schema._zod.def as unknown as Def;
  if (def.type === "string") return [[path, schema]];
  // A schema that converts text is checked as a whole.
  if (def.type === "pipe" && def.in && (def.in._zod.def as unknown as Def).type === "string") return [[path, schema]];
  const inner = [
    ...Object.entries(def.shape ?? {}),
    ...(def.options ?? []).map((option) => ["", option] as const),
    ...[def.element, def.innerType, def.in, def.keyType, def.valueType].map((one) => ["", one] as const),
  ];
  return inner.flatMap(([name, one]) => (one ? textsIn(one, name ? `${path}.${name}` : path) : []));
}

const folder = fileURLToPath(new URL("../../src/modules/", import.meta.url).href);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)wire(\/[^/]+)?\.ts$/.test(file),
);
const wires = await Promise.all(
  files.map(async (file) => [file, (await import(`${folder}${file}`)) as Record<string, unknown>] as const),
);

/** Each kind of text on the wire once: kinds with the same checks do the same work. */
function textKinds(): Map<string, [name: string, schema: z.core.$ZodType]> {
  const kinds = new Map<string, [string, z.core.$ZodType]>();
  for (const [file, shapes] of wires)
    for (const [name, schema] of Object.entries(shapes)) {
      if (typeof schema !== "object" || schema === null || !("_zod" in schema)) continue;
      for (const [path, text] of textsIn(schema as z.core.$ZodType, `${file} ${name}`)) {
        const { checks = [], type, pattern, format } = text._zod.def as unknown as StringDef;
        const kind = JSON.stringify([type, format, String(pattern), checks.map(checkName)]);
        kinds.set(kind, [path, text]);
      }
    }
  return kinds;
}

interface StringDef {
  type: string;
  format?: string;
  pattern?: RegExp;
  checks?: Check[];
}

interface Check {
  _zod: { def: Record<string, unknown> };
}

function checkName(check: Check): string {
  const { check: name, pattern, fn, tx, format } = check._zod.def;
  return [name, format, pattern, fn, tx].map(String).join(" ");
}

test("[T9] every kind of text on the wire is checked in linear time, whatever it holds", {
  timeout: TIMEOUT_MS,
}, () => {
  const kinds = textKinds();
  expect(kinds.size).toBeGreaterThan(15);
  for (const [name, schema] of kinds.values()) expectLinear(name, (text) => (schema as z.ZodType).safeParse(text));
});

test.each<[string, (text: string) => unknown]>([
  ["a card number", holdsCardNumber],
  ["a code as scanned", (text) => readAsPrinted({ qr_token: text })],
  ["a code as typed", (text) => readAsPrinted({ short_code: text })],
  ["a short code", normalizeShortCode],
  ["a receipt's number", readReceiptNo],
  ["a text as it reads", readAlike],
  ["a telephone number", (text) => normalizePhone(text, "TH")],
  ["a part of a telephone number", (text) => readPhonePart(text, "TH")],
  ["a guest's name", (text) => gramsOf(fold(text.slice(text.length * 0.9)))],
  ["a setting's line", (text) => line(100).fits(text)],
  ["a place in a list", (text) => refused(() => readCursor(text, 2))],
  ["a reported address", address],
  ["a heartbeat", (text) => readMessage(JSON.stringify({ type: "heartbeat", sent_at: text, app_version: text }))],
  ["a line of the log", redact],
  ["a cell of a spreadsheet", guardText],
])("[T9] %s is read in linear time, whatever it holds", { timeout: TIMEOUT_MS }, (name, check) =>
  expectLinear(name, check),
);

function refused(work: () => unknown): void {
  try {
    work();
  } catch {
    // A refusal also takes work.
  }
}
