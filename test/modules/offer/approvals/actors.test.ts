/**
 * Tests of requesters: an act that needs a second person also needs a first one, by action and kind of actor (rule A1).
 */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ACTIONS, type Action, MUST_NAME } from "../../../../src/modules/offer/approvals/domain/actions.ts";
import { insertGrantUse } from "../../../../src/modules/offer/approvals/store/grants.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import {
  type Client,
  cashSale,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

const key = () => newId(Date.now());

let park: TestPark;
let cashier: Client;
let till: Client;
let kiosk: Client;
let gate: Client;
beforeAll(async () => {
  park = await newPark();
  cashier = await park.till();
  [till, kiosk, gate] = await Promise.all([park.device("pos"), park.device("kiosk"), park.device("gate")]);
});

const discounted = () => [{ package_id: park.packages.single, qty: 1, discount: { kind: "amount", value: 3_500 } }];

const overridden = () => [{ package_id: park.packages.single, qty: 1, override_price: 31_500 }];

/** All fields of a request, whether the action needs them or not. */
function everything(action: Action): Record<string, unknown> {
  const items = action === "price_override" ? overridden() : discounted();
  const cart = MUST_NAME[action].includes("cart") ? { cart: { items } } : {};
  return { action, subject_id: key(), amount: 3_500, ...cart };
}

function byPin(by: Client, asked: object) {
  const { email: approver_email, pin } = park.employees.manager ?? {};
  return by.post("/approvals/verify-pin", { approver_email, pin, ...asked });
}

const ACTORS = [
  ["a person on a till", () => cashier, true],
  ["a till alone", () => till, false],
  ["a kiosk alone", () => kiosk, false],
  ["a gate alone", () => gate, false],
] as const;

const CASES = ACTIONS.flatMap((action) =>
  ACTORS.map(([who, actor, is_person]) => [who, action, actor, is_person || action === "gate_override"] as const),
);

describe("the requester", () => {
  test.each(CASES)("[A1] %s asks for %s by PIN and remotely as the table says", async (_, action, actor, allowed) => {
    const before = await rowCounts(park.tenant_id);
    const answers = [await byPin(actor(), everything(action)), await actor().post("/approvals", everything(action))];
    const told = answers.map(({ status, error }) => [status, error?.code]);
    const refused = [403, "E_REQUESTER"];
    expect(told).toEqual(
      allowed
        ? [
            [200, undefined],
            [201, undefined],
          ]
        : [refused, refused],
    );
    const added = rowsAdded(before, await rowCounts(park.tenant_id));
    if (!allowed) expect(added).not.toHaveProperty("approvals");
    if (!allowed) expect(added).not.toHaveProperty("approval_requests");
  });

  test("[A1] a device alone uses no person's grant, and does no such act by its own permission", async () => {
    const { sale_id } = (await cashier.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), key())).data;
    const asked = { action: "void", subject_id: sale_id, amount: 35_000 };
    const { approval_token } = (await byPin(cashier, asked)).data;
    const undo = (by: Client, fields: object) =>
      by.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error", ...fields });
    const by_device = [await undo(till, { approval_token }), await undo(till, {})];
    expect(by_device.map(({ status, error }) => [status, error?.code, error?.details?.reason])).toEqual([
      [403, "E_APPROVAL_REQUIRED", "device"],
      [403, "E_APPROVAL_REQUIRED", "missing"],
    ]);
    expect((await undo(cashier, { approval_token })).status).toBe(200);
  });
});

describe("the fields of a request", () => {
  const left_out = ACTIONS.flatMap((action) => MUST_NAME[action].map((field) => [action, field] as const));

  test("[A1] acts of money need subject and amount, and acts on prices the cart too", () => {
    const MONEY = ["subject_id", "amount"];
    expect(MUST_NAME).toMatchObject({ refund: MONEY, void: MONEY, shift_adjust: MONEY });
    expect(MUST_NAME).toMatchObject({ manual_discount: [...MONEY, "cart"], price_override: [...MONEY, "cart"] });
  });

  test.each(left_out)("[A1] %s without %s is 422 and names the field, by PIN and remotely", async (action, field) => {
    const { [field]: _, ...rest } = everything(action);
    for (const answer of [await byPin(cashier, rest), await cashier.post("/approvals", rest)]) {
      expect(answer.status).toBe(422);
      expect(answer.error?.details?.fields).toMatchObject([{ path: field }]);
    }
  });

  test("[A1] a cart is refused for an act that is not about prices", async () => {
    const asked = { action: "reprint", subject_id: key(), cart: { items: discounted() } };
    const refused = await byPin(cashier, asked);
    expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path: "cart" }]]);
  });
});

describe("the cart of an approval", () => {
  const ask = (fields: object) =>
    cashier.post("/approvals", { ...everything("manual_discount"), cart: { items: discounted() }, ...fields });

  test("[A1] the cart is the server's: the approver reads its lines and totals, whatever the till claims", async () => {
    const asked = await ask({});
    const supervisor = await park.person("supervisor");
    const { data } = await supervisor.get(`/approvals/${asked.data.approval_id}`);
    expect(data).toMatchObject({
      amount: 3_500,
      cart: {
        lines: [{ package_id: park.packages.single, qty: 1, unit_price: 35_000, discount_total: 3_500, total: 31_500 }],
        given_by_hand: 3_500,
        grand_total: 31_500,
      },
    });
  });

  test.each([[3_499], [3_501], [0]])(
    "[A1] an amount of %i that differs from the server's sum is refused with the right one",
    async (amount) => {
      const refused = await ask({ amount });
      expect([refused.status, refused.error?.details?.fields]).toMatchObject([
        422,
        [{ path: "amount", message: expect.stringContaining("3500") }],
      ]);
    },
  );

  test("[A1] the cart has at most a hundred lines, and its stored form is below 64 kB", async () => {
    await env.DB.prepare("UPDATE packages SET name = ? WHERE tenant_id = ?")
      .bind("ต".repeat(100), park.tenant_id)
      .run();
    const lines = (count: number) =>
      Array.from({ length: count }, () => ({ ...discounted()[0], discount: { kind: "amount", value: 35_000 } }));
    const most = await ask({ amount: 3_500_000, cart: { items: lines(100) } });
    expect(most.status).toBe(201);
    const large = "length(CAST(cart AS BLOB)) BETWEEN 30000 AND 64000";
    expect(await countRows("approval_requests", park.tenant_id, large)).toBe(1);
    const more = await ask({ amount: 3_535_000, cart: { items: lines(101) } });
    expect([more.status, more.error?.code]).toEqual([422, "E_VALIDATION"]);
  });
});

describe("a grant whose approver lost the right", () => {
  /** A fresh supervisor's grant for a void, and the void's result after a change of the supervisor. */
  async function afterwards(
    befall: (owner: Client, approver: { employee_id: string }, own: TestPark) => Promise<unknown>,
    asks: "by PIN" | "remotely",
  ) {
    const own = await newPark();
    const [by, owner] = [await own.till(), await own.person("owner")];
    const { sale_id } = (await by.post("/sales", cashSale(own.packages.single ?? "", 1, 35_000), key())).data;
    const act = { action: "void", subject_id: sale_id, amount: 35_000 };
    const { email: approver_email, pin, employee_id = "" } = own.employees.supervisor ?? {};
    const asked =
      asks === "by PIN"
        ? await by.post("/approvals/verify-pin", { approver_email, pin, ...act })
        : await by.post("/approvals", act);
    if (asks === "remotely") {
      const supervisor = await own.person("supervisor");
      await supervisor.post(`/approvals/${asked.data.approval_id}/approve`, { pin });
    }
    await befall(owner, { employee_id }, own);
    const { approval_token } = asked.data;
    const undone = await by.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error", approval_token });
    const misused = await countRows("audits", own.tenant_id, "event = 'approval.misused'");
    return [undone.status, undone.error?.details?.reason, misused];
  }

  const FALLS = [
    [
      "suspended",
      (owner: Client, { employee_id }: { employee_id: string }) => owner.post(`/employees/${employee_id}/suspend`),
    ],
    [
      "given another PIN",
      (owner: Client, { employee_id }: { employee_id: string }) =>
        owner.post(`/employees/${employee_id}/reset-pin`, {}),
    ],
    [
      "suspended and resumed",
      async (owner: Client, { employee_id }: { employee_id: string }) => {
        await owner.post(`/employees/${employee_id}/suspend`);
        return owner.post(`/employees/${employee_id}/resume`);
      },
    ],
    [
      "made a cashier",
      (owner: Client, { employee_id }: { employee_id: string }, own: TestPark) =>
        owner.call("PUT", `/employees/${employee_id}/memberships/${own.store_id}`, { roles: ["cashier"] }),
    ],
    [
      "let go from the store",
      (owner: Client, { employee_id }: { employee_id: string }, own: TestPark) =>
        owner.call("DELETE", `/employees/${employee_id}/memberships/${own.store_id}`),
    ],
    [
      "left in a role that gives the permission no more",
      (owner: Client) => owner.call("PUT", "/roles/supervisor", { permissions: ["sell", "approve"] }),
    ],
  ] as const;

  test.each(FALLS)(
    "[A2] a grant whose approver was %s before its use allows nothing, and its use is audited",
    async (_, befall) => {
      expect(await afterwards(befall, "by PIN")).toEqual([403, "approver", 1]);
      expect(await afterwards(befall, "remotely")).toEqual([403, "approver", 1]);
    },
  );

  test("[A2] the statement itself refuses a grant whose approver changed between the read and the commit", async () => {
    const own = await newPark();
    const [by, owner] = [await own.till(), await own.person("owner")];
    const { email: approver_email, pin, employee_id } = own.employees.supervisor ?? {};
    const asked = { approver_email, pin, action: "drawer_open" };
    const { approval_id } = (await by.post("/approvals/verify-pin", asked)).data;
    await owner.post(`/employees/${employee_id}/suspend`);
    const use = { tenant_id: own.tenant_id, approval_id, subject_id: key(), used_at: Date.now() };
    const { text, params } = insertGrantUse(use, ["approve", "drawer_open"]);
    const used = env.DB.prepare(text)
      .bind(...params)
      .run();
    await expect(used).rejects.toThrow("approval_uses.");
    expect(await countRows("approval_uses", own.tenant_id)).toBe(0);
  });

  test("[A2] a grant whose approver did not change is valid", async () => {
    expect(await afterwards(async () => undefined, "by PIN")).toEqual([200, undefined, 0]);
    expect(await afterwards(async () => undefined, "remotely")).toEqual([200, undefined, 0]);
  });
});
