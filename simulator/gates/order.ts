/** The order of uploads: the same batches in two orders, on two equal sets of tickets, must have the same result. */
import { ulid } from "ulid";
import type { Violation } from "../check.ts";
import type { Random } from "../random.ts";
import type { GateHistory } from "./history.ts";
import { openLink } from "./link.ts";
import { type Park, readLogs, sell, type Ticket } from "./park.ts";
import type { Kind } from "./plan.ts";

/** Kinds whose scans do not depend on the times of others: no exits, no parties, one zone, so one cost. */
const KINDS: Kind[] = ["single", "single", "multi", "credit", "party", "timepass", "season"];
/** The number of gates at one zone. */
const GATES = 3;
const SCANS = 28;

/** Two equal sets of tickets. */
export type Twins = readonly [Ticket[], Ticket[]];

export async function sellTwins(park: Park): Promise<Twins> {
  const [one, other] = [await sell(park, KINDS), await sell(park, KINDS)];
  if (!one || !other) throw new Error("The tickets for the order of uploads were not sold.");
  return [one, other];
}

/** Hands in the same scans of three gates: one set from the first gate to the last, the other set in reverse. */
export async function checkUploadOrder(
  park: Park,
  history: GateHistory,
  twins: Twins,
  since: number,
  random: Random,
): Promise<Violation[]> {
  const now = Date.now();
  const batches = park.gates.slice(0, GATES).map(({ token }) => ({
    token,
    scans: Array.from({ length: SCANS }, () => ({
      ticket: random.integer(0, KINDS.length - 1),
      at: random.integer(since, now),
    })),
  }));
  const link = openLink(park.base_url, history, park.ticket_of);
  const handIn = async (tickets: readonly Ticket[], in_order: typeof batches) => {
    for (const { token, scans } of in_order) {
      const ops = scans.map(({ ticket, at }) => opOf(tickets[ticket], at));
      const body = JSON.stringify({ sent_at: new Date().toISOString(), ops });
      await link.resend({ body, authorization: `Bearer ${token}` });
    }
  };
  await handIn(twins[0], batches);
  await handIn(twins[1], batches.toReversed());
  const logs = await readLogs(park);
  return KINDS.flatMap((kind, index) => {
    const [first, second] = twins.map((tickets) => {
      const lines = logs.get(tickets[index]?.ticket_id ?? "") ?? [];
      const usage = lines.at(-1)?.usage;
      const passes = lines.filter((line) => line.kind === "scan" && line.result === "pass").length;
      return `${passes} passes, ${usage?.used} used, ${usage?.presence.reduce((sum, { inside }) => sum + inside, 0)} inside`;
    });
    return first === second ? [] : [`a ${kind} ticket came to ${first} or ${second} by the order of uploads`];
  });
}

function opOf(ticket: Ticket | undefined, at: number) {
  const payload = { qr_token: ticket?.qr_token, direction: "entry", party: 1, result: "pass", reason: null };
  return { op_id: ulid(), type: "redemption", ts: new Date(at).toISOString(), payload };
}
