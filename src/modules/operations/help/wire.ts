/** The shapes of help pages and contacts on the wire. */

import * as z from "zod";
import { id } from "../../../platform/http/fields.ts";
import { GUIDES, POLICIES } from "./domain/names.ts";

const tenant_id = id.optional().describe("the park whose name and contact the page has");

export const GuideParams = z.object({ guide: z.enum(GUIDES) });
export const PolicyParams = z.object({ policy: z.enum(POLICIES) });
export const PageQuery = z.strictObject({
  tenant_id,
  lang: z.enum(["en", "th"]).optional().describe("Thai unless given"),
});
export const ContactQuery = z.strictObject({ tenant_id });

const address = z.string().nullable();

export const SupportContact = z
  .object({
    name: z.string(),
    email: address,
    phone: address,
    hours: address,
    docs_url: z.string(),
    help: z.record(z.string(), z.string()).describe("the path of each guide"),
    legal: z.record(z.string(), z.string()).describe("the path or address of each policy"),
  })
  .meta({ id: "SupportContact" });
