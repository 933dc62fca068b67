/** Tests of the steps and the finish: parts are replaced, and the park is made once, whole, or not at all. */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { jobs } from "../../../../src/modules/operations/onboarding/jobs.ts";
import { firstIdOf } from "../../../../src/shared/ids.ts";
import { dieAtWrite, failingAtStatement, holdNextReading } from "../../../support/faults.ts";
import { auditRows, type Client, call, clientOf, countRows, proven, rowCounts } from "../../../support/park.ts";
import { filledIn, PARTS, type SignUp, signUp } from "../../../support/sign-ups.ts";

afterEach(() => void vi.useRealTimers());

const finish = ({ client, onboarding_id }: SignUp) => client.post(`/onboarding/${onboarding_id}/finish`);
const put = ({ client, onboarding_id }: SignUp, step: string, body: object) =>
  client.post(`/onboarding/${onboarding_id}/${step}`, body);
const DAY_MS = 86_400_000;

async function ownerOf({ email }: SignUp, pin = "482193"): Promise<Client> {
  const reply = await call("POST", "/employees/login", { email, pin });
  expect([reply.status, reply.error]).toEqual([200, null]);
  return proven(clientOf(reply.data.access_token));
}

const named = (reply: Awaited<ReturnType<typeof call>>) =>
  ((reply.error?.details?.fields ?? []) as { path: string }[]).map(({ path }) => path);

describe("a step", () => {
  test("[Z6] replaces its part, and nothing of it exists outside the draft", async () => {
    const one = await signUp();
    await put(one, "payments", PARTS.payments);
    const { data } = await put(one, "payments", { types: ["card"] });
    expect(data.payments).toEqual({ types: ["card"], promptpay_id: null });
    expect(data.missing).toEqual(["profile", "tax"]);
    const { onboardings, ...others } = await rowCounts(one.onboarding_id);
    expect([onboardings, Object.values(others).filter((count) => count > 0)]).toEqual([1, []]);
  });

  test("[Z6] the owner's PIN is strong, is shown to nobody, is kept as a hash, and stays when it is left out", async () => {
    const one = await signUp();
    const { pin, ...owner } = PARTS.profile.owner;
    expect(named(await put(one, "profile", { ...PARTS.profile, owner }))).toEqual(["owner.pin"]);
    expect(named(await put(one, "profile", { ...PARTS.profile, owner: { ...owner, pin: "123456" } }))).toEqual([
      "owner.pin",
    ]);
    const first = await put(one, "profile", PARTS.profile);
    expect(first.data.profile.owner).toEqual({ name: owner.name, pin_chosen: true });
    const again = await put(one, "profile", { ...PARTS.profile, name: "Renamed", owner });
    expect(again.data.profile).toMatchObject({ name: "Renamed", owner: { pin_chosen: true } });
    const row = await env.DB.prepare("SELECT * FROM onboardings WHERE tenant_id = ?").bind(one.onboarding_id).first();
    expect([JSON.stringify(row).includes(pin), `${first.text}${again.text}`.includes("pbkdf2")]).toEqual([
      false,
      false,
    ]);
    await put(one, "tax", PARTS.tax);
    await put(one, "payments", PARTS.payments);
    expect((await finish(one)).status).toBe(200);
    await ownerOf(one, pin);
    const after = await env.DB.prepare("SELECT profile FROM onboardings WHERE tenant_id = ?")
      .bind(one.onboarding_id)
      .first("profile");
    expect(String(after)).not.toContain("pbkdf2");
  });

  test.each([
    ["profile", { name: "Jungle\r\nPark" }, ["name"]],
    ["profile", { store_name: "Bangna\u2028" + "x" }, ["store_name"]],
    ["profile", { owner: { name: "Malee\nBcc: all@x.test", pin: "482193" } }, ["owner.name"]],
    ["profile", { legal_name: "A\u0007B" }, ["legal_name"]],
    ["profile", { name: "4111 1111 1111 1111" }, ["name"]],
    ["profile", { time_zone: "Mars/Olympus" }, ["time_zone"]],
    ["profile", { languages: [] }, ["languages"]],
    ["profile", { kind: "provider" }, ["kind"]],
    ["tax", { tax_id: "0105559001236" }, ["tax_id"]],
    ["tax", { tax_id: undefined }, ["tax_id"]],
    ["tax", { vat_registered: false }, ["tax_id"]],
    ["tax", { rate_bps: -1 }, ["rate_bps"]],
    ["tables", { tables: [{ label: "A1" }, { label: "A1" }] }, ["tables"]],
    ["tables", { tables: Array.from({ length: 201 }, (_, at) => ({ label: `T${at}` })) }, ["tables"]],
    ["payments", { types: [], promptpay_id: undefined }, ["types"]],
    ["payments", { types: ["cash", "cash"], promptpay_id: undefined }, ["types"]],
    ["payments", { types: ["cash"] }, ["promptpay_id"]],
    ["payments", { promptpay_id: "021234567" }, ["promptpay_id"]],
  ] as const)("[Z6] %s with %j names its fields", async (step, change, fields) => {
    const one = await signUp();
    const reply = await put(one, step, { ...PARTS[step], ...change });
    expect([reply.status, named(reply)]).toEqual([422, fields]);
  });

  test("[Z6] numbers may be typed on a Thai keyboard, and an address in several lines", async () => {
    const one = await signUp();
    const tax = await put(one, "tax", { vat_registered: true, tax_id: "๐-๑๐๕๕-๕๙๐๐๑-๒๓-๕" });
    expect(tax.data.tax).toEqual({ ...PARTS.tax });
    const { data } = await put(one, "profile", { ...PARTS.profile, address: "99/9\r\nBangna\tRoad " });
    expect(data.profile.address).toBe("99/9 Bangna Road");
  });

  test("[Z6] the largest list of tables fits", async () => {
    const one = await signUp();
    const tables = Array.from({ length: 200 }, (_, at) => ({ label: `${"โ".repeat(36)}${at}`, seats: 200 }));
    const { status, data } = await put(one, "tables", { tables });
    expect([status, data.tables.tables.length]).toEqual([200, 200]);
  });
});

describe("the finish", () => {
  test("[Z8] names the steps that are missing, and makes nothing", async () => {
    const one = await signUp();
    await put(one, "tax", PARTS.tax);
    const reply = await finish(one);
    expect([reply.status, reply.error?.code, reply.error?.details]).toEqual([
      ...[422, "E_ONBOARDING_INCOMPLETE"],
      { missing: ["profile", "payments"] },
    ]);
    expect(await countRows("tenants", one.onboarding_id)).toBe(0);
  });

  test("[Z8] makes a live park as it was filled in, whose owner signs in and sees it", async () => {
    const one = await filledIn();
    const { status, data } = await finish(one);
    expect([status, data.tenant_id, data.email]).toEqual([200, one.onboarding_id, one.email]);
    const owner = await ownerOf(one);
    expect((await owner.get("/tenant")).data).toMatchObject({
      ...{ tenant_id: one.onboarding_id, kind: "park", mode: "live", status: "active" },
      ...{ name: "Jungle Park", legal_name: "Jungle Park Co., Ltd.", time_zone: "Asia/Bangkok" },
    });
    expect((await owner.get("/stores")).data).toMatchObject([
      {
        store_id: data.store_id,
        name: "Jungle Park Bangna",
        address: PARTS.profile.address,
        phone: PARTS.profile.phone,
      },
    ]);
    expect((await owner.get("/taxes")).data).toMatchObject([
      { name: "VAT 7 %", rate_bps: 700, mode: "inclusive", is_default: true },
    ]);
    const types: { method: string; active: boolean }[] = (await owner.get("/payment-types?active=all")).data;
    expect(types.map(({ method, active }) => [method, active])).toEqual([
      ...[
        ["cash", true],
        ["qr", true],
        ["card", false],
        ["other", false],
        ["account", false],
      ],
    ]);
    const keys: { key: string; value: unknown }[] = (await owner.get("/settings/keys")).data;
    const settingOf = (key: string) => keys.find((one) => one.key === key)?.value;
    expect(
      ["tax.seller_name", "tax.seller_tax_id", "tax.branch_code", "tax.seller_address", "receipt.language"].map(
        settingOf,
      ),
    ).toEqual([...["Jungle Park Co., Ltd.", PARTS.tax.tax_id, "00000", PARTS.profile.address, "both"]]);
    const audited = await auditRows(one.onboarding_id, "event = 'tenant.onboarded'");
    expect(audited).toMatchObject([{ actor_kind: "employee", actor_id: data.employee_id }]);
    const events = await env.DB.prepare("SELECT data FROM outbox WHERE tenant_id = ? AND type = 'tenant.onboarded'")
      .bind(one.onboarding_id)
      .all<{ data: string }>();
    expect(events.results.map((row) => JSON.parse(row.data))).toEqual([
      { tenant_id: one.onboarding_id, store_id: data.store_id, employee_id: data.employee_id, name: "Jungle Park" },
    ]);
  });

  test("[Z8] ten at once, and a repeat, answer the same, and there is one park", async () => {
    const one = await filledIn();
    const replies = await Promise.all(Array.from({ length: 10 }, () => finish(one)));
    replies.push(await finish(one));
    expect(new Set(replies.map(({ status, data }) => JSON.stringify([status, data]))).size).toBe(1);
    expect(replies[0]?.status).toBe(200);
    for (const table of ["tenants", "stores", "employees"]) expect(await countRows(table, one.onboarding_id)).toBe(1);
    expect(await auditRows(one.onboarding_id, "event = 'tenant.onboarded'")).toHaveLength(1);
  });

  test("[Z8] that dies at any use of the database leaves no park or a whole one, and its repeat answers 200", async () => {
    for (let n = 1, reached = true; reached; n++) {
      const one = await filledIn();
      const failed = await failingAtStatement(n, () => finish(one));
      reached = failed.reached;
      expect([n, await countRows("tenants", one.onboarding_id)]).toEqual([n, Number(failed.reply.status === 200)]);
      expect([n, (await finish(one)).status]).toEqual([n, 200]);
    }
  });

  test("[Z8] whose answer is lost after the commit is answered with that park", async () => {
    const one = await filledIn();
    const work = () => finish(one).then(({ status }) => expect(status).toBe(503));
    expect(await dieAtWrite({ n: 0, lands: true, tables: ["tenants"] }, work)).toBe(true);
    const { status, data } = await finish(one);
    expect([status, data.tenant_id]).toEqual([200, one.onboarding_id]);
    expect(await countRows("employees", one.onboarding_id)).toBe(1);
    await ownerOf(one);
  });

  test("[Z8] a step that lands while the finish decides is in the park", async () => {
    const one = await filledIn();
    const held = holdNextReading("SELECT * FROM onboardings");
    const slow = finish(one);
    await held.read;
    const changed = await put(one, "profile", { ...PARTS.profile, name: "At the last moment" });
    expect(changed.status).toBe(200);
    held.release();
    expect((await slow).data.name).toBe("At the last moment");
    expect((await (await ownerOf(one)).get("/tenant")).data.name).toBe("At the last moment");
  });

  test("[Z8] a step and a resend after it are refused, and the draft can still be read", async () => {
    const one = await filledIn();
    const { data } = await finish(one);
    for (const [step, part] of Object.entries(PARTS)) {
      const reply = await put(one, step, part);
      expect([step, reply.status, reply.error?.code]).toEqual([step, 409, "E_ONBOARDING_FINISHED"]);
    }
    expect((await call("POST", `/onboarding/${one.onboarding_id}/resend`)).error?.code).toBe("E_ONBOARDING_FINISHED");
    const read = await one.client.get(`/onboarding/${one.onboarding_id}`);
    expect(read.data).toMatchObject({ status: "finished", done: data });
  });

  test("[Z8] of two drafts of one address the first makes its park, and the other is told that the address is taken", async () => {
    const one = await filledIn();
    const { onboarding_id } = await filledIn();
    await env.DB.prepare("UPDATE onboardings SET email = ? WHERE tenant_id = ?").bind(one.email, onboarding_id).run();
    const copy = await env.DB.prepare("SELECT token_hash FROM onboardings WHERE tenant_id = ?")
      .bind(one.onboarding_id)
      .first("token_hash");
    await env.DB.prepare("UPDATE onboardings SET token_hash = ? WHERE tenant_id = ?").bind(copy, onboarding_id).run();
    const replies = await Promise.all([finish(one), finish({ ...one, onboarding_id })]);
    expect(replies.map(({ status, error }) => [status, error?.code, error?.details]).toSorted()).toEqual([
      [200, undefined, undefined],
      [409, "E_DUPLICATE", { field: "email" }],
    ]);
    const made = await Promise.all([one.onboarding_id, onboarding_id].map((id) => countRows("tenants", id)));
    expect(made.toSorted()).toEqual([0, 1]);
  });
});

describe("old drafts", () => {
  test("[Z6] a draft is gone after 30 days", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 30 * DAY_MS });
    const one = await filledIn();
    vi.useRealTimers();
    expect((await one.client.get(`/onboarding/${one.onboarding_id}`)).status).toBe(404);
    expect([(await finish(one)).status, await countRows("tenants", one.onboarding_id)]).toEqual([404, 0]);
  });

  test("[Z6] the daily job deletes drafts of 30 days and unproven ones of a day, and no others", async () => {
    // Tomorrow: the job ran already for today, where another test ticked.
    const now = Date.now() + DAY_MS;
    const aged = async (days: number, proven_too: boolean, finished = false) => {
      const { onboarding_id } = await signUp();
      const at = now - days * DAY_MS - 60_000;
      const id = `${firstIdOf(at).slice(0, 10)}${onboarding_id.slice(10)}`;
      await env.DB.prepare(
        "UPDATE onboardings SET tenant_id = ?, created_at = ?, confirmed_at = ?, done = ? WHERE tenant_id = ?",
      )
        .bind(id, at, proven_too ? at : null, finished ? "{}" : null, onboarding_id)
        .run();
      return id;
    };
    const rows = await Promise.all([
      aged(32, true),
      aged(28, true),
      aged(3, false),
      aged(0, false),
      aged(3, true),
      aged(40, true, true),
    ]);
    for (const job of jobs) await job.run(seedContext(env, now));
    expect(await Promise.all(rows.map((id) => countRows("onboardings", id)))).toEqual([0, 1, 0, 1, 1, 1]);
  });
});
