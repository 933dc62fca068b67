/** Telephone numbers by the country of the caller's store. What knows the numbers of all countries is read when it is needed. */

import type { Context } from "../../../../platform/http/context.ts";
import type { PhonePart } from "../../../../platform/text/phones.ts";
import { countryOf } from "../../../access/tenants/index.ts";

/** A number as it is stored; undefined when it cannot be one. */
export async function phoneOf(ctx: Context, text: string): Promise<string | undefined> {
  const { normalizePhone } = await import("../../../../platform/text/phones.ts");
  return normalizePhone(text, await countryOf(ctx));
}

/** Where a part of a number may stand in stored ones. */
export async function phonePartOf(ctx: Context, text: string): Promise<PhonePart> {
  const { readPhonePart } = await import("../../../../platform/text/phones.ts");
  return readPhonePart(text, await countryOf(ctx));
}
