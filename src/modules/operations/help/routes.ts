/** Routes of help: guides for staff, policies for guests, and the contact of a park. */

import * as z from "zod";
import { contract, FileReply } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { drawGuide, drawPolicy, readContact } from "./service.ts";
import * as wire from "./wire.ts";

const PAGE = "text/html; charset=utf-8";

const pageOf = (html: string) => new FileReply(PAGE, html, { to_read: true });

export const routes = [
  contract({
    method: "get",
    path: "/help/:guide",
    root: true,
    tag: "help",
    summary: "Read a guide for staff",
    public: true,
    rate: "public_pages",
    params: wire.GuideParams,
    query: wire.PageQuery,
    reply: z.never(),
    files: [PAGE],
    errors: [errors.not_found],
    handle: async ({ ctx, params, query }) => pageOf(await drawGuide(ctx, params.guide, query)),
  }),
  contract({
    method: "get",
    path: "/legal/:policy",
    root: true,
    tag: "help",
    summary: "Read a policy",
    description: "A park with a policy of its own gets a page that leads to it.",
    public: true,
    rate: "public_pages",
    params: wire.PolicyParams,
    query: wire.PageQuery,
    reply: z.never(),
    files: [PAGE],
    errors: [errors.not_found],
    handle: async ({ ctx, params, query }) => pageOf(await drawPolicy(ctx, params.policy, query)),
  }),
  contract({
    method: "get",
    path: "/support/contact",
    root: true,
    tag: "help",
    summary: "Read the ways to get help",
    public: true,
    rate: "public_pages",
    query: wire.ContactQuery,
    reply: wire.SupportContact,
    errors: [errors.not_found],
    handle: ({ ctx, query }) => readContact(ctx, query),
  }),
];
