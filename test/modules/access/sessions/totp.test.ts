/**
 * Tests of second factors: the console asks for a code, a code is good once, and wrong codes are counted (rules A3, T5).
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { settingsOf } from "../../../../src/env.ts";
import { EMPLOYEE_EVENTS } from "../../../../src/modules/access/employees/events.ts";
import { NO_TRIES } from "../../../../src/modules/access/sessions/domain/tries.ts";
import { resealTotps } from "../../../../src/modules/access/sessions/service/totp.ts";
import { unseal } from "../../../../src/platform/crypto/secrets.ts";
import { codeAt, stepOfCode } from "../../../../src/platform/crypto/totp.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, systemContext } from "../../../../src/platform/http/context.ts";
import { auditRows, type Client, call, clientOf, newPark, type TestPark, until } from "../../../support/park.ts";
import { printAndRead } from "../../../support/qr.ts";

const STEP_MS = 30_000;

const now = (secret: string) => codeAt(secret, Date.now());
/** The next code, which is valid already and not used. */
const next = (secret: string) => codeAt(secret, Date.now() + STEP_MS);

/** A code of no step near this moment. */
function wrongCode(secret: string): string {
  const good = [-2, -1, 0, 1, 2].map((steps) => codeAt(secret, Date.now() + steps * STEP_MS));
  return Array.from({ length: 9 }, (_, digit) => String(digit).repeat(6)).find((code) => !good.includes(code)) ?? "";
}

function login(park: TestPark, more: object = {}) {
  const { email, pin } = park.employees.owner ?? {};
  return call("POST", "/employees/login", { email, pin, ...more });
}

interface Enrolled {
  park: TestPark;
  owner: Client;
  secret: string;
  recovery_codes: string[];
}

async function enrolled(): Promise<Enrolled> {
  const park = await newPark();
  const owner = await park.person("owner");
  const { secret } = (await owner.post("/employees/me/totp", { pin: "482193" })).data;
  const confirmed = await owner.post("/employees/me/totp/verify", { totp_code: now(secret) });
  return { park, owner, secret, recovery_codes: confirmed.data.recovery_codes };
}

async function sessionOf(client: Client): Promise<string> {
  const sessions: { session_id: string; current: boolean }[] = (await client.get("/employees/me/sessions")).data;
  return sessions.find(({ current }) => current)?.session_id ?? "";
}

/** Makes the owner's second factor older than a day. */
async function settle({ tenant_id, employees }: TestPark): Promise<void> {
  const then = Date.now() - 25 * 3_600_000;
  await env.DB.prepare("UPDATE employee_totps SET confirmed_at = ?, version = version + 1 WHERE tenant_id = ?")
    .bind(then, tenant_id)
    .run();
  const employee_id = employees.owner?.employee_id ?? "";
  await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).reload({ tenant_id, employee_id });
}

describe("an authenticator's codes", () => {
  // RFC 6238, appendix B: SHA-1, the last six of its eight digits.
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("[T5] codes are those of the standard at second %d", (second, code) => {
    expect(codeAt(secret, second * 1000)).toBe(code);
  });

  test("[T5] codes are valid one step early and late, and no further", () => {
    const at = Date.parse("2026-05-01T03:00:10Z");
    const step = Math.floor(at / STEP_MS);
    const found = [-2, -1, 0, 1, 2].map((steps) => stepOfCode(secret, codeAt(secret, at + steps * STEP_MS), at, 1));
    expect(found).toEqual([null, step - 1, step, step + 1, null]);
  });
});

describe("a second factor", () => {
  test("[T5] a second factor's secret is shown once as text and QR and stored sealed; the factor counts after its first code", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const told = await owner.post("/employees/me/totp", { pin: "482193" }, "enrol");
    expect([told.status, Object.keys(told.data)]).toEqual([201, ["secret", "otpauth_uri", "qr_svg"]]);
    const { secret, otpauth_uri, qr_svg } = told.data;
    expect(otpauth_uri).toContain(`secret=${secret}`);
    expect(otpauth_uri).toContain("issuer=PlayPark");
    expect(qr_svg).toMatch(/^<svg .+<\/svg>$/s);
    expect(printAndRead(otpauth_uri).text).toBe(otpauth_uri);
    const kept = await env.DB.prepare("SELECT * FROM employee_totps WHERE tenant_id = ?").bind(park.tenant_id).all();
    const replies = await env.DB.prepare("SELECT * FROM replies WHERE tenant_id = ?").bind(park.tenant_id).all();
    expect(JSON.stringify([kept.results, replies.results, await auditRows(park.tenant_id)])).not.toContain(secret);
    expect((await login(park)).status).toBe(200);
    expect((await owner.post("/employees/me/totp/verify", { totp_code: wrongCode(secret) })).error?.code).toBe(
      "E_TOTP_CODE",
    );
    const confirmed = await owner.post("/employees/me/totp/verify", { totp_code: now(secret) });
    expect([confirmed.status, new Set(confirmed.data.recovery_codes).size]).toEqual([200, 10]);
    expect((await login(park)).error?.code).toBe("E_TOTP_REQUIRED");
    const repeated = [
      await owner.post("/employees/me/totp", { pin: "482193" }),
      await owner.post("/employees/me/totp/verify", { totp_code: next(secret) }),
    ];
    for (const reply of repeated) expect([reply.status, reply.error?.code]).toEqual([409, "E_TOTP_ACTIVE"]);
  });

  test("[T4] a login needs the second factor in the console and not on a device", async () => {
    const { park, secret } = await enrolled();
    const missing = await login(park);
    expect([missing.status, missing.error?.code]).toEqual([401, "E_TOTP_REQUIRED"]);
    expect((await login(park, { pin: "0000" })).error?.code).toBe("E_CREDENTIALS");
    expect((await login(park, { totp_code: next(secret) })).status).toBe(200);
    const { email, pin } = park.employees.owner ?? {};
    expect((await (await park.device("pos")).post("/employees/login", { email, pin })).status).toBe(200);
    const rows = await auditRows(park.tenant_id, "event = 'employee.login_refused'");
    expect(rows.map(({ changes }) => JSON.parse(changes).result)).toEqual(["code_missing", "wrong"]);
  });

  test("[T5] a code is good once: not the one that confirmed, none twice, none before the last, and of four at once one", async () => {
    const { park, secret } = await enrolled();
    expect((await login(park, { totp_code: now(secret) })).error?.code).toBe("E_TOTP_CODE");
    const totp_code = next(secret);
    const replies = await Promise.all(Array.from({ length: 4 }, () => login(park, { totp_code })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await login(park, { totp_code: now(secret) })).status).not.toBe(200);
  });

  test("[A3] five wrong codes lock all codes while the PIN still works on devices; guesses at once are counted", async () => {
    const { park, secret, recovery_codes } = await enrolled();
    const totp_code = wrongCode(secret);
    const replies = await Promise.all(Array.from({ length: 12 }, () => login(park, { totp_code })));
    const codes = replies.map(({ error }) => error?.code).toSorted();
    expect(codes.filter((code) => code === "E_TOTP_CODE")).toHaveLength(5);
    expect(codes.filter((code) => code === "E_TOTP_LOCKED")).toHaveLength(7);
    for (const factor of [{ totp_code: next(secret) }, { recovery_code: recovery_codes[0] }]) {
      const locked = await login(park, factor);
      expect([locked.status, locked.error?.code]).toEqual([429, "E_TOTP_LOCKED"]);
      expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(800);
    }
    const { email, pin } = park.employees.owner ?? {};
    expect((await (await park.device("pos")).post("/employees/login", { email, pin })).status).toBe(200);
    const rows = await auditRows(park.tenant_id, "event = 'employee.login_refused'");
    expect(rows).toHaveLength(14);
  });

  test("[T5] a recovery code works once, even if four requests use it at once, and is stored as a hash", async () => {
    const { park, recovery_codes } = await enrolled();
    const [recovery_code = "", second = ""] = recovery_codes;
    const typed = recovery_code.toLowerCase().replaceAll("-", " ");
    const replies = await Promise.all(Array.from({ length: 4 }, () => login(park, { recovery_code: typed })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await login(park, { recovery_code })).error?.code).toBe("E_TOTP_CODE");
    expect((await login(park, { recovery_code: second })).status).toBe(200);
    const [kept] = (
      await env.DB.prepare("SELECT recovery_code_hashes FROM employee_totps WHERE tenant_id = ?")
        .bind(park.tenant_id)
        .all<{ recovery_code_hashes: string }>()
    ).results;
    expect(JSON.parse(kept?.recovery_code_hashes ?? "[]")).toHaveLength(8);
    for (const code of recovery_codes) expect(kept?.recovery_code_hashes).not.toContain(code);
    expect(await auditRows(park.tenant_id, "event = 'employee.recovery_code_used'")).toHaveLength(2);
  });

  test("[T5] a secret is sealed again with the newest master key, and the same authenticator still works", async () => {
    const { park, secret } = await enrolled();
    const masters = { ...JSON.parse(env.SECRET_KEYS), zz: btoa("another-master-another-master-32") };
    const base = systemContext({ ...env, SECRET_KEYS: JSON.stringify(masters) }, "test", () => undefined);
    const { tenant_id } = park;
    const employee_id = park.employees.owner?.employee_id ?? "";
    const object = env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`);
    const used = { tries: NO_TRIES, used_step: 77 };
    await runInDurableObject(object, (_, state) => state.storage.kv.put("codes", used));
    await resealTotps(base);
    await resealTotps(base);
    await object.reload({ tenant_id, employee_id });
    // A used code stays used.
    expect(await runInDurableObject(object, (_, state) => state.storage.kv.get("codes"))).toEqual(used);
    const query = "SELECT sealed_secret FROM employee_totps WHERE tenant_id = ?";
    const sealed = await env.DB.prepare(query).bind(park.tenant_id).first<string>("sealed_secret");
    expect(sealed).toMatch(/^zz\./);
    expect(await unseal(sealed ?? "", settingsOf(base.env).secret_masters, park.tenant_id, "totp")).toBe(secret);
    expect(await auditRows(park.tenant_id, "event = 'employee.totp_resealed'")).toHaveLength(1);
  });

  test("[T8] a step-up needs the second factor, in the console and on a device", async () => {
    const { park, owner, secret } = await enrolled();
    await env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.owner?.employee_id}`).stepUp(
      await sessionOf(owner),
      0,
    );
    await settle(park);
    const { email, pin } = park.employees.owner ?? {};
    const till = clientOf(
      (await (await park.device("pos")).post("/employees/login", { email, pin })).data.access_token,
    );
    for (const client of [owner, till]) {
      const by_pin = await client.post("/auth/step-up", { pin });
      expect([by_pin.status, by_pin.error?.code]).toEqual([401, "E_TOTP_REQUIRED"]);
    }
    expect((await till.post("/auth/step-up", { totp_code: next(secret) })).status).toBe(200);
    expect((await till.post("/devices/x/rotate")).error?.code).not.toBe("E_STEP_UP_REQUIRED");
    expect((await owner.post("/tickets/keys/rotate")).error?.code).toBe("E_STEP_UP_REQUIRED");
  });

  test("[T8] a second factor younger than 24 hours needs the PIN too, for a step-up and for its removal", async () => {
    const { park, owner, secret, recovery_codes } = await enrolled();
    const totp_code = next(secret);
    for (const [method, path] of [
      ["POST", "/auth/step-up"],
      ["DELETE", "/employees/me/totp"],
    ] as const) {
      const alone = await owner.call(method, path, { totp_code });
      expect([path, alone.status, alone.error?.code]).toEqual([path, 401, "E_PIN_REQUIRED"]);
      const wrong = await owner.call(method, path, { totp_code, pin: "000000" });
      expect([path, wrong.error?.code]).toEqual([path, "E_PIN_WRONG"]);
      const no_code = await owner.call(method, path, { pin: "482193" });
      expect([path, no_code.error?.code]).toEqual([path, "E_TOTP_REQUIRED"]);
    }
    const by_recovery = await owner.call("DELETE", "/employees/me/totp", { recovery_code: recovery_codes[0] });
    expect(by_recovery.error?.code).toBe("E_PIN_REQUIRED");
    expect((await owner.post("/auth/step-up", { totp_code, pin: "482193" })).status).toBe(200);
    await settle(park);
    const removed = await owner.call("DELETE", "/employees/me/totp", { recovery_code: recovery_codes[0] });
    expect(removed.status).toBe(200);
  });

  test("[T8] a change of PIN needs the second factor, on a gate too, so that a PIN seen by others is not enough", async () => {
    const { park, owner, secret, recovery_codes } = await enrolled();
    const { email, pin } = park.employees.owner ?? {};
    const onGate = async () =>
      clientOf((await (await park.device("gate")).post("/employees/login", { email, pin })).data.access_token);
    const seen = await onGate();
    const change = (client: Client, more: object) =>
      client.call("PUT", "/employees/me/pin", { pin, new_pin: "719364", ...more });
    for (const of of [() => undefined, () => settle(park)]) {
      await of();
      expect((await change(seen, {})).error?.code).toBe("E_TOTP_REQUIRED");
      expect((await change(seen, { totp_code: wrongCode(secret) })).error?.code).toBe("E_TOTP_CODE");
    }
    expect((await owner.get("/employees/me")).status).toBe(200);
    expect((await change(owner, { totp_code: next(secret) })).status).toBe(200);
    expect((await seen.get("/employees/me")).status).toBe(401);
    const [recovery_code] = recovery_codes;
    const back = await owner.call("PUT", "/employees/me/pin", { pin: "719364", new_pin: "482193", recovery_code });
    expect(back.status).toBe(200);
  });

  test("[T8] enrolling a second factor needs the PIN, so that an open session gets no secret", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    expect((await owner.post("/employees/me/totp")).status).toBe(422);
    const wrong = await owner.post("/employees/me/totp", { pin: "000000" });
    expect([wrong.status, wrong.error?.code]).toEqual([401, "E_PIN_WRONG"]);
    const rows = "SELECT COUNT(*) AS n FROM employee_totps WHERE tenant_id = ?";
    expect(await env.DB.prepare(rows).bind(park.tenant_id).first("n")).toBe(0);
    const [refused] = await auditRows(park.tenant_id, "event = 'employee.totp_enrolment_refused'");
    expect(JSON.parse(refused?.changes ?? "")).toMatchObject({ result: "wrong" });
  });

  test("[T8] a confirmed second factor ends the person's other sessions and makes events, and the calling session continues", async () => {
    const park = await newPark();
    const [owner, other, till] = [
      await park.person("owner"),
      await park.visitor("owner"),
      await park.person("owner", "pos"),
    ];
    const { secret } = (await owner.post("/employees/me/totp", { pin: "482193" })).data;
    for (const client of [other, till]) expect((await client.get("/employees/me")).status).toBe(200);
    expect((await owner.post("/employees/me/totp/verify", { totp_code: now(secret) })).status).toBe(200);
    for (const client of [other, till]) expect((await client.get("/employees/me")).status).toBe(401);
    expect((await owner.get("/employees/me")).status).toBe(200);
    const events = await env.DB.prepare("SELECT type, subject_id FROM outbox WHERE tenant_id = ? AND type LIKE ?")
      .bind(park.tenant_id, "employee.totp_%")
      .all();
    const subject_id = park.employees.owner?.employee_id;
    expect(events.results).toEqual([
      { type: "employee.totp_enrolled", subject_id },
      { type: "employee.totp_confirmed", subject_id },
    ]);
  });

  test("[T7] a second factor opens the office on an ADMIN device, also after a refresh, until it is removed; never on a till", async () => {
    const { park, owner, secret, recovery_codes } = await enrolled();
    const { employee_id } = park.employees.owner ?? {};
    const admin = await call("POST", "/auth/device/login", await park.addDevice("ADMIN"));
    const headers = { authorization: `Bearer ${admin.data.access_token}` };
    const { email, pin } = park.employees.owner ?? {};
    const onAdmin = (more: object) => call("POST", "/employees/login", { email, pin, ...more }, { headers });
    expect((await onAdmin({})).error?.code).toBe("E_TOTP_REQUIRED");
    expect((await onAdmin({ totp_code: wrongCode(secret) })).error?.code).toBe("E_TOTP_CODE");
    const session = (await onAdmin({ totp_code: next(secret) })).data;
    expect(session.employee.permissions).toContain("employee_manage");
    const refreshed = (await call("POST", "/auth/refresh", { refresh_token: session.refresh_token })).data;
    const desk = clientOf(refreshed.access_token);
    expect((await desk.get(`/employees/${employee_id}`)).status).toBe(200);

    const till = await park.person("owner", "pos");
    expect((await till.get(`/employees/${employee_id}`)).error?.details).toEqual({
      permission: "employee_manage",
      bounded_by: "device",
    });
    expect((await till.get("/employees/me")).data.permissions).not.toContain("employee_manage");

    const [recovery_code] = recovery_codes;
    expect((await owner.call("DELETE", "/employees/me/totp", { pin, recovery_code })).status).toBe(200);
    expect((await desk.get(`/employees/${employee_id}`)).error?.code).toBe("E_PERMISSION");
    expect((await desk.get("/employees/me")).data.permissions).toContain("approve");
  });

  test("[T5] a second factor is removed with its own code or by a manager, and then no login needs it", async () => {
    const { park, owner, secret, recovery_codes } = await enrolled();
    await settle(park);
    expect((await owner.call("DELETE", "/employees/me/totp", {})).error?.code).toBe("E_TOTP_REQUIRED");
    const wrong = await owner.call("DELETE", "/employees/me/totp", { totp_code: wrongCode(secret) });
    expect(wrong.error?.code).toBe("E_TOTP_CODE");
    const own = await owner.call("DELETE", `/employees/${park.employees.owner?.employee_id}/totp`);
    expect(own.error?.code).toBe("E_TOTP_REQUIRED");
    expect((await owner.call("DELETE", "/employees/me/totp", { recovery_code: recovery_codes[3] })).status).toBe(200);
    expect((await login(park)).status).toBe(200);
    expect((await login(park, { recovery_code: recovery_codes[4] })).status).toBe(200);

    const cashier = await park.person("cashier");
    const { secret: of_cashier } = (await cashier.post("/employees/me/totp", { pin: "482193" })).data;
    await cashier.post("/employees/me/totp/verify", { totp_code: now(of_cashier) });
    const { employee_id, email, pin } = park.employees.cashier ?? {};
    expect((await call("POST", "/employees/login", { email, pin })).error?.code).toBe("E_TOTP_REQUIRED");
    expect((await owner.call("DELETE", `/employees/${employee_id}/totp`)).data).toEqual({ enrolled: false });
    expect((await call("POST", "/employees/login", { email, pin })).status).toBe(200);
  });

  test("[T3] when the request that confirms a second factor dies after its commit, the event makes logins need it", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await owner.post("/employees/me/totp", { pin: "482193" });
    await env.DB.prepare(
      "UPDATE employee_totps SET confirmed_at = 1, confirmed_step = 1, version = 2 WHERE tenant_id = ?",
    )
      .bind(park.tenant_id)
      .run();
    const event = EMPLOYEE_EVENTS.totp_confirmed;
    const employee_id = park.employees.owner?.employee_id ?? "";
    const subject = ["employee", employee_id] as const;
    const ctx = asTenant(seedContext(env), park.tenant_id);
    await commit(ctx, {
      writes: [],
      audit: [{ event: event.type, subject }],
      events: [event.of(subject, { employee_id })],
    });
    await until(async () => (await login(park)).error?.code === "E_TOTP_REQUIRED");
  });
});

test("[T4] a refresh needs no code: a session continues without the second factor", async () => {
  const { park, secret } = await enrolled();
  const { refresh_token } = (await login(park, { totp_code: next(secret) })).data;
  const renewed = await call("POST", "/auth/refresh", { refresh_token });
  expect((await clientOf(renewed.data.access_token).get("/employees/me")).status).toBe(200);
});

test("[T8] a person and their manager see whether a second factor counts, and how many recovery codes are left", async () => {
  const { park, owner, recovery_codes } = await enrolled();
  const manager = await park.person("manager");
  const path = `/employees/${park.employees.owner?.employee_id}/totp`;
  const none = { enrolled: false, confirmed_at: null, recovery_codes_left: 0 };
  expect((await manager.get("/employees/me/totp")).data).toEqual(none);
  await manager.post("/employees/me/totp", { pin: "482193" });
  expect((await manager.get("/employees/me/totp")).data).toEqual(none);
  await login(park, { recovery_code: recovery_codes[0] });
  for (const reply of [await owner.get("/employees/me/totp"), await manager.get(path)])
    expect(reply.data).toMatchObject({ enrolled: true, recovery_codes_left: recovery_codes.length - 1 });
  expect((await (await park.person("cashier")).get(path)).status).toBe(403);
});
