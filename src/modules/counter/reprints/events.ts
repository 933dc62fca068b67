/** Events of reprints. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

export const REPRINT_CREATED = defineEvent(
  "reprint.created",
  "A ticket was reprinted",
  z.object({
    ticket_id: id,
    reprint_id: id,
    copy_no: z.number().int(),
    reason_code: z.string().nullable(),
    reissued_as: id.nullable().describe("the new ticket, when the ticket got a new code"),
    requested_by: z.string(),
    approved_by: id.nullable(),
  }),
  {
    ticket_id: SAMPLE.ticket_id,
    reprint_id: SAMPLE.id,
    copy_no: 1,
    reason_code: "printer_jam",
    reissued_as: null,
    requested_by: SAMPLE.employee_id,
    approved_by: null,
  },
);
