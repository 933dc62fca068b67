/** Tests of sessions: people list and end them, and an ended session is refused on its next request (rules T3, T4). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { EMPLOYEE_EVENTS } from "../../../../src/modules/access/employees/events.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import {
  auditRows,
  type Client,
  call,
  clientOf,
  newPark,
  stepUp,
  type TestPark,
  until,
} from "../../../support/park.ts";

interface Session {
  session_id: string;
  device_id: string | null;
  current: boolean;
}

const sessionsOf = async (client: Client, path = "/employees/me/sessions"): Promise<Session[]> =>
  (await client.get(path)).data;

const statusOf = async (client: Client) => (await client.get("/employees/me")).status;

async function pairOf(park: TestPark): Promise<{ client: Client; refresh_token: string }> {
  const { email, pin } = park.employees.cashier ?? {};
  const { access_token, refresh_token } = (await call("POST", "/employees/login", { email, pin })).data;
  return { client: clientOf(access_token), refresh_token };
}

const refresh = (refresh_token: string) => call("POST", "/auth/refresh", { refresh_token });

describe("[T4] sessions", () => {
  test("sessions are listed with device and times, and the calling one is marked", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    const { client, refresh_token } = await pairOf(park);
    const seen = await sessionsOf(client);
    const moment = expect.stringMatching(/^\d{4}-.+Z$/);
    expect(seen).toEqual([
      {
        session_id: expect.any(String),
        device_id: park.devices.pos?.device_id,
        opened_at: moment,
        renewed_at: moment,
        current: false,
      },
      { session_id: expect.any(String), device_id: null, opened_at: moment, renewed_at: moment, current: true },
    ]);
    expect((await sessionsOf(till)).map(({ current }) => current)).toEqual([true, false]);
    await refresh(refresh_token);
    expect(await sessionsOf(till)).toHaveLength(2);
  });

  test("[T3] a session ended alone, with others or by logout is refused on the next request, with both tokens", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const path = `/employees/${park.employees.cashier?.employee_id}/sessions`;
    const pairs = [await pairOf(park), await pairOf(park), await pairOf(park), await pairOf(park)];
    const [first, second, third, fourth] = pairs.map(({ client }) => client) as [Client, Client, Client, Client];
    const open = async () => (await Promise.all(pairs.map(({ client }) => statusOf(client)))).map((s) => s === 200);

    const [of_first] = await sessionsOf(second);
    const ended = await second.call("DELETE", `/employees/me/sessions/${of_first?.session_id}`);
    expect(ended.data).toEqual({ ended: [of_first?.session_id] });
    expect(await open()).toEqual([false, true, true, true]);
    const again = await second.call("DELETE", `/employees/me/sessions/${of_first?.session_id}`);
    expect(again.status).toBe(404);

    expect((await fourth.post("/auth/logout")).status).toBe(200);
    expect(await open()).toEqual([false, true, true, false]);

    expect((await third.call("DELETE", "/employees/me/sessions")).data.ended).toHaveLength(1);
    expect(await open()).toEqual([false, false, true, false]);

    expect(await sessionsOf(owner, path)).toMatchObject([{ current: false }]);
    expect((await owner.call("DELETE", path)).data.ended).toHaveLength(1);
    expect(await open()).toEqual([false, false, false, false]);
    for (const { refresh_token } of pairs) expect((await refresh(refresh_token)).status).toBe(401);
    expect(await statusOf(first)).toBe(401);
    expect(await statusOf(owner)).toBe(200);
    const events = (await auditRows(park.tenant_id, "subject_kind = 'employee'")).map(({ event }) => event);
    expect(events.filter((event) => event === "employee.sessions_ended")).toHaveLength(3);
    expect(events).toContain("employee.logout");
  });

  test("[T3] when the request that ends sessions dies after its commit, the event ends them", async () => {
    const park = await newPark();
    const { client } = await pairOf(park);
    const session_ids = (await sessionsOf(client)).map(({ session_id }) => session_id);
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const event = EMPLOYEE_EVENTS.sessions_ended;
    const employee_id = park.employees.cashier?.employee_id ?? "";
    const subject = ["employee", employee_id] as const;
    const data = { employee_id, session_ids };
    await commit(ctx, { writes: [], audit: [{ event: event.type, subject }], events: [event.of(subject, data)] });
    await until(async () => (await statusOf(client)) === 401);
  });

  test("[T2] nobody ends another person's session, and a device's own token has no sessions", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier");
    const supervisor = await park.person("supervisor");
    const [session] = await sessionsOf(cashier);
    const reply = await supervisor.call("DELETE", `/employees/me/sessions/${session?.session_id}`);
    expect([reply.status, reply.error?.code]).toEqual([404, "E_NOT_FOUND"]);
    const others = await supervisor.get(`/employees/${park.employees.cashier?.employee_id}/sessions`);
    expect([others.status, others.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect(await statusOf(cashier)).toBe(200);
    const till = await park.device("pos");
    for (const reply of [await till.get("/employees/me/sessions"), await till.post("/auth/logout")])
      expect(reply.status).toBe(404);
  });
});

describe("[T3] a step-up", () => {
  const rotate = async (client: Client) => (await client.post("/tickets/keys/rotate")).error?.code ?? "done";

  test("a step-up counts for its session only, and a wrong PIN does not step up and is counted", async () => {
    const park = await newPark();
    const [owner, other] = [await park.visitor("owner"), await park.visitor("owner")];
    expect(await rotate(owner)).toBe("E_STEP_UP_REQUIRED");
    const wrong = await owner.post("/auth/step-up", { pin: "0000" });
    expect([wrong.status, wrong.error?.code]).toEqual([401, "E_PIN_WRONG"]);
    expect(await rotate(owner)).toBe("E_STEP_UP_REQUIRED");
    const proved = await owner.post("/auth/step-up", { pin: "482193" });
    const left_ms = Date.parse(proved.data.stepped_up_until) - Date.now();
    expect(left_ms).toBeGreaterThan(200_000);
    expect(left_ms).toBeLessThanOrEqual(300_000);
    expect(await rotate(owner)).toBe("done");
    expect(await rotate(other)).toBe("E_STEP_UP_REQUIRED");
    const rows = await auditRows(park.tenant_id, "event LIKE 'employee.step%'");
    expect(rows.map(({ event, changes }) => [event, JSON.parse(changes).result])).toEqual([
      ["employee.step_up_refused", "wrong"],
      ["employee.stepped_up", undefined],
    ]);
  });

  test("[A3] five wrong PINs lock a step-up like a login", async () => {
    const park = await newPark();
    const owner = await park.visitor("owner");
    for (let tried = 0; tried < 5; tried++)
      await owner.call("POST", "/auth/step-up", { pin: "0000" }, { ip: "203.0.113.91" });
    const locked = await owner.call("POST", "/auth/step-up", { pin: "482193" }, { ip: "203.0.113.91" });
    expect([locked.status, locked.error?.code]).toEqual([429, "E_PIN_LOCKED"]);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(await rotate(owner)).toBe("E_STEP_UP_REQUIRED");
  });

  test("a step-up ends after five minutes", async () => {
    const park = await newPark();
    const owner = await stepUp(await park.person("owner"));
    expect(await rotate(owner)).toBe("done");
    const [session] = await sessionsOf(owner);
    const name = `${park.tenant_id}:${park.employees.owner?.employee_id}`;
    await env.EMPLOYEE.getByName(name).stepUp(session?.session_id ?? "", Date.now() - 1);
    expect(await rotate(owner)).toBe("E_STEP_UP_REQUIRED");
  });

  test("a step-up needs a proof; without a second factor it is the PIN, whatever code is sent with it", async () => {
    const owner = await (await newPark()).visitor("owner");
    expect((await owner.post("/auth/step-up", {})).error?.code).toBe("E_VALIDATION");
    expect((await owner.post("/auth/step-up", { totp_code: "123456" })).error?.code).toBe("E_PIN_REQUIRED");
    expect(await rotate(owner)).toBe("E_STEP_UP_REQUIRED");
    expect((await owner.post("/auth/step-up", { pin: "482193", totp_code: "123456" })).status).toBe(200);
    expect(await rotate(owner)).toBe("done");
  });
});
