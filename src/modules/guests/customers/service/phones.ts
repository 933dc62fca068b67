/** Reads telephone numbers by the country of the caller's store; the library of all countries is loaded at first use. */

import type { Context } from "../../../../platform/http/context.ts";
import type { PhonePart } from "../../../../platform/text/phones.ts";
import { countryOf } from "../../../access/tenants/index.ts";

/** A digit of any script; a text without one is no part of a number, and needs no country. */
const HAS_DIGIT = /\p{Nd}/u;

/** A number in its stored form; undefined if the text cannot be a number. */
export async function phoneOf(ctx: Context, text: string): Promise<string | undefined> {
  const { normalizePhone } = await import("../../../../platform/text/phones.ts");
  return normalizePhone(text, await countryOf(ctx));
}

/** A reader of many numbers: it looks the country up once. */
export async function phoneReaderOf(ctx: Context): Promise<(text: string) => string | undefined> {
  const [{ normalizePhone }, country] = await Promise.all([
    import("../../../../platform/text/phones.ts"),
    countryOf(ctx),
  ]);
  return (text) => normalizePhone(text, country);
}

/** The stored forms that a part of a number may match. */
export async function phonePartOf(ctx: Context, text: string): Promise<PhonePart> {
  if (!HAS_DIGIT.test(text)) return { prefixes: [], tail: undefined };
  const { readPhonePart } = await import("../../../../platform/text/phones.ts");
  return readPhonePart(text, await countryOf(ctx));
}
