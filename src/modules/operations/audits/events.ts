/** Events of the audit chain, and of the bytes that a tenant's callers send. */

import * as z from "zod";
import { defineEvent, SAMPLE } from "../../../platform/events/define.ts";
import { REASONS } from "../../../shared/chain.ts";

const sequence = z.number().int();

export const AUDIT_HEAD = defineEvent(
  "audit.head",
  "The head of the audit chain on a UTC day",
  z.object({ date: z.string(), sequence, hash: z.string() }),
  { date: SAMPLE.at.slice(0, 10), sequence: 1_204, hash: "9f".repeat(32) },
);

export const AUDIT_BROKEN = defineEvent(
  "audit.broken",
  "Rows of the audit were changed",
  z.object({ first_bad: sequence, reason: z.enum(REASONS), sealed_through: sequence }),
  { first_bad: 1_180, reason: "edited", sealed_through: 1_204 },
);

/** An event for the audit only; consumers do not get it. */
export const AUDIT_ARCHIVED = "audit.archived";

export const BYTES_ALERT = defineEvent(
  "alert.tenant_bytes",
  "A tenant's calls sent more in a day than limits.tenant_bytes_per_day",
  z.object({ bytes: z.number().int(), limit: z.number().int() }),
  { bytes: 52_430_112, limit: 52_428_800 },
);
