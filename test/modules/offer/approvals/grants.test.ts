/**
 * Tests of grants: a grant allows one act, of one amount, for its requester, once; a failed act uses up nothing (rules
 * A1, A2, P8).
 */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let cashier: Client;
beforeAll(async () => {
  park = await newPark();
  cashier = await park.till();
});

/** One day ticket with a discount by hand. */
const itemsWith = (off: number) => [
  { package_id: park.packages.single, qty: 1, discount: { kind: "amount", value: off } },
];

/**
 * A grant by the supervisor's PIN at the cashier's till, by default for 35 baht off one sale; and the fields that the
 * sale sends.
 */
async function grant(fields: object = {}, requester = cashier) {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  const asked = { action: "manual_discount", subject_id: newId(Date.now()), amount: 3_500, ...fields };
  const cart = asked.action === "manual_discount" ? { cart: { items: itemsWith(asked.amount) } } : {};
  const made = await requester.post("/approvals/verify-pin", { approver_email, pin, ...cart, ...asked });
  return { ...made, sale: { sale_id: asked.subject_id, approval_token: made.data?.approval_token as string } };
}

/** One day ticket with a discount by hand, paid in cash. */
function discounted(off: number, fields: object = {}) {
  return { items: itemsWith(off), payments: [{ method: "cash", amount: 35_000 - off }], ...fields };
}

const sell = (body: object, seller = cashier) => seller.post("/sales", body, newId(Date.now()));

const sales = () => countRows("sales", park.tenant_id);

describe("a grant", () => {
  test("[A1] a grant allows its discount, and both names are in the audit of the sale", async () => {
    const made = await grant();
    expect([made.status, made.data.action, made.data.amount]).toEqual([200, "manual_discount", 3_500]);
    const left_ms = Date.parse(made.data.expires_at) - Date.now();
    expect(left_ms).toBeGreaterThan(115_000);
    expect(left_ms).toBeLessThanOrEqual(120_000);
    const sold = await sell(discounted(3_500, made.sale));
    const approver_id = park.employees.supervisor?.employee_id;
    expect([sold.status, sold.data.grand_total, sold.data.approver_id]).toEqual([201, 31_500, approver_id]);
    const row = (await auditRows(park.tenant_id, "event = 'sale.created'")).at(-1);
    expect(row).toMatchObject({ actor_id: park.employees.cashier?.employee_id, approver_id });
  });

  type Sale = Awaited<ReturnType<typeof grant>>["sale"];
  const misuses: [what: string, misuse: (sale: Sale) => Promise<object> | object, reason: string, fields?: object][] = [
    ["of one satang more", (sale) => discounted(3_501, sale), "amount"],
    [
      "for another cart of the same sale and amount",
      (sale) => ({
        ...discounted(3_500, sale),
        items: [...itemsWith(3_500), { package_id: park.packages.single, qty: 1 }],
        payments: [{ method: "cash", amount: 66_500 }],
      }),
      "cart",
    ],
    [
      "for a percentage in place of the amount",
      (sale) => ({
        ...discounted(3_500, sale),
        items: [{ package_id: park.packages.single, qty: 1, discount: { kind: "percent", value: 1_000 } }],
      }),
      "cart",
    ],
    [
      "that was altered",
      ({ sale_id, approval_token: token }) =>
        discounted(3_500, { sale_id, approval_token: `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}` }),
      "unknown",
    ],
    ["that nobody made", () => discounted(3_500, { approval_token: `ppa_${newId(0)}.secret` }), "unknown"],
    ["that is no grant at all", () => discounted(3_500, { approval_token: "x" }), "unknown"],
    ["for another sale", (sale) => discounted(3_500, { ...sale, sale_id: newId(1) }), "subject"],
    ["for a sale that names no id", (sale) => discounted(3_500, { ...sale, sale_id: undefined }), "subject"],
    ["for another action", (sale) => discounted(3_500, sale), "action", { action: "refund" }],
    [
      "that is older than two minutes",
      async (sale) => {
        await env.DB.prepare("UPDATE approvals SET expires_at = ? WHERE tenant_id = ?")
          .bind(Date.now() - 1, park.tenant_id)
          .run();
        return discounted(3_500, sale);
      },
      "expired",
    ],
    [
      "of another store",
      async (sale) => {
        await env.DB.prepare("UPDATE approvals SET store_id = ? WHERE tenant_id = ?")
          .bind(park.second_store_id, park.tenant_id)
          .run();
        return discounted(3_500, sale);
      },
      "store",
    ],
  ];
  test.each(misuses)(
    "[A1] %s is 403 E_APPROVAL_REQUIRED, sells nothing, and is audited",
    async (_, misuse, reason, fields) => {
      const { sale } = await grant(fields);
      const before = await rowCounts(park.tenant_id);
      const reply = await sell(await misuse(sale));
      expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
      expect(reply.error?.details).toEqual({ action: "manual_discount", reason });
      // Unknown tokens are counted together, a row a minute.
      if (reason === "unknown") return;
      expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({ audits: 1 });
      const row = (await auditRows(park.tenant_id, "event = 'approval.misused'")).at(-1);
      expect(JSON.parse(row?.changes ?? "{}")).toMatchObject({ reason });
    },
  );

  test("[A1] a grant of one requester allows nothing to another", async () => {
    const { sale } = await grant();
    const person = await addPerson(park, { [park.store_id]: ["cashier"] });
    const till = await park.device("pos");
    const login = await till.post("/employees/login", { email: person.email, pin: person.pin });
    const reply = await sell(discounted(3_500, sale), clientOf(login.data.access_token));
    expect([reply.status, reply.error?.details?.reason]).toEqual([403, "requester"]);
  });

  test("[A1] a grant of another tenant is unknown", async () => {
    const other = await newPark();
    const { email: approver_email, pin } = other.employees.supervisor ?? {};
    const theirs = await other.person("cashier", "pos");
    const cart = { items: [{ ...itemsWith(3_500)[0], package_id: other.packages.single }] };
    const asked = { action: "manual_discount", subject_id: newId(Date.now()), amount: 3_500, cart };
    const made = await theirs.post("/approvals/verify-pin", { approver_email, pin, ...asked });
    expect(made.status).toBe(200);
    const reply = await sell(discounted(3_500, { approval_token: made.data.approval_token }));
    expect([reply.status, reply.error?.details?.reason]).toEqual([403, "unknown"]);
  });

  test("[A1] a grant is used once, also by two sales at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const before = await sales();
      const parked = await cashier.post("/open_tickets", { items: itemsWith(3_500) });
      const { sale } = await grant({ subject_id: parked.data.open_ticket_id });
      const { approval_token } = sale;
      const other_sales = [1, 2].map(() => sell(discounted(3_500, { approval_token })));
      const checkout = cashier.post(
        `/open_tickets/${parked.data.open_ticket_id}/checkout`,
        { approval_token, payments: [{ method: "cash", amount: 31_500 }] },
        newId(Date.now()),
      );
      const replies = await Promise.all([checkout, ...other_sales]);
      expect(replies.map(({ status }) => status)).toEqual([201, 403, 403]);
      const late = await sell(discounted(3_500, { approval_token }));
      expect([late.status, late.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
      expect(await sales()).toBe(before + 1);
    }
  });

  test("[A1] a grant stays valid when its sale fails", async () => {
    const { sale } = await grant();
    const failures = [
      { ...discounted(3_500, sale), payments: [{ method: "cash", amount: 1 }] },
      { ...discounted(3_500, sale), expected_total: 1 },
      { ...discounted(3_500, sale), payments: [{ method: "shells", amount: 31_500 }] },
    ];
    const before = await rowCounts(park.tenant_id);
    for (const body of failures) expect((await sell(body)).status).toBeGreaterThanOrEqual(409);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
    expect((await sell(discounted(3_500, sale))).status).toBe(201);
  });

  test("[A1] a grant for a sale that the till named is valid for that sale", async () => {
    const { sale } = await grant();
    const sold = await sell(discounted(3_500, sale));
    expect([sold.status, sold.data.sale_id]).toEqual([201, sale.sale_id]);
  });
});

describe("an approver", () => {
  const refused: [who: string, fields: () => object][] = [
    ["who is the requester", () => ({ approver_email: park.employees.cashier?.email })],
    ["without the permission", () => ({ approver_email: park.employees.gate?.email })],
    [
      "for an act they may not do themselves",
      () => ({
        action: "price_override",
        cart: { items: [{ package_id: park.packages.single, qty: 1, override_price: 31_500 }] },
      }),
    ],
  ];
  test.each(refused)("[A2] %s grants nothing", async (_, fields) => {
    const before = await rowCounts(park.tenant_id);
    const reply = await grant(fields());
    expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVER"]);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).not.toHaveProperty("approvals");
  });

  test("[A2] an approver only at another store grants nothing here", async () => {
    const { email, pin } = await addPerson(park, { [park.second_store_id]: ["supervisor"] });
    const reply = await grant({ approver_email: email, pin });
    expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVER"]);
  });

  test("[A2] a requester cannot approve their own act, even as a supervisor", async () => {
    const supervisor = await park.person("supervisor", "pos");
    const reply = await grant({}, supervisor);
    expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVER"]);
  });

  test("[A2] a suspended approver grants nothing", async () => {
    const owner = await park.person("owner");
    const { employee_id, email, pin } = await addPerson(park, { [park.store_id]: ["supervisor"] });
    await owner.post(`/employees/${employee_id}/suspend`);
    const reply = await grant({ approver_email: email, pin });
    expect([reply.status, reply.error?.code]).toEqual([403, "E_EMPLOYEE_SUSPENDED"]);
  });

  test("[A2] a wrong PIN, an unknown approver and another tenant's get the same answer", async () => {
    const other = await newPark();
    const answers = [
      await grant({ pin: "0000" }),
      await grant({ approver_email: "nobody@nowhere.test" }),
      await grant({ approver_email: other.employees.supervisor?.email }),
    ];
    for (const { status, error } of answers) expect([status, error]).toEqual([403, answers[0]?.error]);
    expect(answers[0]?.error?.code).toBe("E_APPROVER_PIN");
  });
});

describe("a discount by hand", () => {
  test("[P8] a cashier's discount without a grant is 403 E_APPROVAL_REQUIRED and sells nothing", async () => {
    const before = await sales();
    const reply = await sell(discounted(1));
    expect([reply.status, reply.error?.code, reply.error?.details?.reason]).toEqual([
      403,
      "E_APPROVAL_REQUIRED",
      "missing",
    ]);
    expect(await sales()).toBe(before);
  });

  test("[P8] a supervisor's discount needs no grant", async () => {
    const supervisor = await park.person("supervisor", "pos");
    const sold = await sell(discounted(10_000), supervisor);
    expect([sold.status, sold.data.discount_total, sold.data.approver_id]).toEqual([201, 10_000, null]);
  });

  test("[P8] a kiosk's discount is refused, because nobody asks", async () => {
    const kiosk = await park.device("kiosk");
    const reply = await sell(discounted(1), kiosk);
    expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
  });

  test("[P8] everyone sees a discount in a preview", async () => {
    const { items } = discounted(3_500);
    const preview = await cashier.post("/pricing/preview", { items });
    expect([preview.status, preview.data.grand_total]).toEqual([200, 31_500]);
  });
});

test("[U1] created and refused grants are both in the audit", async () => {
  const { email: approver_email } = park.employees.supervisor ?? {};
  await grant();
  // At another device, so that it is no repeat of the refused one at the till.
  const elsewhere = await park.person("cashier", "kiosk");
  await grant({ approver_email, pin: "0000" }, elsewhere);
  const rows = (await auditRows(park.tenant_id, "event LIKE 'approval.%'")).slice(-2);
  expect(rows.map(({ event }) => event)).toEqual(["approval.granted", "approval.refused"]);
  expect(rows[0]).toMatchObject({
    actor_id: park.employees.cashier?.employee_id,
    approver_id: park.employees.supervisor?.employee_id,
    device_id: park.devices.pos?.device_id,
  });
});

test("[A1] the reason codes are listed", async () => {
  const { data } = await cashier.get("/approvals/reason-codes");
  expect(data.map(({ reason_code }: { reason_code: string }) => reason_code)).toEqual([
    "cashier_error",
    "goodwill",
    "guest_request",
    "printer_jam",
  ]);
  expect((await call("GET", "/approvals/reason-codes")).status).toBe(401);
});
