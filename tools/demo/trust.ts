/** The demo's controls: a refund with a second person's PIN, a grant that works once, and a verified audit. */
import { ulid } from "ulid";
import type { Client } from "../../simulator/client.ts";
import type { Sale, Ticket } from "../../simulator/receipt.ts";
import { formatBaht } from "../../src/shared/money.ts";
import { ask, type Person, tell } from "./stage.ts";

/** An approver, with the PIN that they enter at the till. */
export interface Approver {
  email: string;
  pin: string;
}

export interface Refund {
  amount: number;
  payments: { method: string; amount: number }[];
  ticket_ids: string[];
}

/** Refunds a whole sale to the tenders that paid it, and then tries the same grant on another sale. */
export async function refund(
  client: Client,
  cashier: Person,
  approver: Approver,
  sale: Sale,
  other: Sale,
): Promise<Refund> {
  const { token } = cashier;
  const asked = { action: "refund", subject_id: sale.sale_id, amount: sale.grand_total };
  const approval_token = await approve(client, cashier, approver, asked);
  const body = { sale_id: sale.sale_id, reason_code: "guest_request", approval_token };
  const answer = await ask("the refund", client.post<Refund>("/refunds", body, { token, key: ulid() }));
  const { amount, payments, ticket_ids } = answer.data;
  const wanted = sale.payments.map(({ method, amount }) => `${formatBaht(amount)} to ${method}`).join(", ");
  const given = payments.map(({ method, amount }) => `${formatBaht(amount)} to ${method}`).join(", ");
  tell({
    who: cashier,
    what: "refunds a sale",
    answer,
    told: [`receipt ${sale.receipt_no}: ${given}`, `tickets that end: ${ticket_ids.length}`],
    expected: wanted,
    ok: amount === sale.grand_total && given === wanted,
  });
  const again = { ...body, sale_id: other.sale_id };
  const refused = await client.post("/refunds", again, { token, key: ulid() });
  tell({
    who: cashier,
    what: "tries the grant again",
    answer: refused,
    told: [`${refused.status} ${refused.error?.code}`],
    expected: "403 E_APPROVAL_REQUIRED",
    ok: refused.status === 403 && refused.error?.code === "E_APPROVAL_REQUIRED",
  });
  return answer.data;
}

/** Reprints a ticket; the paper shows the number of the copy. */
export async function reprint(client: Client, cashier: Person, approver: Approver, { ticket_id }: Ticket) {
  const approval_token = await approve(client, cashier, approver, { action: "reprint", subject_id: ticket_id });
  const body = { ticket_id, reason_code: "printer_jam", approval_token };
  const sent = client.post<{ copy_no: number }>("/reprints", body, { token: cashier.token, key: ulid() });
  const answer = await ask("the reprint", sent);
  const { copy_no } = answer.data;
  tell({
    who: cashier,
    what: "reprints a ticket",
    answer,
    told: [`COPY ${copy_no}`],
    expected: "COPY 1",
    ok: copy_no === 1,
  });
}

async function approve(client: Client, cashier: Person, { email, pin }: Approver, asked: object): Promise<string> {
  const body = { approver_email: email, pin, ...asked };
  const sent = client.post<{ approval_token: string }>("/approvals/verify-pin", body, { token: cashier.token });
  return (await ask("the approval", sent)).data.approval_token;
}

interface Verification {
  ok: boolean;
  first_bad: number | null;
  checked: number;
  head: { sequence: number; hash: string };
}

/** Verifies the chain from its first row, and reads one ticket's story in it. */
export async function proveAudit(client: Client, owner: Person, ticket_id: string): Promise<void> {
  const { token } = owner;
  const answer = await ask("the proof", client.get<Verification>("/audits/verify", { token }));
  const { ok, first_bad, checked, head } = answer.data;
  tell({
    who: owner,
    what: "verifies the audit",
    answer,
    told: [`${checked} rows, one chain`, `head ${head.sequence} ${head.hash.slice(0, 16)}…`],
    expected: "an unchanged chain",
    ok: ok && first_bad === null && checked === head.sequence,
  });
  const told = client.get<{ entries: { event: string }[] }>(`/audits/story/ticket/${ticket_id}`, { token });
  const story = await ask("the story", told);
  const events = [...new Set(story.data.entries.map(({ event }) => event))];
  tell({
    who: owner,
    what: "reads a ticket's story",
    answer: story,
    told: [0, 3, 6].map((from) => events.slice(from, from + 3).join(", ")),
    expected: "its sale and its refund",
    ok: events.includes("sale.created") && events.some((event) => event.startsWith("refund.")),
  });
}
