/** The shapes of a cart's lines and codes, for every route that takes a cart. */

import * as z from "zod";
import { id, optionalText, sentMoney, text, time } from "../../../platform/http/fields.ts";

const discount = z
  .discriminatedUnion("kind", [
    z
      .strictObject({
        kind: z.literal("percent"),
        value: z.number().int().min(1).max(10_000).describe("basis points"),
        reason_code: optionalText(50),
      })
      .meta({ id: "PercentOffLine" }),
    z
      .strictObject({
        kind: z.literal("amount"),
        value: sentMoney.min(1).describe("satang off the line"),
        reason_code: optionalText(50),
      })
      .meta({ id: "AmountOffLine" }),
  ])
  .meta({ id: "LineDiscount" })
  .optional();

/** A line of a cart as a till sends it. */
export const item = z
  .strictObject({
    package_id: id,
    qty: z.number().int().min(1).max(1000),
    slot_start: time.optional().describe("for a package with slots; default: the present slot"),
    discount,
    override_price: sentMoney
      .optional()
      .describe(
        "satang for one unit instead of its price; needs the permission price_override or its approval, except for a package of open price",
      ),
  })
  .meta({ id: "CartItem" });

export const items = z.array(item).min(1).max(200);
export const promo_codes = z.array(text(50)).max(20).optional();
