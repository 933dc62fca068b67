/** Routes of payment types. */

import { z } from "zod";
import { contract } from "../../platform/http/contract.ts";
import { listPaymentTypes } from "./service.ts";

const PaymentType = z
  .object({ method: z.string(), label_en: z.string(), label_th: z.string(), position: z.number().int() })
  .meta({ id: "PaymentType" });

export const routes = [
  contract({
    method: "get",
    path: "/payment-types",
    tag: "payments",
    summary: "List the tenders that the park takes",
    permission: "authenticated",
    reply: PaymentType,
    list: true,
    handle: async ({ ctx }) => ({ items: await listPaymentTypes(ctx), next_cursor: null, has_more: false }),
  }),
];
