/**
 * Tests of an access token's claims: they show an app what its holder may do, and the server does not use them
 * (rules T3, T4).
 */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { signToken, verifyToken } from "../../../../src/platform/http/tokens.ts";
import { addPerson, call, clientOf, newPark } from "../../../support/park.ts";

const payloadOf = (token: string) =>
  JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));

test("[T7] a token has roles, scopes and levels: a device's own, and a person's within the limits of the device", async () => {
  const park = await newPark();
  const { device_id = "", device_token } = park.devices.gate ?? {};
  const gate = await call("POST", "/auth/device/login", { device_id, device_token });
  expect(payloadOf(gate.data.access_token)).toMatchObject({
    ...{ type: "device", sub: device_id, tenant_id: park.tenant_id, store_id: park.store_id },
    ...{ roles: [], scopes: ["tickets"], permissions: ["read", "write"] },
  });
  const { email, pin } = park.employees.manager ?? {};
  const office = await call("POST", "/employees/login", { email, pin, store_id: park.store_id });
  const manager = { type: "employee", store_id: park.store_id, roles: ["manager"] };
  expect(payloadOf(office.data.access_token)).toMatchObject({
    ...manager,
    ...{ scopes: ["reports", "sales", "tickets"], permissions: ["read", "write", "admin"] },
  });
  const on_gate = await clientOf(gate.data.access_token).post("/employees/login", { email, pin });
  const bounded = { ...manager, scopes: ["tickets"], permissions: ["read", "write"] };
  expect(payloadOf(on_gate.data.access_token)).toMatchObject(bounded);
  const renewed = await call("POST", "/auth/refresh", { refresh_token: on_gate.data.refresh_token });
  expect(payloadOf(renewed.data.access_token)).toMatchObject(bounded);
  // A refresh token opens no route and has no such claims.
  for (const claim of ["roles", "scopes", "permissions"])
    expect(payloadOf(renewed.data.refresh_token)).not.toHaveProperty(claim);
  for (const token of [office.data.access_token, on_gate.data.access_token]) expect(token.length).toBeLessThan(900);
});

test("[T3] the token of a former manager still has the manager's claims, but opens only what the person may do now", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { email, pin, employee_id } = await addPerson(park, { [park.store_id]: ["manager"] });
  const login = await call("POST", "/employees/login", { email, pin, store_id: park.store_id });
  const person = clientOf(login.data.access_token);
  expect((await person.get("/audits")).status).toBe(200);
  const demoted = await owner.call("PUT", `/employees/${employee_id}/memberships/${park.store_id}`, {
    roles: ["gate"],
  });
  expect(demoted.status, demoted.text).toBe(200);
  expect(payloadOf(person.token)).toMatchObject({ roles: ["manager"], permissions: ["read", "write", "admin"] });
  expect((await person.get("/audits")).error?.code).toBe("E_PERMISSION");
  const renewed = await call("POST", "/auth/refresh", { refresh_token: login.data.refresh_token });
  expect(payloadOf(renewed.data.access_token)).toMatchObject({ roles: ["gate"], permissions: ["read", "write"] });
});

test("[T3] a gate's token with an owner's claims opens only what a gate may do, and its claims reach no code", async () => {
  const park = await newPark();
  const { device_id = "" } = park.devices.gate ?? {};
  const claims = { kind: "device", tenant_id: park.tenant_id, device_id, epoch: 1 } as const;
  const told = { roles: ["owner"], scopes: ["sales"], permissions: ["admin"], store_id: park.second_store_id } as never;
  const { token } = await signToken(env, claims, Date.now(), told);
  expect((await clientOf(token).get("/employees")).error?.code).toBe("E_PERMISSION");
  expect((await clientOf(token).get("/devices/me")).data.store_id).toBe(park.store_id);
  const read = await verifyToken(env, token, ["device"], Date.now());
  for (const claim of ["roles", "scopes", "permissions"]) expect(read).not.toHaveProperty(claim);
});
