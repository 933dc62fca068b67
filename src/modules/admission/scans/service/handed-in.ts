/** Use-cases for offline scans: each is decided again, and the first PASS committed wins (rules O5, O6, G16). */

import { letOthersBeHeard } from "../../../../platform/db/turns.ts";
import { type Context, type DevicePrincipal, storeFor } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decideTime } from "../../../../shared/outage.ts";
import { requireReportedDevice } from "../../../access/devices/index.ts";
import {
  copiedLine,
  type FailReason,
  fetchTickets,
  type HydratedTicket,
  type LogEntry,
  projectLines,
  recordAdmission,
  type ScanOutcome,
  type ScanRequest,
  ticketObject,
} from "../../tickets/index.ts";
import { foreignLookUp } from "./foreign.ts";
import { answerOf, type PresentedVerdict, presentVerdict } from "./redeem.ts";
import { type ReadScan, readScan, type ScanInput, type Verdict } from "./scans.ts";

/** The number of tickets' objects called at once. */
const AT_ONCE = 32;

/**
 * Hands in one scan that this device decided by itself, or a provider's scan for one of its devices. Errors:
 * E_DEVICE_REQUIRED, E_PERMISSION, E_SCAN_ID_REUSED, E_SCOPE_MISMATCH, E_RATE_LIMIT, E_UNAVAILABLE.
 */
export async function importScan(
  ctx: Context,
  body: Omit<ScanInput, "device_at" | "time" | "offline"> & {
    ts: number;
    at?: number;
    device_id?: string;
    result?: "pass" | "fail";
    reason?: FailReason;
  },
): Promise<PresentedVerdict> {
  const { ts: device_at, at, device_id, result = "pass", reason = null, ...scan } = body;
  const device = await requireImporter(ctx, device_id);
  const time = decideTime({ device_at, at }, { ...device, now: ctx.now, offset_ms: 0 });
  const [answer] = await redeemHandedIn(ctx, device, [{ ...scan, device_at, time, offline: { result, reason } }]);
  if (!answer || answer instanceof AppError) throw answer ?? new AppError(errors.unavailable);
  return presentVerdict(ctx, answer);
}

async function requireImporter(ctx: Context, device_id: string | undefined): Promise<DevicePrincipal> {
  if (!ctx.device && device_id) return requireReportedDevice(ctx, device_id);
  if (!ctx.device) throw new AppError(errors.device_required);
  if (device_id && device_id !== ctx.device.device_id) throw new AppError(errors.scope_mismatch, { device_id });
  storeFor(ctx, "redeem", ctx.device.store_id);
  return ctx.device;
}

type ReadOutcome = (ReadScan & { place: number }) | { error: AppError; place: number };

/**
 * Decides the scans of each ticket in the given order, and answers in that order: a verdict, or an AppError with the
 * reason for none. One query reads all tickets, and one copy brings their lines to D1.
 */
export async function redeemHandedIn(
  ctx: Context,
  device: DevicePrincipal,
  scans: readonly ScanInput[],
): Promise<(Verdict | AppError)[]> {
  const lookUp = foreignLookUp(ctx, device, scans);
  const read = await Promise.all(scans.map((scan, place) => tryRead(place, () => readScan(ctx, device, scan, lookUp))));
  const answers: (Verdict | AppError)[] = [];
  const tickets = new Map<string, string>();
  const legible: (ReadScan & { ticket_id: string; place: number })[] = [];
  for (const scan of read) {
    if ("error" in scan) answers[scan.place] = scan.error;
    else if (scan.ticket_id === null) answers[scan.place] = await tryAnswer(ctx, scan, { outcome: "unknown" });
    else if ((tickets.get(scan.request.scan_id) ?? scan.ticket_id) !== scan.ticket_id)
      answers[scan.place] = new AppError(ticketErrors.scan_id_reused);
    else {
      tickets.set(scan.request.scan_id, scan.ticket_id);
      legible.push(scan);
    }
  }
  const known = Map.groupBy(legible, ({ ticket_id }) => ticket_id);
  const named_tickets = [...known].map(([ticket_id, of]) => ({
    ticket_id,
    scan_ids: of.map(({ request }) => request.scan_id),
  }));
  const met = await fetchAll(ctx, named_tickets);
  const told: LogEntry[] = [];
  const queue = [...known];
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [ticket_id, of] = next;
      await letOthersBeHeard();
      const named = { tenant_id: ctx.tenant_id, ticket_id };
      const requests = of.map(({ request }) => request);
      const outcomes = await askObject(ctx, named, requests, met.get(ticket_id));
      told.push(...outcomes.flatMap(newLineOf));
      for (const [index, scan] of of.entries())
        answers[scan.place] = await tryAnswer(ctx, scan, outcomes[index] ?? { outcome: "unavailable" });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await copy(ctx, told);
  return answers;
}

/** An object that cannot answer leaves only its own scans without a verdict (rule O3). */
async function askObject(
  ctx: Context,
  named: { tenant_id: string; ticket_id: string },
  requests: readonly ScanRequest[],
  met: HydratedTicket | undefined,
): Promise<ScanOutcome[]> {
  try {
    return await ticketObject(ctx, named.ticket_id).redeemForCaller(named, requests, met);
  } catch (error) {
    if (!outageOf(error)) throw error;
    return requests.map(() => ({ outcome: "unavailable" }));
  }
}

/** Reads the tickets from D1. While D1 is down, tickets whose objects have their facts are still decided. */
async function fetchAll(
  ctx: Context,
  requests: Parameters<typeof fetchTickets>[1],
): Promise<Map<string, HydratedTicket>> {
  try {
    return requests.length > 0 ? await fetchTickets(ctx.db, requests) : new Map();
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.unavailable) return new Map();
    throw error;
  }
}

async function tryRead(place: number, read: () => Promise<ReadScan>): Promise<ReadOutcome> {
  try {
    return { ...(await read()), place };
  } catch (error) {
    if (error instanceof AppError) return { error, place };
    throw error;
  }
}

async function tryAnswer(ctx: Context, read: ReadScan, outcome: ScanOutcome): Promise<Verdict | AppError> {
  try {
    // The gate did not receive the refusal, and the guest is inside.
    if (outcome.outcome === "decided" && outcome.replayed && read.request.admitted) await recordAdmission(ctx, outcome);
    return await answerOf(ctx, read, outcome);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function newLineOf(outcome: ScanOutcome): LogEntry[] {
  if (outcome.outcome !== "decided" || outcome.replayed) return [];
  // The object copies a line that records this scan as a repeat.
  return outcome.line.recorded_as === undefined ? [outcome] : [];
}

/** The objects' decisions are final already; if D1 refuses the copy, each object's alarm repeats it. */
async function copy(ctx: Context, told: readonly LogEntry[]): Promise<void> {
  if (told.length === 0) return;
  try {
    await projectLines(ctx, told, true);
  } catch (error) {
    logTrouble("warn", "uploaded scans are not copied to D1 yet", error);
    return;
  }
  const copied = Map.groupBy(told, ({ facts }) => facts.ticket_id);
  const confirmed = [...copied].map(([ticket_id, lines]) =>
    ticketObject(ctx, ticket_id).projected(lines.map(({ line }) => copiedLine(line))),
  );
  ctx.waitUntil(Promise.allSettled(confirmed));
}
