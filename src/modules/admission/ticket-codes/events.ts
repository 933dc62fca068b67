/** Events of the keys that sign ticket codes. */

import * as z from "zod";
import { defineEvent } from "../../../platform/events/define.ts";

const key_version = z.number().int();

export const KEY_EVENTS = {
  rotate: defineEvent(
    "ticket_key.rotated",
    "New tickets have the next version of the ticket key",
    z.object({ key_version }),
    {
      key_version: 2,
    },
  ),
  revoke: defineEvent(
    "ticket_key.revoked",
    "A version of the ticket key was revoked: its tickets admit nobody",
    z.object({ key_version, reason: z.string().nullable() }),
    { key_version: 1, reason: "a till was stolen" },
  ),
} as const;
