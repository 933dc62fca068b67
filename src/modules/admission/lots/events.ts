/** Events of lots of blank tickets. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

const Lot = z.object({ lot_id: z.string(), device_id: id, count: z.number().int() });
const lot = { lot_id: SAMPLE.id, device_id: SAMPLE.device_id, count: 50 };

export const LOT_EVENTS = {
  reserved: defineEvent("lot.reserved", "A till reserved blank tickets for an outage", Lot, lot),
  withdrawn: defineEvent("lot.withdrawn", "The unsold blanks of a lot were withdrawn", Lot, lot),
} as const;
