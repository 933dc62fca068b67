/** Routes of taxes and discounts. */

import { z } from "zod";
import { contract } from "../../platform/http/contract.ts";
import { id } from "../../platform/http/fields.ts";
import { TAX_MODES } from "./domain.ts";
import { listDiscounts, listTaxes } from "./service.ts";

const Tax = z
  .object({
    tax_id: id,
    name: z.string(),
    rate_bps: z.number().int().describe("basis points: 700 is 7 %"),
    mode: z.enum(TAX_MODES),
    is_default: z.boolean(),
  })
  .meta({ id: "Tax" });

const Discount = z
  .object({
    discount_id: id,
    name: z.string(),
    kind: z.enum(["percent", "amount"]),
    value: z.number().int().describe("basis points or satang, by kind"),
  })
  .meta({ id: "Discount" });

export const routes = [
  contract({
    method: "get",
    path: "/taxes",
    tag: "pricing",
    summary: "List taxes",
    permission: "authenticated",
    reply: Tax,
    list: true,
    handle: async ({ ctx }) => ({ items: await listTaxes(ctx), next_cursor: null, has_more: false }),
  }),
  contract({
    method: "get",
    path: "/discounts",
    tag: "pricing",
    summary: "List the discounts that staff may give",
    permission: "authenticated",
    reply: Discount,
    list: true,
    handle: async ({ ctx }) => ({ items: await listDiscounts(ctx), next_cursor: null, has_more: false }),
  }),
];
