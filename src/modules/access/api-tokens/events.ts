/** Events of API tokens. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";
import { TOKEN_KINDS } from "../../../shared/api-tokens.ts";

const Token = z.object({
  token_id: id,
  kind: z.enum(TOKEN_KINDS),
  name: z.string(),
  employee_id: id.nullable().describe("whose personal token it is"),
});
const example = { token_id: SAMPLE.id, kind: "integration", name: "Web shop", employee_id: null } as const;

export const API_TOKEN_EVENTS = {
  created: defineEvent("api_token.created", "An API token was made", Token, example),
  revoked: defineEvent("api_token.revoked", "An API token was revoked", Token, example),
} as const;
