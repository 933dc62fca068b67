/** The shapes of API tokens on the wire; the secret goes out once (rule T5). */

import * as z from "zod";
import { id, paging, text, time } from "../../../platform/http/fields.ts";
import { GRANTABLE, TOKEN_KINDS } from "../../../shared/api-tokens.ts";
import { MOST_DAYS, TOKEN_STATES } from "./domain/tokens.ts";

const permissions = z.array(z.enum(GRANTABLE)).meta({ examples: [["sales_read", "reports_view"]] });
const store_ids = z.array(id);

export const TokenQuery = z.strictObject({ ...paging, kind: z.enum(TOKEN_KINDS).optional() });
export const OwnTokenQuery = z.strictObject(paging);
export const TokenParams = z.object({ token_id: id });

const isUnique = (list: readonly string[]) => new Set(list).size === list.length;
const ONCE = "names something twice; name each once";

export const TokenRequest = z
  .strictObject({
    name: text(80).meta({ examples: ["Web shop"] }),
    permissions: permissions.min(1).max(GRANTABLE.length).refine(isUnique, ONCE).meta({ uniqueItems: true }),
    store_ids: store_ids.min(1).max(100).refine(isUnique, ONCE).meta({ uniqueItems: true }),
    expires_in_days: z.number().int().min(1).max(MOST_DAYS).default(MOST_DAYS),
  })
  .meta({ id: "ApiTokenRequest" });

const fields = {
  token_id: id,
  kind: z.enum(TOKEN_KINDS).describe("personal: it acts as its person; integration: it belongs to the company"),
  name: z.string(),
  employee_id: id.nullable().describe("whose personal token it is"),
  permissions,
  store_ids,
  status: z.enum(TOKEN_STATES).describe("void: its person was suspended or got another PIN since"),
  created_at: time,
  created_by: z.string(),
  expires_at: time,
  last_used_at: time.nullable().describe("at most an hour behind"),
  revoked_at: time.nullable(),
  revoked_by: z.string().nullable(),
};

export const ApiToken = z.object(fields).meta({ id: "ApiToken" });
export const NewApiToken = z
  .object({ ...fields, secret: z.string().describe("the token to send as `Authorization: Bearer`; shown only here") })
  .meta({ id: "NewApiToken" });
