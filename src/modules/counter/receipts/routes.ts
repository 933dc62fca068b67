/** Routes of receipts, their templates, and printers. */

import { contract, FileReply } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { receiptErrors } from "./domain/words.ts";
import { drawPreview, drawTestPrint, getTestPrint, previewTemplate } from "./service/preview.ts";
import * as printers from "./service/printers.ts";
import { countPrint, drawReceipt, getReceipt } from "./service/receipt.ts";
import { drawRefundSlip, getRefundSlip } from "./service/refund-slip.ts";
import * as templates from "./service/templates.ts";
import { drawZReport, getZReport } from "./service/z-report.ts";
import * as wire from "./wire.ts";

const ACTIVE = { true: true, false: false, all: undefined };
const whole = <Item>(items: Item[]) => ({ items, next_cursor: null, has_more: false });

export const routes = [
  contract({
    method: "get",
    path: "/receipts/:sale_id",
    tag: "receipts",
    summary: "Read one page of a sale's receipt",
    description: "The reply is a document, HTML, PDF or ESC/POS bytes. X-Pages counts the pages.",
    permission: "sales_read",
    own_records: true,
    params: wire.ReceiptParams,
    query: wire.ReceiptQuery,
    reply: wire.Receipt,
    files: ["text/html", "application/pdf", "application/octet-stream"],
    handle: async ({ ctx, params, query }) => {
      if (query.format === "json") return getReceipt(ctx, params.sale_id, query);
      const { content_type, body, filename, pages } = await drawReceipt(ctx, params.sale_id, query);
      return new FileReply(content_type, body, { filename, ...(pages !== undefined && { pages }) });
    },
  }),
  contract({
    method: "get",
    path: "/refunds/:refund_id/slip",
    tag: "receipts",
    summary: "Read the slip of a refund",
    description: "The reply is a document, HTML, PDF or ESC/POS bytes.",
    permission: "sales_read",
    own_records: true,
    params: wire.RefundSlipParams,
    query: wire.RefundSlipQuery,
    reply: wire.RefundSlip,
    files: ["text/html", "application/pdf", "application/octet-stream"],
    errors: [receiptErrors.refund_state],
    handle: async ({ ctx, params, query }) => {
      if (query.format === "json") return getRefundSlip(ctx, params.refund_id, query);
      const { content_type, body, filename } = await drawRefundSlip(ctx, params.refund_id, query);
      return new FileReply(content_type, body, { filename });
    },
  }),
  contract({
    method: "get",
    path: "/day_closes/:store_id/:business_date/paper",
    tag: "day closes",
    summary: "Read the paper of a Z report",
    description: "The reply is a document, HTML, PDF or ESC/POS bytes.",
    permission: "approve",
    params: wire.ZReportParams,
    query: wire.RefundSlipQuery,
    reply: wire.ZReport,
    files: ["text/html", "application/pdf", "application/octet-stream"],
    handle: async ({ ctx, params, query }) => {
      if (query.format === "json") return getZReport(ctx, params, query);
      const { content_type, body, filename } = await drawZReport(ctx, params, query);
      return new FileReply(content_type, body, { filename });
    },
  }),
  contract({
    method: "post",
    path: "/receipts/:sale_id/prints",
    tag: "receipts",
    summary: "Count a print of a receipt",
    description: "The second and later prints are marked as copies.",
    permission: "sell",
    idempotency: "key",
    params: wire.ReceiptParams,
    body: wire.PrintRequest,
    status: 201,
    reply: wire.Print,
    errors: [errors.busy],
    handle: ({ ctx, params, body }) => countPrint(ctx, params.sale_id, body.printer_id),
  }),
  contract({
    method: "get",
    path: "/receipt-templates",
    tag: "receipts",
    summary: "List receipt templates",
    permission: "authenticated",
    query: wire.TemplateQuery,
    reply: wire.Template,
    list: true,
    etag: true,
    handle: async ({ ctx, query: { store_id, active } }) =>
      whole(await templates.listTemplates(ctx, { store_id, active: ACTIVE[active] })),
  }),
  contract({
    method: "post",
    path: "/receipt-templates",
    tag: "receipts",
    summary: "Create a receipt template",
    permission: "settings_write",
    idempotency: "key",
    body: wire.NewTemplate,
    status: 201,
    reply: wire.Template,
    handle: ({ ctx, body }) => templates.createTemplate(ctx, body),
  }),
  contract({
    method: "post",
    path: "/receipt-templates/preview",
    tag: "receipts",
    summary: "Draw an example sale in a look that is not saved",
    description: "The reply is a document, HTML, PDF or ESC/POS bytes.",
    permission: "settings_write",
    idempotency: "natural",
    query: wire.PreviewQuery,
    body: wire.PreviewRequest,
    reply: wire.Receipt,
    files: ["text/html", "application/pdf", "application/octet-stream"],
    handle: async ({ ctx, body, query }) => {
      if (query.format === "json") return previewTemplate(ctx, body, query);
      const { content_type, body: file, filename } = await drawPreview(ctx, body, query);
      return new FileReply(content_type, file, { filename });
    },
  }),
  contract({
    method: "get",
    path: "/receipt-templates/:receipt_template_id",
    tag: "receipts",
    summary: "Read a receipt template",
    permission: "authenticated",
    params: wire.TemplateParams,
    reply: wire.Template,
    handle: ({ ctx, params }) => templates.getTemplate(ctx, params.receipt_template_id),
  }),
  contract({
    method: "put",
    path: "/receipt-templates/:receipt_template_id",
    tag: "receipts",
    summary: "Replace a receipt template",
    permission: "settings_write",
    idempotency: "key",
    params: wire.TemplateParams,
    body: wire.TemplateTerms,
    reply: wire.Template,
    handle: ({ ctx, params, body }) => templates.replaceTemplate(ctx, params.receipt_template_id, body),
  }),
  contract({
    method: "delete",
    path: "/receipt-templates/:receipt_template_id",
    tag: "receipts",
    summary: "Deactivate a receipt template",
    permission: "settings_write",
    idempotency: "natural",
    params: wire.TemplateParams,
    reply: wire.Template,
    handle: ({ ctx, params }) => templates.retireTemplate(ctx, params.receipt_template_id),
  }),
  contract({
    method: "get",
    path: "/printers",
    tag: "receipts",
    summary: "List printers, or those of a device",
    permission: "authenticated",
    query: wire.PrinterQuery,
    reply: wire.Printer,
    list: true,
    etag: true,
    handle: async ({ ctx, query: { active, ...query } }) =>
      whole(await printers.listPrinters(ctx, { ...query, active: ACTIVE[active] })),
  }),
  contract({
    method: "post",
    path: "/printers",
    tag: "receipts",
    summary: "Create a printer",
    permission: "settings_write",
    idempotency: "key",
    body: wire.NewPrinter,
    status: 201,
    reply: wire.Printer,
    handle: ({ ctx, body }) => printers.createPrinter(ctx, body),
  }),
  contract({
    method: "get",
    path: "/printers/:printer_id",
    tag: "receipts",
    summary: "Read a printer with its devices",
    permission: "authenticated",
    params: wire.PrinterParams,
    reply: wire.Printer,
    handle: ({ ctx, params }) => printers.getPrinter(ctx, params.printer_id),
  }),
  contract({
    method: "get",
    path: "/printers/:printer_id/test",
    tag: "receipts",
    summary: "Read the test print of a printer",
    description: "The reply is a document, HTML, PDF or ESC/POS bytes of the printer's profile.",
    permission: "settings_write",
    params: wire.PrinterParams,
    query: wire.PreviewQuery,
    reply: wire.TestPrint,
    files: ["text/html", "application/pdf", "application/octet-stream"],
    handle: async ({ ctx, params, query }) => {
      if (query.format === "json") return getTestPrint(ctx, params.printer_id, query);
      const { content_type, body, filename } = await drawTestPrint(ctx, params.printer_id, query);
      return new FileReply(content_type, body, { filename });
    },
  }),
  contract({
    method: "put",
    path: "/printers/:printer_id",
    tag: "receipts",
    summary: "Replace a printer",
    description: "Its devices stay.",
    permission: "settings_write",
    idempotency: "key",
    params: wire.PrinterParams,
    body: wire.PrinterTerms,
    reply: wire.Printer,
    handle: ({ ctx, params, body }) => printers.replacePrinter(ctx, params.printer_id, body),
  }),
  contract({
    method: "delete",
    path: "/printers/:printer_id",
    tag: "receipts",
    summary: "Deactivate a printer",
    permission: "settings_write",
    idempotency: "natural",
    params: wire.PrinterParams,
    reply: wire.Printer,
    handle: ({ ctx, params }) => printers.retirePrinter(ctx, params.printer_id),
  }),
  contract({
    method: "put",
    path: "/printers/:printer_id/devices",
    tag: "receipts",
    summary: "Replace a printer's devices in a role",
    permission: "settings_write",
    idempotency: "key",
    params: wire.PrinterParams,
    body: wire.PrinterDevices,
    reply: wire.Printer,
    handle: ({ ctx, params, body }) => printers.assignDevices(ctx, params.printer_id, body),
  }),
];
