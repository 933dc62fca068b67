/** Codes of tickets that were sold elsewhere, looked up for the scans of one request (rule M8). */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type ForeignTickets, findForeignTickets, readTicketCode } from "../../ticket-codes/index.ts";
import type { FailReason } from "../../tickets/index.ts";

interface Scanned {
  qr_token?: string;
  offline?: { result: "pass" | "fail"; reason: FailReason | null };
}

/** Finds the ticket of a scan whose code is none of ours. Error: E_RATE_LIMIT once its device tried too many such codes. */
export type ForeignLookUp = (scan: Scanned) => Promise<{ ticket_id: string } | undefined>;

/**
 * The look-up for the scans of one request, which reads all their codes together at the first call. A tenant without such
 * tickets has no look-up, so a scan of it needs nothing more.
 */
export function foreignLookUp(ctx: Context, device: DevicePrincipal, scans: readonly Scanned[]): ForeignLookUp {
  let looking: Promise<ForeignTickets> | undefined;
  return async (scan) => {
    const { qr_token } = scan;
    if (!device.foreign_codes || qr_token === undefined || isDecided(scan)) return undefined;
    looking ??= lookUp(ctx, device, scans);
    const { found, over, retry_after_s } = await looking;
    if (over.has(qr_token)) throw new AppError(errors.rate_limit, undefined, retry_after_s);
    const ticket_id = found.get(qr_token);
    return ticket_id === undefined ? undefined : { ticket_id };
  };
}

async function lookUp(
  ctx: Context,
  { device_id }: DevicePrincipal,
  scans: readonly Scanned[],
): Promise<ForeignTickets> {
  const texts = scans.filter((scan) => !isDecided(scan)).flatMap(({ qr_token }) => qr_token ?? []);
  const unsigned = await Promise.all(
    texts.map(async (text) => ((await readTicketCode(ctx.env, ctx.tenant_id, text)) ? [] : [text])),
  );
  return findForeignTickets(ctx, `device:${ctx.tenant_id}:${device_id}`, unsigned.flat());
}

/** The gate found the code on no list, and let nobody in. */
function isDecided({ offline }: Scanned): boolean {
  return offline?.result === "fail" && offline.reason === "invalid_sig";
}
