/** Use-cases of refund slips: a slip is read from refund and sale, made into a document, and drawn like a receipt. */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { nameOfDevice } from "../../../access/devices/index.ts";
import { findPerson } from "../../../access/employees/index.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { findReason } from "../../../offer/approvals/index.ts";
import { CASH, laterSurcharges, listPaymentTypes, paymentsOf } from "../../payments/index.ts";
import { getRefund, type Refund, refundTotal } from "../../refunds/index.ts";
import { getSale } from "../../sales/index.ts";
import type { ReceiptDocument } from "../domain/document.ts";
import { slipDocument } from "../domain/refund-slip.ts";
import { receiptErrors } from "../domain/words.ts";
import { findTemplate } from "../store.ts";
import { DEFAULT_PRINTER } from "./escpos.ts";
import { printerOf } from "./printers.ts";
import {
  drawDocument,
  nameOfMethod,
  namesOfPackages,
  type ReceiptFile,
  type ReceiptQuery,
  sellerOf,
} from "./receipt.ts";
import { lookOf } from "./templates.ts";

type SlipQuery = Omit<ReceiptQuery, "page">;

/** A slip as a document, with its refund and the receipt that it names. */
export type RefundSlip = Omit<ReceiptDocument, "copy" | "page" | "pages"> & { refund_id: string; slip_no: string };

/** The slip of a refund. Errors: E_NOT_FOUND; E_SCOPE_MISMATCH; E_PERMISSION; E_REFUND_STATE before completion. */
export async function getRefundSlip(ctx: Context, refund_id: string, query: SlipQuery): Promise<RefundSlip> {
  const { document, receipt_no } = await gather(ctx, refund_id, query);
  return { ...document, refund_id, slip_no: document.receipt_no, receipt_no };
}

/** The slip of a refund drawn for paper. Errors as for the document. */
export async function drawRefundSlip(ctx: Context, refund_id: string, query: SlipQuery): Promise<ReceiptFile> {
  const { document, printer } = await gather(ctx, refund_id, query);
  return drawDocument(ctx, document, printer, query.format);
}

async function gather(ctx: Context, refund_id: string, { lang, width }: SlipQuery) {
  const refund = await getRefund(ctx, refund_id);
  if (refund.status !== "completed") throw new AppError(receiptErrors.refund_state, { status: refund.status });
  const { store_id, device_id, requested_by, approved_by, reason_code } = refund;
  const sale = await getSale(ctx, refund.sale_id);
  const [store, settings, store_look, printer, nameOf, types, till, person, approver, reason] = await Promise.all([
    getStore(ctx, store_id),
    readSettings(ctx, store_id),
    lookOf(ctx, store_id),
    printerOf(ctx, ctx.device?.device_id ?? device_id ?? sale.device_id),
    namesOfPackages(ctx, sale.lines),
    listPaymentTypes(ctx),
    device_id === null ? undefined : nameOfDevice(ctx, device_id),
    findPerson(ctx, { employee_id: requested_by }),
    approved_by === null ? undefined : findPerson(ctx, { employee_id: approved_by }),
    reason_code === null ? undefined : findReason(ctx, reason_code),
  ]);
  const own_look = printer?.receipt_template_id ? await findTemplate(ctx.db, printer.receipt_template_id) : undefined;
  const look = own_look?.active ? own_look : store_look;
  const payments = (await paymentsOf(ctx, [refund.sale_id])).get(refund.sale_id) ?? [];
  const total = refundTotal(refund);
  const document = slipDocument({
    language: lang ?? settings["receipt.language"],
    look: { ...look, paper_width_mm: width ?? printer?.paper_width_mm ?? look.paper_width_mm },
    seller: sellerOf(settings),
    store,
    till: till ?? "",
    cashier: person?.name ?? till ?? "",
    approver: approver?.name ?? null,
    refund: {
      ...refund,
      slip_no: refund.slip_no ?? refund_id,
      completed_at: refund.completed_at ?? refund.created_at,
      total,
      surcharge: total - refund.amount,
      taxes: refund.taxes ?? [],
      reason: refund.reason_text ?? (reason ? { en: reason.label_en, th: reason.label_th } : refund.reason_code),
    },
    receipt: { ...sale, paid: sale.grand_total + sale.surcharge_total + laterSurcharges(payments).total },
    lines: refund.lines.flatMap((given) => {
      const line = sale.lines.find(({ line_no }) => line_no === given.line_no);
      return line ? sharesOf(given).map((share) => ({ name: nameOf(line.package_id, line.name), ...share })) : [];
    }),
    payments: refund.payments.map(({ method, amount, surcharge = 0 }) => {
      return { name: nameOfMethod(method, types), amount: amount + surcharge, opens_drawer: method === CASH };
    }),
  });
  return { document, receipt_no: sale.receipt_no, printer: printer ?? DEFAULT_PRINTER };
}

/** The refunded parts of a line: its units, and separately the places of each party that stays valid. */
function sharesOf({ qty, amount, parts = [] }: Refund["lines"][number]) {
  const parties = parts.flatMap(({ places = 0, amount: share }) =>
    places > 0 ? [{ qty: 0, places, amount: share }] : [],
  );
  const rest = amount - parties.reduce((sum, party) => sum + party.amount, 0);
  return qty > 0 || rest > 0 || parties.length === 0 ? [{ qty, places: 0, amount: rest }, ...parties] : parties;
}
