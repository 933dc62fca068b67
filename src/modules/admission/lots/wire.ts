/** Wire shapes of lots. */

import * as z from "zod";
import { id, paging, time } from "../../../platform/http/fields.ts";
import { MAX_LOT, MAX_LOT_PACKAGES } from "./domain.ts";

export const LotRequest = z
  .strictObject({
    count: z.number().int().min(1).max(MAX_LOT),
    package_ids: z.array(id).min(1).max(MAX_LOT_PACKAGES).describe("the packages that its blanks can be sold as"),
  })
  .meta({ id: "LotRequest" });

export const ReservedLot = z
  .object({
    lot_id: id,
    count: z.number().int(),
    package_ids: z.array(id),
    expires_at: time,
    tickets: z.array(z.object({ ticket_id: id, short_code: z.string(), qr_token: z.string() })),
  })
  .meta({ id: "ReservedLot" });

export const Lot = z
  .object({
    lot_id: id,
    store_id: id,
    device_id: id,
    key_version: z.number().int(),
    count: z.number().int(),
    bound: z.number().int().describe("number of blanks whose sale has arrived"),
    created_at: time,
    created_by: id,
    expires_at: time,
    package_ids: z.array(id).nullable().describe("the packages that its blanks can be sold as; null: all"),
    withdrawn_at: time.nullable().describe("since then its unbound blanks admit nobody"),
    withdrawn_by: id.nullable(),
  })
  .meta({ id: "Lot" });

export const WithdrawnLot = Lot.omit({ bound: true }).meta({ id: "WithdrawnLot" });
export const LotParams = z.strictObject({ lot_id: id });

export const LotQuery = z.strictObject({ ...paging, store_id: id.optional(), device_id: id.optional() });
