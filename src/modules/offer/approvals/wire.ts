/** The shapes of approvals on the wire. */

import * as z from "zod";
import {
  exactlyOneOf,
  id,
  money,
  optionalText,
  paging,
  pin,
  secondPerson,
  sentMoney,
  text,
  time,
} from "../../../platform/http/fields.ts";
import { LEVELS, SOURCES } from "../../../shared/levels.ts";
import { items, promo_codes } from "../carts/wire.ts";
import { ACTIONS } from "./domain/actions.ts";
import { APPROVED_LINES } from "./domain/carts.ts";
import { APPROVAL_STATUSES } from "./domain/requests.ts";
import { APPROVAL_NEEDS } from "./domain/requirements.ts";

const action = z.enum(ACTIONS);
const reason_code = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, "must be a name such as guest_request");

const asked = {
  action,
  store_id: id.optional().describe("needed in the console by a person with several stores"),
  subject_id: id
    .optional()
    .describe("the sale, ticket or shift; for a discount the sale_id that the till chose, or the parked cart's id"),
  amount: sentMoney.optional().describe("the highest sum that it allows, in satang; absent for an act without a sum"),
  cart: z
    .strictObject({ items: items.max(APPROVED_LINES), promo_codes, customer_id: id.optional() })
    .optional()
    .describe("for a discount or a price override: the cart that the server prices and the approver sees"),
};

export const PinApprovalRequest = z
  .strictObject({
    approver_email: z.email().max(254).optional(),
    approver_id: id.optional(),
    pin,
    ...asked,
  })
  .refine(({ approver_email, approver_id }) => (approver_email === undefined) !== (approver_id === undefined), {
    path: ["approver_email"],
    message: "name the approver by either approver_email or approver_id",
  })
  .meta({ id: "PinApprovalRequest", ...exactlyOneOf("approver_email", "approver_id") });

const limits = { action, subject_id: id.nullable(), amount: money.nullable() };

const cart = z
  .object({
    lines: z.array(
      z.object({
        package_id: id,
        name: z.string(),
        qty: z.number().int(),
        unit_price: money,
        override_price: money.optional().describe("the price that the till set"),
        listed_price: money.optional().describe("the listed price, when override_price differs"),
        discount_total: money,
        total: money,
        discount: z.object({ kind: z.enum(["percent", "amount"]), value: z.number().int() }).optional(),
      }),
    ),
    subtotal: money,
    discount_total: money,
    given_by_hand: money.describe("satang of discounts by hand; rules give the rest of discount_total"),
    overridden_by: money.optional().describe("satang by which override_price differs from listed prices, in total"),
    tax_total: money,
    grand_total: money,
  })
  .nullable()
  .describe("the cart as the server priced it for the request");

export const Grant = z
  .object({
    approval_id: id,
    approval_token: z.string(),
    ...limits,
    cart,
    approver_id: id,
    expires_at: time,
  })
  .meta({ id: "Grant" });

export const RemoteApprovalRequest = z
  .strictObject({
    ...asked,
    reason_code: reason_code.optional(),
    note: optionalText(200),
  })
  .meta({ id: "RemoteApprovalRequest" });

export const AskedApproval = z
  .object({
    approval_id: id,
    approval_token: z.string().describe("valid once the request is approved"),
    status: z.enum(APPROVAL_STATUSES),
    store_id: id,
    ...limits,
    cart,
    expires_at: time.describe("it can be decided until then"),
  })
  .meta({ id: "AskedApproval" });

export const Approval = z
  .object({
    approval_id: id,
    store_id: id,
    device_id: id.nullable(),
    ...limits,
    reason_code: z.string().nullable(),
    note: z.string().nullable(),
    requester_id: id,
    requested_at: time,
    status: z.enum(APPROVAL_STATUSES),
    decided_by: id.nullable(),
    decided_at: time.nullable(),
    decision_note: z.string().nullable(),
    expires_at: time.describe("it can be decided until then, and once approved, used until then"),
    used_for: id.nullable().describe("the record that used it up"),
    used_at: time.nullable(),
  })
  .meta({ id: "Approval" });

export const ApprovalWithCart = z.object({ ...Approval.shape, cart }).meta({ id: "ApprovalWithCart" });

export const ApprovalParams = z.object({ approval_id: id });

export const ApproveRequest = z.strictObject({ pin, note: optionalText(200) }).meta({ id: "ApproveRequest" });
export const RejectRequest = z.strictObject({ note: optionalText(200) }).meta({ id: "RejectRequest" });

export const PendingQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  action: action.optional(),
  requester_id: id.optional(),
});

export const ApprovalQuery = z.strictObject({
  ...PendingQuery.shape,
  status: z.enum(APPROVAL_STATUSES).optional(),
  approver_id: id.optional().describe("the employee who approved or rejected it"),
  from: time.optional().describe("requested at or after"),
  to: time.optional(),
});

export const ReasonCode = z
  .object({
    reason_code: z.string(),
    label_en: z.string(),
    label_th: z.string(),
    actions: z.array(z.string()),
    active: z.boolean(),
  })
  .meta({ id: "ReasonCode" });

const reasonFields = {
  label_en: text(100),
  label_th: text(100),
  actions: z
    .array(action)
    .min(1)
    .refine((actions) => new Set(actions).size === actions.length, "must not name an action twice")
    .meta({ uniqueItems: true }),
};

export const NewReasonCode = z.strictObject({ reason_code, ...reasonFields }).meta({ id: "NewReasonCode" });
export const ReasonCodeRequest = z
  .strictObject({ ...reasonFields, active: z.boolean().default(true) })
  .meta({ id: "ReasonCodeRequest" });
export const ReasonCodeParams = z.object({ reason_code });
export const ReasonCodeQuery = z.strictObject({
  active: z.enum(["true", "all"]).default("true").describe("all: inactive ones too"),
});

const requirement = {
  approval: z
    .enum(APPROVAL_NEEDS)
    .describe(
      "whether a holder of the permission needs a grant; unless_permitted: only above above_amount; others always need one",
    ),
  above_amount: sentMoney.nullable().describe("satang above which a holder of the permission also needs a grant"),
  reason_required: z.boolean(),
};

export const Requirement = z
  .object({
    action,
    ...requirement,
    source: z.enum(SOURCES).describe("the level that it comes from"),
    pending: z
      .array(
        z.object({
          level: z.enum(LEVELS),
          requirement: z.object(requirement).nullable().describe("null: the inherited value from then on"),
          from: time,
        }),
      )
      .describe("loosening changes that are not in force yet"),
  })
  .meta({ id: "ApprovalRequirement" });

export const RequirementRequest = z
  .strictObject({
    store_id: id.optional().describe("absent: for the whole tenant"),
    ...requirement,
    approver: secondPerson.optional(),
  })
  .meta({ id: "ApprovalRequirementRequest" });

export const RequirementRemoval = z
  .strictObject({ approver: secondPerson.optional() })
  .meta({ id: "ApprovalRequirementRemoval" });

export const RequirementParams = z.object({ action });
export const RequirementQuery = z.strictObject({ store_id: id.optional() });
