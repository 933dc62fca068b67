/** The basic fields of wire shapes, each checked and documented once. */

import * as z from "zod";
import { holdsCardNumber } from "../../shared/cards.ts";
import { jsonBytes } from "../../shared/changes.ts";
import { ULID_PATTERN } from "../../shared/ids.ts";
import { MOST_SATANG } from "../../shared/money.ts";
import type { SortText } from "../../shared/sorting.ts";
import { isBelievable, iso, isTimeZone } from "../../shared/time.ts";
import { isPhoneRegion } from "../text/phone-regions.ts";

/** A ULID. */
export const id = z
  .string()
  .regex(ULID_PATTERN, "must be a ULID")
  .meta({ examples: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"] });

/** A PIN as typed. */
export const pin = z
  .string()
  .regex(/^\d{4,8}$/, "must be 4 to 8 digits")
  .meta({ examples: ["482193"] });

/** A second person who agrees, with the PIN that they enter. */
export const secondPerson = z
  .strictObject({ approver_email: z.email().max(254).optional(), approver_id: id.optional(), pin })
  .meta(exactlyOneOf("approver_email", "approver_id"))
  .refine(({ approver_email, approver_id }) => (approver_email === undefined) !== (approver_id === undefined), {
    path: ["approver_email"],
    message: "name the approver by either approver_email or approver_id",
  })
  .describe("the second person; required when the change makes a risky action easier");

/** Satang, not negative. */
export const money = z.number().int().min(0).meta({ description: "satang", format: "int64" });

/** Satang, of either sign. */
export const signedMoney = z.number().int().meta({ description: "satang", format: "int64" });

/** Taxed amounts by rate; gross is net plus tax_total. */
export const taxes = z
  .array(
    z
      .object({
        rate_bps: z.number().int().nullable().describe("null: recorded before rates were stored"),
        gross: signedMoney,
        net: signedMoney,
        tax_total: signedMoney,
      })
      .meta({ id: "TaxesOfRate" }),
  )
  .describe("by rate, highest first; gross is net plus tax_total");

/** A park has one or two rates; a last column `taxes` has all rates. */
const RATES_IN_COLUMNS = [0, 1, 2];
const OF_A_RATE = ["rate_bps", "gross", "net", "tax_total"];

/** A sheet's columns of taxes by rate; `path` is the place of the taxes: `totals.taxes`. */
export function taxColumns(path: string): string[] {
  return RATES_IN_COLUMNS.flatMap((place) => OF_A_RATE.map((name) => `${path}.${place}.${name}`));
}

/** How a sale was paid, in one word. */
export const payment_method = z
  .string()
  .nullable()
  .describe(
    "the method of all its payments; mixed: several; null: none; payments that settle an account later do not count",
  );

/** The mark of a row without amounts: its shift is open and counted blind, and the reader may not see expectations (rule S5). */
export const amounts_hidden = z
  .boolean()
  .describe("true: amounts are hidden, because the shift is open and counted blind; reading one record shows them");

/** Satang in a request: at most the largest sale or movement. */
export const sentMoney = money.max(MOST_SATANG);

const YEARS = "must be in the years 1926 to 2126";

/** Epoch ms inside, ISO 8601 with a zone on the wire; replies are always UTC with milliseconds. */
export const time = z.codec(z.iso.datetime({ offset: true }), z.number().int(), {
  decode: (text, { issues }) => {
    const epoch_ms = Date.parse(text);
    if (!isBelievable(epoch_ms)) issues.push({ code: "custom", input: text, message: YEARS });
    return epoch_ms;
  },
  encode: (epoch_ms) => iso(epoch_ms),
});

/** A moment by a device's own clock, which may show any year; epoch ms inside. */
export const deviceTime = z.codec(z.iso.datetime({ offset: true }), z.number().int(), {
  decode: (text) => Math.min(Math.max(Date.parse(text), FIRST_YEAR_MS), LAST_YEAR_MS),
  encode: (epoch_ms) => iso(epoch_ms),
});
const FIRST_YEAR_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_YEAR_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** A day as YYYY-MM-DD. A request's day is in the believable years; a reply's day may follow from one and be later. */
export const date = believable(z.iso.date(), (day) => `${day}T00:00:00Z`);

/** A calendar month as YYYY-MM. */
export const month = believable(
  z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month as YYYY-MM"),
  (sent) => `${sent}-01T00:00:00Z`,
).meta({ examples: ["2026-05"] });

/** Text for a moment; only the believable years are accepted. */
function believable(text: z.ZodType<string, string>, momentOf: (sent: string) => string) {
  return z.codec(text, z.string(), {
    decode: (sent, { issues }) => {
      if (!isBelievable(Date.parse(momentOf(sent)))) issues.push({ code: "custom", input: sent, message: YEARS });
      return sent;
    },
    encode: (shown) => shown,
  });
}

/** A share, 0 to 100. */
export const percent = z.number().min(0).max(100).describe("percent");

/** The IANA name of a time zone. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be an IANA time zone")
  .meta({ examples: ["Asia/Bangkok"] });

const NO_COUNTRY = "must be an ISO 3166-1 country code such as TH";

/** The country of telephone numbers without a country code. */
export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, NO_COUNTRY)
  .refine((text): boolean => isPhoneRegion(text), NO_COUNTRY)
  .describe("the country of telephone numbers without a country code")
  .meta({ examples: ["TH"] });

/** Marks the refusal of a card number. */
export const CARD_REFUSED = { card_number: true };

/** The check that text has no card number. */
export const notCard = [
  (value: string) => !holdsCardNumber(value),
  { message: "must not hold a card number", params: CARD_REFUSED },
] as const;

/** Free text that people type, without card numbers. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(...notCard);
}

/** Free text that may be left out; empty and null count as left out. */
export function optionalText(max: number) {
  return typed(max)
    .nullish()
    .transform((value) => value || undefined)
    .optional();
}

/** Free text that may be null; empty counts as null, so that it clears the old text. */
export function clearableText(max: number) {
  return typed(max)
    .nullable()
    .overwrite((value) => value || null);
}

/** Text of a given form that may be null or left out; empty counts as null. */
export function clearable(form: z.ZodType<string, string>, max: number) {
  return z
    .string()
    .max(max)
    .nullable()
    .transform((sent) => (sent?.trim() ? sent : null))
    .pipe(form.nullable())
    .optional()
    .describe(form.description ?? "");
}

function typed(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .refine(...notCard);
}

/** Schemas of bounded JSON and their limits in bytes: only these may have fields that we do not know. */
export const BOUNDED_JSON = z.registry<{ max_bytes: number }>();

/** The shape that the document shows for a part of a request that is parsed later. */
export const SHOWN_AS = new WeakMap<z.core.$ZodType, z.ZodType>();

/** Shapes that several others extend: each has an id and its own component in the document. */
export const BASES = new Set<z.ZodType>();

/** Documents that exactly one of these optional fields is sent; a refinement checks it. */
export function exactlyOneOf(...names: string[]) {
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => ({ required: [one, other] })));
  return { not: { anyOf: [...pairs, ...absent(...names)] } };
}

/** Documents that at least one of these optional fields is sent; a refinement checks it. */
export function atLeastOneOf(one: string, other: string) {
  return { not: { anyOf: absent(one, other) } };
}

function absent(...names: string[]) {
  return [{ not: { anyOf: names.map((name) => ({ required: [name] })) } }];
}

/** An object with unknown fields, of at most `max_bytes` as JSON, without card numbers in its text. */
export function json(max_bytes: number) {
  const [isNotCard, refusal] = notCard;
  const schema = z
    .record(z.string(), z.unknown())
    .refine((value) => jsonBytes(value) <= max_bytes, `must be at most ${max_bytes} bytes of JSON`)
    .refine((value) => isNotCard(JSON.stringify(value)), refusal);
  BOUNDED_JSON.add(schema, { max_bytes });
  return schema;
}

/** The format of a reply that is also available as CSV. */
const ReplyFormat = z.object({ format: z.enum(["json", "csv"]).default("json") });

/** The format of a list: CSV of the whole list, or of its next part from `cursor`; `X-Cursor` names the part after. */
const ListFormat = z.object({
  format: z
    .enum(["json", "csv", "csv_part"])
    .default("json")
    .describe("csv: the whole list, at most 10,000 rows; csv_part: the rows from cursor, as many as fit"),
});

/** The formats of a reply with CSV: a sheet is always whole. */
export function formatOf({ sheet }: { sheet: object | null }) {
  return sheet ? ReplyFormat : ListFormat;
}

/** The order of a list by one of these fields. */
export function sortBy<Name extends string>(...names: readonly [Name, ...Name[]]) {
  const texts = names.flatMap((name): SortText<Name>[] => [name, `-${name}`]);
  return z
    .enum(texts as [SortText<Name>, ...SortText<Name>[]])
    .optional()
    .describe("with a minus from the highest down; without it the latest come first");
}

const MOST_DIGITS = 15;
const DIGITS = /^(0|[1-9]\d{0,14})$/;

/** A whole number in a query or path: digits only, so neither `0x10` nor `1e1`. */
export function digits(minimum: number, maximum = 10 ** MOST_DIGITS - 1) {
  return z
    .string()
    .regex(DIGITS, "must be a whole number in digits")
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ type: "integer", pattern: undefined, minimum, maximum });
}

/** A boolean in a query. */
export const flag = z.stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" }).meta({ type: "boolean" });

/** A list's place and size (rule I8). */
export const paging = {
  limit: digits(1, 200).default(50),
  cursor: z.string().max(500).optional(),
};
