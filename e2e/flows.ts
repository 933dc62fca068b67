/** The flows that must hold, by role and name: each is a promise of the console, played in a real browser. */
import { COMPANY_FLOWS } from "./flows/company.ts";
import { DAY_FLOWS } from "./flows/day.ts";
import { GUEST_FLOWS } from "./flows/guests.ts";
import { IMPORT_FLOWS } from "./flows/imports.ts";
import { LIST_FLOWS } from "./flows/lists.ts";
import { CLOSING_FLOW, MONEY_FLOWS } from "./flows/money.ts";
import { SESSION_FLOWS } from "./flows/session.ts";
import { TICKET_FLOWS } from "./flows/tickets.ts";
import { TROUBLE_FLOWS } from "./flows/trouble.ts";
import type { Flow } from "./scene.ts";

export const FLOWS: readonly Flow[] = [
  ...DAY_FLOWS,
  ...MONEY_FLOWS,
  ...TICKET_FLOWS,
  ...GUEST_FLOWS,
  ...LIST_FLOWS,
  ...IMPORT_FLOWS,
  ...TROUBLE_FLOWS,
  ...SESSION_FLOWS,
  ...COMPANY_FLOWS,
  CLOSING_FLOW,
];
