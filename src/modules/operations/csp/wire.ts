/** The shapes of browsers' reports on the wire. */

import * as z from "zod";
import { id, paging, time } from "../../../platform/http/fields.ts";

/** The body is decided by browsers: `application/csp-report`, or a list of the Reporting API. */
export const SentReports = z
  .union([z.looseObject({}), z.array(z.looseObject({})).max(100)])
  .meta({ id: "SentReports", description: "A violation report as browsers send it" });

export const KeptReports = z.object({ kept: z.number().int() }).meta({ id: "KeptReports" });

export const ReportQuery = z.strictObject(paging);

export const Report = z
  .object({
    report_id: id,
    at: time,
    document_uri: z.string(),
    blocked_uri: z.string(),
    directive: z.string(),
    source_file: z.string().nullable(),
    line: z.number().int().nullable(),
    sample: z.string().nullable(),
  })
  .meta({ id: "CspReport" });
