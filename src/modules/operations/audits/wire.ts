/** The shapes of the audit on the wire. */

import * as z from "zod";
import { date, digits, flag, id, paging, time } from "../../../platform/http/fields.ts";
import { REASONS } from "../../../shared/chain.ts";
import { STORY_KINDS } from "./domain/story.ts";

const sequence = z.number().int();
const event = z
  .string()
  .regex(/^[a-z\d_.]{1,80}$/, "must be the name of an event")
  .describe("a name, or the beginning of names when it ends with a dot: `sale.`");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
/** Names of events and kinds, and ids of all sorts. */
const word = z.string().regex(/^[\w.:+/=-]{1,128}$/, "must be a name or an id");

export const Audit = z
  .object({
    sequence: sequence.describe("without a gap within the tenant"),
    at: time,
    event: z.string(),
    actor_kind: z.enum(["employee", "device", "system"]),
    actor_id: z.string(),
    approver_id: z.string().nullable(),
    device_id: z.string().nullable(),
    store_id: z.string().nullable(),
    ip: z.string().nullable(),
    subject_kind: z.string(),
    subject_id: z.string(),
    changes: z.record(z.string(), z.unknown()),
    request_id: z.string(),
    hash: z.string().nullable().describe("null for the second until the row is sealed"),
  })
  .meta({ id: "Audit" });

export const AuditQuery = z
  .strictObject({
    ...paging,
    event: event.optional(),
    actor_id: word.optional(),
    approver_id: word.optional(),
    device_id: word.optional(),
    store_id: id.optional(),
    subject_kind: word.optional(),
    subject_id: word.optional(),
    request_id: word.optional(),
    from: time.optional(),
    to: time.optional(),
  })
  .refine((query) => (query.subject_kind === undefined) === (query.subject_id === undefined), {
    path: ["subject_id"],
    message: "goes with subject_kind",
  });

export const VerifyQuery = z
  .strictObject({
    archives: flag.default(false).describe("also reads the rows that lie in archives"),
    after: digits(1).optional().describe("begins behind this row"),
    sequence: digits(1).optional().describe("of a head that you hold"),
    hash: hash.optional().describe("of that head"),
  })
  .refine((query) => (query.sequence === undefined) === (query.hash === undefined), {
    path: ["hash"],
    message: "goes with sequence",
  });

const Head = z.object({ sequence, hash }).meta({ id: "AuditHead" });

export const Verification = z
  .object({
    ok: z.boolean(),
    first_bad: sequence.nullable().describe("the first sequence that is not what it was, or is not there"),
    reason: z.enum(REASONS).nullable(),
    checked: z.number().int().describe("rows that were hashed"),
    sound_through: sequence.describe("the last row that was found sound"),
    complete: z.boolean().describe("false when the chain goes on: ask again with after = sound_through"),
    head: Head.describe("where the tenant's sealer stands"),
    exported_heads: z.number().int(),
    archives_read: z.number().int(),
  })
  .meta({ id: "AuditVerification" });

export const ListQuery = z.strictObject(paging);

export const ExportedHead = z.object({ date, sequence, hash, at: time }).meta({ id: "ExportedAuditHead" });

export const Archive = z
  .object({
    from_sequence: sequence,
    through_sequence: sequence,
    hash: hash.describe("of the last row"),
    object_key: z.string(),
    sha256: z.string().describe("of the file"),
    archived_at: time,
  })
  .meta({ id: "AuditArchive" });

export const DayQuery = z.strictObject({
  ...paging,
  event: event.optional(),
  from_date: date.optional(),
  to_date: date.optional(),
});

export const DaySum = z
  .object({ date: date.describe("UTC"), event: z.string(), count: z.number().int() })
  .meta({ id: "AuditDaySum" });

export const StoryParams = z.object({ kind: z.enum(STORY_KINDS), id });

export const Story = z
  .object({
    kind: z.enum(STORY_KINDS),
    id,
    truncated: z.boolean().describe("there was more than is told: the entries are the latest"),
    entries: z.array(Audit),
  })
  .meta({ id: "AuditStory" });
