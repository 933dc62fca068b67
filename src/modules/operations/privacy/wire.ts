/** The shapes of guests' data on the wire. */

import * as z from "zod";
import { id, money, signedMoney, text, time } from "../../../platform/http/fields.ts";
import { givenAnswers } from "../../admission/scans/wire.ts";

export const CustomerParams = z.object({ customer_id: id });

export const EraseRequest = z
  .strictObject({
    reason: text(200).describe("kept for ever: give the request's number, and no name"),
    confirm: z.string().max(30).describe("the customer_id again"),
  })
  .meta({ id: "EraseRequest" });

export const Erasure = z
  .object({
    customer_id: id,
    customer_ids: z.array(id).describe("the ids of all customers that are this guest, by merges"),
    erased_at: time,
  })
  .meta({ id: "Erasure" });

const count = z.number().int();

export const GuestExport = z
  .object({
    exported_at: time,
    customers: z.array(
      z.object({
        customer_id: id,
        name: z.string(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
        note: z.string().nullable(),
        active: z.boolean(),
        merged_into: id.nullable(),
        created_at: time,
        spend_total: signedMoney,
        visits_count: count,
        points: count,
        last_visit_at: time.nullable(),
        erased_at: time.nullable(),
      }),
    ),
    entries: z
      .array(
        z.object({
          customer_id: id,
          entry_id: z.string(),
          kind: z.string(),
          at: time,
          sale_id: id.nullable(),
          spend: signedMoney,
          visits: count,
          points: count,
          reason: z.string().nullable(),
        }),
      )
      .describe("changes of spend, visits and points, oldest first"),
    sales: z.array(
      z.object({
        sale_id: id,
        receipt_no: z.string(),
        store_id: id,
        sold_at: time,
        lines: z.array(
          z.object({ package_id: id, name: z.string(), qty: count, total: money, ticket_ids: z.array(id) }),
        ),
        discount_total: money,
        tax_total: money,
        grand_total: money,
        promo_codes: z.array(z.string()).nullable(),
        note: z.string().nullable(),
        voided_at: time.nullable(),
        payments: z.array(
          z.object({ method: z.string(), amount: money, status: z.string(), reference: z.string().nullable() }),
        ),
      }),
    ),
    refunds: z.array(
      z.object({
        refund_id: id,
        sale_id: id,
        amount: money,
        reason_code: z.string().nullable(),
        status: z.string(),
        created_at: time,
      }),
    ),
    tickets: z.array(
      z.object({
        ticket_id: id,
        sale_id: id,
        package_id: id,
        type: z.string(),
        status: z.string(),
        quota_or_minutes: count,
        used: count,
        valid_from: time,
        valid_to: time.nullable(),
        issued_at: time,
        printed_count: count,
      }),
    ),
    attempts: z
      .array(
        z.object({
          ticket_id: id,
          happened_at: time,
          result: z.string(),
          reason: z.string().nullable(),
          direction: z.string(),
          party: count,
          zone: z.string().nullable(),
          device_name: z.string(),
          answers: givenAnswers.nullable().describe("the gate's questions with the guest's answers"),
        }),
      )
      .describe("when and where the tickets were used"),
    open_tickets: z.array(
      z.object({
        open_ticket_id: id,
        name: z.string().nullable(),
        note: z.string().nullable(),
        status: z.string(),
        created_at: time,
      }),
    ),
    audits: z.array(
      z.object({
        sequence: count,
        at: time,
        event: z.string(),
        actor_id: z.string(),
        changes: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: "GuestExport" });
