/** Tests of roles: nobody makes a role that gives more than they hold, and a change reaches all holders at once. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { ROLE_EVENTS } from "../../../../src/modules/access/employees/events.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  call,
  clientOf,
  newPark,
  newProvider,
  proven,
  rowCounts,
  until,
} from "../../../support/park.ts";

async function consoleOf({ email, pin }: { email: string; pin: string }) {
  return proven(clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token));
}

describe("the matrix", () => {
  test("the matrix has every permission, the permissions of each role and the number of its holders", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await addPerson(park, { [park.store_id]: ["cashier"], [park.second_store_id]: ["cashier"] });
    const { permissions, roles } = (await owner.get("/roles")).data;
    expect(permissions).toContain("refund");
    const byName = Object.fromEntries(roles.map((role: { role: string }) => [role.role, role]));
    expect(byName.cashier).toMatchObject({ holders: 2, seeded: true });
    expect(byName.owner).toMatchObject({ holders: 1, seeded: true });
    expect(byName.gate.permissions).toEqual(["redeem"]);
  });
});

test("[T7] a person reads which permissions hold in every store, and those of one store are not among them", async () => {
  const park = await newPark();
  const everywhereOf = async (roles: Record<string, string[]>) =>
    (await (await consoleOf(await addPerson(park, roles))).get("/employees/me")).data.everywhere;
  expect(await everywhereOf({ [park.store_id]: ["manager"] })).toEqual([]);
  expect(await everywhereOf({ [park.store_id]: ["manager"], [park.second_store_id]: ["gate"] })).toEqual(["redeem"]);
});

describe("a role", () => {
  test("[T7] [T3] a changed role is in force on each holder's next request, and is in the audit", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const made = await owner.call("PUT", "/roles/lifeguard", { permissions: ["sell", "redeem", "sell"] });
    expect([made.status, made.data]).toEqual([
      200,
      { role: "lifeguard", permissions: ["sell", "redeem"], holders: 0, seeded: false },
    ]);
    const guards = [
      await consoleOf(await addPerson(park, { [park.store_id]: ["lifeguard"] })),
      await consoleOf(await addPerson(park, { [park.second_store_id]: ["gate", "lifeguard"] })),
    ];
    for (const guard of guards) expect((await guard.get("/devices")).error?.code).toBe("E_PERMISSION");
    await owner.call("PUT", "/roles/lifeguard", { permissions: ["redeem", "device_manage"] });
    for (const guard of guards) {
      expect((await guard.get("/devices")).status).toBe(200);
      expect((await guard.get("/employees/me")).data.permissions).toEqual(["redeem", "device_manage"]);
    }
    const rows = await auditRows(park.tenant_id, "subject_kind = 'role'");
    expect(rows.map(({ event, subject_id, changes }) => [event, subject_id, JSON.parse(changes)])).toEqual([
      ["role.changed", "lifeguard", { before: { permissions: null }, after: { permissions: ["sell", "redeem"] } }],
      [
        "role.changed",
        "lifeguard",
        { before: { permissions: ["sell", "redeem"] }, after: { permissions: ["redeem", "device_manage"] } },
      ],
    ]);
  });

  test("[T3] a role changed by a request that died reaches its holders through the event", async () => {
    const park = await newPark();
    const guard = await consoleOf(await addPerson(park, { [park.store_id]: ["gate"] }));
    await guard.get("/employees/me");
    await env.DB.prepare(
      "UPDATE roles SET permissions = ?, version = version + 1 WHERE tenant_id = ? AND role = 'gate'",
    )
      .bind('["redeem","device_manage"]', park.tenant_id)
      .run();
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const subject = ["role", "gate"] as const;
    const event = ROLE_EVENTS.changed;
    await commit(ctx, {
      writes: [],
      audit: [{ event: event.type, subject }],
      events: [event.of(subject, { role: "gate" })],
    });
    await until(async () => (await guard.get("/devices")).status === 200);
  });

  test("[T7] nobody gives or removes a permission that they do not hold at every store", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const elsewhere = await consoleOf(await addPerson(park, { [park.store_id]: ["admin"] }));
    const counts = await rowCounts(park.tenant_id);
    const refusals = [
      [await manager.call("PUT", "/roles/boss", { permissions: ["sell", "webhook_manage"] }), "webhook_manage"],
      [await manager.call("PUT", "/roles/admin", { permissions: ["sell"] }), "webhook_manage"],
      [await manager.call("DELETE", "/roles/boss"), undefined],
      [await elsewhere.call("PUT", "/roles/boss", { permissions: ["sell"] }), "employee_manage"],
      [await elsewhere.call("DELETE", "/roles/boss"), "employee_manage"],
    ] as const;
    for (const [reply, permission] of refusals.filter(([, named]) => named)) {
      expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
      expect(reply.error?.details).toMatchObject({ permission });
    }
    expect(await rowCounts(park.tenant_id)).toEqual(counts);
  });

  test("[T7] the owner's role cannot change, no park's role gives the permission provider, and a name must be well-formed", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const fixed = await owner.call("PUT", "/roles/owner", { permissions: ["sell"] });
    expect([fixed.status, fixed.error?.code]).toEqual([409, "E_ROLE_FIXED"]);
    const provider = await owner.call("PUT", "/roles/boss", { permissions: ["sell", "provider"] });
    expect([provider.status, provider.error?.details?.fields]).toMatchObject([422, [{ path: "permissions.1" }]]);
    const unnamed = await owner.call("PUT", "/roles/Big%20Boss", { permissions: ["sell"] });
    expect([unnamed.status, unnamed.error?.details?.fields]).toMatchObject([422, [{ path: "role" }]]);
    const at_provider = await newProvider();
    expect((await at_provider.call("PUT", "/roles/helper", { permissions: ["provider"] })).status).toBe(200);
  });

  test("[T7] a role is deleted if it is not seeded and nobody holds it, even if it is given at the same moment", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const seeded = await owner.call("DELETE", "/roles/cashier");
    expect([seeded.status, seeded.error?.code]).toEqual([409, "E_ROLE_SEEDED"]);
    await owner.call("PUT", "/roles/lifeguard", { permissions: ["redeem"] });
    const person = await addPerson(park, { [park.store_id]: ["lifeguard"] });
    const held = await owner.call("DELETE", "/roles/lifeguard");
    expect([held.status, held.error?.code]).toEqual([409, "E_ROLE_HELD"]);
    const path = `/employees/${person.employee_id}/memberships/${park.store_id}`;
    await owner.call("PUT", path, { roles: ["gate"] });
    const [given, gone] = await Promise.all([
      owner.call("PUT", path, { roles: ["lifeguard"] }),
      owner.call("DELETE", "/roles/lifeguard"),
    ]);
    expect([given.status, gone.status].filter((status) => status === 200)).toHaveLength(1);
    const { data } = await owner.get("/roles");
    const there = data.roles.some(({ role }: { role: string }) => role === "lifeguard");
    expect(there).toBe(given.status === 200);
    const again = await owner.call("DELETE", "/roles/never_was");
    expect([again.status, again.data]).toEqual([200, { role: "never_was", deleted: true }]);
  });

  test.each([
    ["E_ROLE_UNKNOWN", "UPDATE memberships SET roles = '[\"sultan\"]' WHERE tenant_id = ? AND roles = '[\"gate\"]'"],
    [
      "E_ROLE_UNKNOWN",
      `INSERT INTO memberships (tenant_id, employee_id, store_id, roles, active) VALUES (?, 'e', 's', '["gate","sultan"]', 1)`,
    ],
    ["E_ROLE_HELD", "DELETE FROM roles WHERE tenant_id = ? AND role = 'cashier'"],
    ["E_STALE_VERSION", "UPDATE roles SET permissions = '[]' WHERE tenant_id = ? AND role = 'cashier'"],
  ])("[T7] a trigger refuses a direct write: %s", async (refusal, statement) => {
    const { tenant_id } = await newPark();
    await expect(env.DB.prepare(statement).bind(tenant_id).run()).rejects.toThrow(refusal);
  });
});
