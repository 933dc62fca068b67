/** Routes of the audit: search it, and prove that nobody changed it. */

import { contract } from "../../../platform/http/contract.ts";
import { listArchiveFiles, listDaySums } from "./service/archive.ts";
import { listAudits } from "./service/explore.ts";
import { listExportedHeads } from "./service/heads.ts";
import { readStory } from "./service/story.ts";
import { verify } from "./service/verify.ts";
import * as wire from "./wire.ts";

const CSV_COLUMNS = [
  ...["sequence", "at", "event", "actor_kind", "actor_id", "approver_id", "device_id", "store_id", "ip"],
  ...["subject_kind", "subject_id", "changes", "request_id", "hash"],
];

export const routes = [
  contract({
    method: "get",
    path: "/audits",
    tag: "audits",
    summary: "List audit rows, latest first",
    description: "A page reads at most 20,000 rows: continue while has_more is true.",
    permission: "audit_view",
    query: wire.AuditQuery,
    reply: wire.Audit,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listAudits(ctx, query),
  }),
  contract({
    method: "get",
    path: "/audits/verify",
    tag: "audits",
    summary: "Verify the audit chain",
    description: "It names the first row that was changed, removed or inserted.",
    permission: "audit_view",
    query: wire.VerifyQuery,
    reply: wire.Verification,
    handle: ({ ctx, query }) => verify(ctx, query),
  }),
  contract({
    method: "get",
    path: "/audits/heads",
    tag: "audits",
    summary: "List the exported heads, one for each day",
    permission: "audit_view",
    query: wire.ListQuery,
    reply: wire.ExportedHead,
    list: true,
    handle: ({ ctx, query }) => listExportedHeads(ctx, query),
  }),
  contract({
    method: "get",
    path: "/audits/archives",
    tag: "audits",
    summary: "List the files of archived audit rows",
    permission: "audit_view",
    query: wire.ListQuery,
    reply: wire.Archive,
    list: true,
    handle: ({ ctx, query }) => listArchiveFiles(ctx, query),
  }),
  contract({
    method: "get",
    path: "/audits/days",
    tag: "audits",
    summary: "Count the actions of archived days, latest first",
    description: "Counts are kept for 365 days.",
    permission: "audit_view",
    query: wire.DayQuery,
    reply: wire.DaySum,
    list: true,
    csv: ["date", "event", "count"],
    handle: ({ ctx, query }) => listDaySums(ctx, query),
  }),
  contract({
    method: "get",
    path: "/audits/story/:kind/:id",
    tag: "audits",
    summary: "Read the audit story of one subject",
    description: "The subject is a ticket, a sale, an employee or a device.",
    permission: "audit_view",
    params: wire.StoryParams,
    reply: wire.Story,
    handle: ({ ctx, params }) => readStory(ctx, params),
  }),
];
