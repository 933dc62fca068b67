/** Events of imports, and names of their audit rows. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";
import { IMPORT_KINDS } from "./domain/words.ts";

/** Also drives the import: its consumer imports the next page, so that the outbox's sweep continues one that died. */
export const IMPORT_PROGRESSED = defineEvent(
  "import.progressed",
  "An import started, did a page of rows, ended, or stopped at a page that keeps failing",
  z.object({
    import_id: id,
    kind: z.enum(IMPORT_KINDS),
    status: z.enum(["running", "finished", "cancelled", "failed"]),
    pages: z.number().int(),
    pages_done: z.number().int(),
  }),
  { import_id: SAMPLE.id, kind: "customers", status: "running", pages: 80, pages_done: 12 },
);

/** The type of the alert of an import that stopped. */
export const IMPORT_STOPPED = "import.stopped";

export const IMPORT_AUDITS = {
  created: "import.created",
  mapped: "import.mapped",
  started: "import.started",
  page: "import.page_done",
  finished: "import.finished",
  cancelled: "import.cancelled",
  stopped: IMPORT_STOPPED,
} as const;
