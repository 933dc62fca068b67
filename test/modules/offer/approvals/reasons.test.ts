/**
 * Tests of reason codes: they are the tenant's own, need a permission to change, and stay in the records (rules A6,
 * U1).
 */

import { beforeAll, describe, expect, test } from "vitest";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let owner: Client;
let till: Client;
beforeAll(async () => {
  park = await newPark();
  owner = await park.person("owner");
  till = await park.till();
});

const PATH = "/approvals/reason-codes";
const RAIN = { reason_code: "rain", label_en: "Rain", label_th: "ฝนตก", actions: ["refund", "void"] };
const fields = ({ reason_code, ...rest }: typeof RAIN) => rest;

async function codesSeen(by: Client, query = ""): Promise<string[]> {
  const { data } = await by.get(`${PATH}${query}`);
  return data.map(({ reason_code }: { reason_code: string }) => reason_code);
}

describe("a reason", () => {
  test("[A6] [U1] a reason is added, changed and deactivated; tills see active ones, and every change is audited", async () => {
    const added = await owner.post(PATH, RAIN);
    expect([added.status, added.data]).toEqual([201, { ...RAIN, active: true }]);
    expect(await codesSeen(till)).toContain("rain");
    const changed = await owner.call("PUT", `${PATH}/rain`, { ...fields(RAIN), label_en: "Heavy rain" });
    expect(changed.data).toEqual({ ...RAIN, label_en: "Heavy rain", active: true });
    const given_up = await owner.call("DELETE", `${PATH}/rain`);
    expect(given_up.data).toMatchObject({ active: false });
    const before = await rowCounts(park.tenant_id);
    expect((await owner.call("DELETE", `${PATH}/rain`)).data).toEqual(given_up.data);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
    expect(await codesSeen(till)).not.toContain("rain");
    expect(await codesSeen(owner, "?active=all")).toContain("rain");
    const again = await owner.call("PUT", `${PATH}/rain`, fields(RAIN));
    expect(again.data).toEqual({ ...RAIN, active: true });
    const rows = await auditRows(park.tenant_id, "subject_kind = 'reason_code'");
    expect(rows.map(({ event, changes }) => [event, JSON.parse(changes).after ?? null])).toEqual([
      ["reason_code.created", null],
      ["reason_code.changed", { label_en: "Heavy rain" }],
      ["reason_code.given_up", { active: false }],
      ["reason_code.changed", { label_en: "Rain", active: true }],
    ]);
  });

  test("[A6] an inactive reason cannot be given, and only a change activates it again", async () => {
    await owner.post(PATH, { ...RAIN, reason_code: "storm" });
    await owner.call("DELETE", `${PATH}/storm`);
    const asked = await till.post("/approvals", { action: "void", reason_code: "storm" });
    expect([asked.status, asked.error?.code]).toEqual([422, "E_REASON_UNKNOWN"]);
    const twice = await owner.post(PATH, { ...RAIN, reason_code: "storm" });
    const told = [twice.status, twice.error?.code, twice.error?.details];
    expect(told).toEqual([409, "E_DUPLICATE", { field: "reason_code" }]);
  });

  test("[A6] a reason added by two at once exists once", async () => {
    const both = await Promise.all([1, 2].map(() => owner.post(PATH, { ...RAIN, reason_code: "both" })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test("[T7] reasons belong to the whole tenant: changing one needs the permission in every store", async () => {
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const manager = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const tries = [
      await manager.post(PATH, { ...RAIN, reason_code: "mine" }),
      await manager.call("PUT", `${PATH}/goodwill`, fields(RAIN)),
      await manager.call("DELETE", `${PATH}/goodwill`),
      await till.post(PATH, { ...RAIN, reason_code: "mine" }),
    ];
    for (const { status, error } of tries) expect([status, error?.code]).toEqual([403, "E_PERMISSION"]);
    expect(await codesSeen(till)).toContain("goodwill");
  });

  test("[I4] a reason names its acts, and a fault is named with its field", async () => {
    const wrong: [fields: object, path: string][] = [
      [{ reason_code: "Rain!" }, "reason_code"],
      [{ actions: [] }, "actions"],
      [{ actions: ["dance"] }, "actions.0"],
      [{ actions: ["void", "void"] }, "actions"],
      [{ label_th: " " }, "label_th"],
    ];
    for (const [change, path] of wrong) {
      const { status, error } = await owner.post(PATH, { ...RAIN, reason_code: "other", ...change });
      expect([status, error?.details]).toMatchObject([422, { fields: [{ path }] }]);
    }
    expect((await owner.call("PUT", `${PATH}/nothing_such`, fields(RAIN))).status).toBe(404);
  });
});
