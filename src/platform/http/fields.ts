/** The words that wire shapes are made of, each checked and documented once. */

import * as z from "zod";
import { holdsCardNumber } from "../../shared/cards.ts";
import { jsonBytes } from "../../shared/changes.ts";
import { ULID_PATTERN } from "../../shared/ids.ts";
import { MOST_SATANG } from "../../shared/money.ts";
import { isBelievable, iso, isTimeZone } from "../../shared/time.ts";
import { isPhoneRegion } from "../text/phone-regions.ts";

/** A ULID. */
export const id = z
  .string()
  .regex(ULID_PATTERN, "must be a ULID")
  .meta({ examples: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"] });

/** A PIN as it is typed. */
export const pin = z
  .string()
  .regex(/^\d{4,8}$/, "must be 4 to 8 digits")
  .meta({ examples: ["482193"] });

/** Another person who agrees to something, with the PIN that they enter. */
export const secondPerson = z
  .strictObject({ approver_email: z.email().max(254).optional(), approver_id: id.optional(), pin })
  .meta(exactlyOneOf("approver_email", "approver_id"))
  .refine(({ approver_email, approver_id }) => (approver_email === undefined) !== (approver_id === undefined), {
    path: ["approver_email"],
    message: "name the approver by either approver_email or approver_id",
  })
  .describe("the second person; needed when the change makes a risky act easier");

/** Satang, not negative. */
export const money = z.number().int().min(0).meta({ description: "satang", format: "int64" });

/** Satang, of either sign. */
export const signedMoney = z.number().int().meta({ description: "satang", format: "int64" });

/** What bears tax, by rate; gross is net and tax_total together. */
export const taxes = z
  .array(
    z
      .object({
        rate_bps: z.number().int().nullable().describe("null: of what was recorded before rates were kept"),
        gross: signedMoney,
        net: signedMoney,
        tax_total: signedMoney,
      })
      .meta({ id: "TaxesOfRate" }),
  )
  .describe("by rate, the highest first; gross is net and tax_total together");

/** A park has one or two rates; `taxes` in a last column tells all. */
const RATES_IN_COLUMNS = [0, 1, 2];
const OF_A_RATE = ["rate_bps", "gross", "net", "tax_total"];

/** The columns of a sheet that tell `taxes` by rate, of where it stands: `totals.taxes`. */
export function taxColumns(path: string): string[] {
  return RATES_IN_COLUMNS.flatMap((place) => OF_A_RATE.map((name) => `${path}.${place}.${name}`));
}

/** How a sale was paid, in one word. */
export const payment_method = z
  .string()
  .nullable()
  .describe(
    "the method of all its payments, mixed of several, null of none; without later ones that settle an account",
  );

/** Of a row of a shift that is open and counted blind, for who does not see what it must hold (rule S5). */
export const amounts_hidden = z
  .boolean()
  .describe("its amounts are not told: its shift is open and counted blind; a record read by itself tells them");

/** Satang as a client may send them: no more than one sale or one movement may be. */
export const sentMoney = money.max(MOST_SATANG);

const YEARS = "must lie in the years 1926 to 2126";

/** Epoch ms inside, ISO 8601 with a zone outside; answers are always UTC with milliseconds. */
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

/** A day as YYYY-MM-DD. What is sent lies in those years; what is answered may be a day that follows from it. */
export const date = believable(z.iso.date(), (day) => `${day}T00:00:00Z`);

/** A calendar month as YYYY-MM. */
export const month = believable(
  z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month as YYYY-MM"),
  (sent) => `${sent}-01T00:00:00Z`,
).meta({ examples: ["2026-05"] });

/** Text that stands for a moment, of which only one in the believable years is taken. */
function believable(text: z.ZodType<string, string>, momentOf: (sent: string) => string) {
  return z.codec(text, z.string(), {
    decode: (sent, { issues }) => {
      if (!isBelievable(Date.parse(momentOf(sent)))) issues.push({ code: "custom", input: sent, message: YEARS });
      return sent;
    },
    encode: (shown) => shown,
  });
}

/** How much of something there is. */
export const percent = z.number().min(0).max(100).describe("percent");

/** The IANA name of a time zone. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be an IANA time zone")
  .meta({ examples: ["Asia/Bangkok"] });

const NO_COUNTRY = "must be a country of ISO 3166-1, as TH";

/** The country of telephone numbers that name none. */
export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, NO_COUNTRY)
  .refine((text): boolean => isPhoneRegion(text), NO_COUNTRY)
  .describe("of telephone numbers that name no country")
  .meta({ examples: ["TH"] });

/** How the refusal of a card number is told from others. */
export const CARD_REFUSED = { card_number: true };

/** The check of text that must not hold a card number. */
export const notCard = [
  (value: string) => !holdsCardNumber(value),
  { message: "must not hold a card number", params: CARD_REFUSED },
] as const;

/** Free text that people type; never a card number. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(...notCard);
}

/** Such a text that may be left out; an empty one, or null, is none. */
export function optionalText(max: number) {
  return typed(max)
    .nullish()
    .transform((value) => value || undefined)
    .optional();
}

/** Such a text that may be null; an empty one is, so that it clears what stood there. */
export function clearableText(max: number) {
  return typed(max)
    .nullable()
    .overwrite((value) => value || null);
}

/** A text of a form of its own that may be null or left out; an empty one is null. */
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

/** Whose bytes as JSON are bounded, and by how many: no other part of a request may hold what we do not know. */
export const BOUNDED_JSON = z.registry<{ max_bytes: number }>();

/** The shape that the document shows of a part of a request that is read later, when its turn comes. */
export const SHOWN_AS = new WeakMap<z.core.$ZodType, z.ZodType>();

/** Shapes that several others extend: each has an id, and stands in the document by itself. */
export const BASES = new Set<z.ZodType>();

/** How the document says that exactly one of these optional fields is sent; a refinement checks it. */
export function exactlyOneOf(one: string, other: string) {
  return { not: { anyOf: [{ required: [one, other] }, ...absent(one, other)] } };
}

/** How the document says that at least one of these optional fields is sent; a refinement checks it. */
export function atLeastOneOf(one: string, other: string) {
  return { not: { anyOf: absent(one, other) } };
}

function absent(...names: string[]) {
  return [{ properties: Object.fromEntries(names.map((name) => [name, false])) }];
}

/** An object of which we know no field, of at most so many bytes as JSON; no text in it is a card number. */
export function json(max_bytes: number) {
  const [isNotCard, refusal] = notCard;
  const schema = z
    .record(z.string(), z.unknown())
    .refine((value) => jsonBytes(value) <= max_bytes, `must be at most ${max_bytes} bytes of JSON`)
    .refine((value) => isNotCard(JSON.stringify(value)), refusal);
  BOUNDED_JSON.add(schema, { max_bytes });
  return schema;
}

/** How a list is told; of every list that has a CSV form. */
export const ListFormat = z.object({ format: z.enum(["json", "csv"]).default("json") });

const MOST_DIGITS = 15;
const DIGITS = /^(0|[1-9]\d{0,14})$/;

/** A whole number as a query or path says it: digits and nothing else, so neither `0x10` nor `1e1`. */
export function digits(minimum: number, maximum = 10 ** MOST_DIGITS - 1) {
  return z
    .string()
    .regex(DIGITS, "must be a whole number in digits")
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ type: "integer", pattern: undefined, minimum, maximum });
}

/** Yes or no as a query says it. */
export const flag = z.stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" }).meta({ type: "boolean" });

/** A list's place and size (rule I8). */
export const paging = {
  limit: digits(1, 200).default(50),
  cursor: z.string().max(500).optional(),
};
