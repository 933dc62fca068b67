/** The shapes of the audit on the wire. */

import * as z from "zod";
import { date, digits, flag, id, paging, time } from "../../../platform/http/fields.ts";
import { REASONS } from "../../../shared/chain.ts";
import { STORY_KINDS } from "./domain/story.ts";

const sequence = z.number().int();
const event = z
  .string()
  .regex(/^[a-z\d_.]{1,80}$/, "must be the name of an event")
  .describe("an event name, or a prefix that ends with a dot: `sale.`");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
/** Event names, kinds, and ids of every form. */
const word = z.string().regex(/^[\w.:+/=-]{1,128}$/, "must be a name or an id");

export const Audit = z
  .object({
    sequence: sequence.describe("without a gap within the tenant"),
    at: time,
    event: z.string(),
    actor_kind: z.enum(["employee", "device", "token", "system"]),
    actor_id: z.string(),
    approver_id: z.string().nullable(),
    device_id: z.string().nullable(),
    store_id: z.string().nullable(),
    ip: z.string().nullable(),
    subject_kind: z.string(),
    subject_id: z.string(),
    changes: z.record(z.string(), z.unknown()),
    request_id: z.string(),
    hash: z.string().nullable().describe("null for about a second, until the row is linked"),
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
    archives: flag.default(false).describe("true: also verify archived rows"),
    after: digits(1).optional().describe("begins after the row with this sequence"),
    sequence: digits(1).optional().describe("the sequence of a head that you hold"),
    hash: hash.optional().describe("the hash of that head"),
  })
  .refine((query) => (query.sequence === undefined) === (query.hash === undefined), {
    path: ["hash"],
    message: "goes with sequence",
  });

const Head = z.object({ sequence, hash }).meta({ id: "AuditHead" });

export const Verification = z
  .object({
    ok: z.boolean(),
    first_bad: sequence.nullable().describe("the first sequence that was changed or is missing"),
    reason: z.enum(REASONS).nullable(),
    checked: z.number().int().describe("rows that were hashed"),
    sound_through: sequence.describe("the sequence of the last sound row"),
    complete: z.boolean().describe("false: the chain continues; call again with after = sound_through"),
    head: Head.describe("the present head of the tenant's chain"),
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
    hash: hash.describe("the hash of the last row"),
    object_key: z.string(),
    sha256: z.string().describe("the SHA-256 of the file"),
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
    truncated: z.boolean().describe("true: earlier entries are left out"),
    entries: z.array(Audit),
  })
  .meta({ id: "AuditStory" });
