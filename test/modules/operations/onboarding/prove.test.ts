/** Tests of the proof of an e-mail address: codes, their tries and their time, limits, and what nobody may learn. */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MOST_A_DAY } from "../../../../src/modules/operations/onboarding/service/prove.ts";
import { call, newPark, randomIp } from "../../../support/park.ts";
import { begin, codeFor, filledIn, mailsTo, newAddress, PARTS, signUp } from "../../../support/sign-ups.ts";

afterEach(() => void vi.useRealTimers());

const confirm = (onboarding_id: string, code: string, ip?: string) =>
  call("POST", `/onboarding/${onboarding_id}/confirm`, { code }, ip ? { ip } : {});
const start = (email: string, ip = randomIp()) => call("POST", "/onboarding/start", { email, language: "th" }, { ip });
const resend = (onboarding_id: string) => call("POST", `/onboarding/${onboarding_id}/resend`, {}, { ip: randomIp() });
const told = ({ status, error }: Awaited<ReturnType<typeof call>>) => [status, error?.code];

/** Does something as it was done some time ago. */
async function ago<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - ms });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

describe("a code", () => {
  test("[Z7] gives the bearer token of the steps, however its digits are typed", async () => {
    const { email, onboarding_id } = await begin();
    const code = codeFor(email);
    const thai = code.replaceAll(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
    const typed = ` ${thai.slice(0, 3)} - ${thai.slice(3)} `;
    const { status, data } = await confirm(onboarding_id, typed);
    expect([status, data.onboarding_id]).toEqual([200, onboarding_id]);
    expect(data.onboarding_token).toMatch(/^ppo_/);
    expect(data.onboarding).toMatchObject({ email, status: "open", missing: ["profile", "tax", "payments"] });
  });

  test("[Z7] is over after five wrong tries, also of twenty at once, and then the right one is refused too", async () => {
    const { email, onboarding_id } = await begin();
    const code = codeFor(email);
    const replies = await Promise.all(Array.from({ length: 20 }, () => confirm(onboarding_id, other(code))));
    const codes = replies.map(({ error }) => error?.code);
    expect(codes.filter((one) => one === "E_ONBOARDING_CODE")).toHaveLength(5);
    expect(codes.filter((one) => one === "E_ONBOARDING_CODE_OVER")).toHaveLength(15);
    expect(told(await confirm(onboarding_id, code))).toEqual([409, "E_ONBOARDING_CODE_OVER"]);
  });

  test("[Z7] a wrong try says how many are left, and a text that is no code uses none", async () => {
    const { email, onboarding_id } = await begin();
    const wrong = await confirm(onboarding_id, other(codeFor(email)));
    expect([...told(wrong), wrong.error?.details]).toEqual([422, "E_ONBOARDING_CODE", { tries_left: 4 }]);
    expect((await confirm(onboarding_id, "abc")).error?.details).toEqual({ tries_left: 4 });
  });

  test("[Z7] lasts 15 minutes", async () => {
    const young = await ago(15 * 60_000 - 20_000, () => begin());
    const old = await ago(15 * 60_000, () => begin());
    expect(told(await confirm(old.onboarding_id, codeFor(old.email)))).toEqual([409, "E_ONBOARDING_CODE_OVER"]);
    expect((await confirm(young.onboarding_id, codeFor(young.email))).status).toBe(200);
  });

  test("[Z7] the same code, sent twice at once and again, gives one token", async () => {
    const { email, onboarding_id } = await begin();
    const code = codeFor(email);
    const replies = await Promise.all([confirm(onboarding_id, code), confirm(onboarding_id, code)]);
    replies.push(await confirm(onboarding_id, code));
    expect(new Set(replies.map(({ data }) => data.onboarding_token)).size).toBe(1);
  });

  test("[Z7] a later code ends the one before and, once confirmed, its token", async () => {
    const { email, onboarding_id } = await ago(61_000, () => begin());
    const first = codeFor(email);
    const token = (await confirm(onboarding_id, first)).data.onboarding_token;
    expect((await resend(onboarding_id)).status).toBe(200);
    expect(told(await confirm(onboarding_id, first))).toEqual([422, "E_ONBOARDING_CODE"]);
    const read = (sent: string) =>
      call("GET", `/onboarding/${onboarding_id}`, undefined, { headers: { authorization: `Bearer ${sent}` } });
    expect((await read(token)).status).toBe(200);
    const next = (await confirm(onboarding_id, codeFor(email))).data.onboarding_token;
    expect([(await read(token)).status, (await read(next)).status]).toEqual([404, 200]);
  });

  test("[Z7] [T5] neither the code nor the token is in the database", async () => {
    const { email, onboarding_id, onboarding_token } = await signUp();
    const row = await env.DB.prepare("SELECT * FROM onboardings WHERE tenant_id = ?").bind(onboarding_id).first();
    expect(JSON.stringify(row)).not.toContain(codeFor(email));
    expect(JSON.stringify(row)).not.toContain(onboarding_token.slice(4));
  });
});

describe("a person who comes back", () => {
  test("[Z7] on another device proves the address again, and goes on with the draft of before", async () => {
    const { email, onboarding_id, client } = await signUp();
    await client.post(`/onboarding/${onboarding_id}/tax`, PARTS.tax);
    const later = await begin(email);
    expect(later.onboarding_id).not.toBe(onboarding_id);
    const { data } = await confirm(later.onboarding_id, codeFor(email));
    expect(data.onboarding_id).toBe(onboarding_id);
    expect(data.onboarding.tax).toEqual(PARTS.tax);
    // The first device's token is over; a repeat of the code still leads to the same draft.
    expect((await client.get(`/onboarding/${onboarding_id}`)).status).toBe(404);
    const again = await confirm(later.onboarding_id, codeFor(email));
    expect([again.data.onboarding_id, again.data.onboarding_token]).toEqual([onboarding_id, data.onboarding_token]);
  });

  test("[Z7] a draft whose address nobody proved is nobody's to go on with", async () => {
    const { email, onboarding_id } = await begin();
    const mine = await begin(email);
    expect((await confirm(mine.onboarding_id, codeFor(email))).data.onboarding_id).toBe(mine.onboarding_id);
    expect(mine.onboarding_id).not.toBe(onboarding_id);
  });
});

describe("what nobody may learn", () => {
  test("[Z7] an address that signs in already is answered alike, gets a mail without a code, and no code confirms it", async () => {
    const { employees } = await newPark();
    const known = employees.cashier?.email ?? "";
    const replies = [await start(known), await start(newAddress())];
    const shape = ({ status, data }: (typeof replies)[0]) => [status, Object.keys(data)];
    expect(shape(replies[0] as never)).toEqual(shape(replies[1] as never));
    expect([mailsTo(known).length, codeFor(known)]).toEqual([1, ""]);
    expect(mailsTo(known)[0]?.text).toContain("เข้าสู่ระบบ");
    expect(told(await confirm(replies[0]?.data.onboarding_id, "000000"))[1]).toBe("E_ONBOARDING_CODE");
  });

  test("[Z7] a wrong token, another sign-up's, an employee's and none are answered as an unknown sign-up", async () => {
    const [mine, theirs] = [await signUp(), await signUp()];
    const manager = await (await newPark()).person("manager");
    const asked = [
      theirs.client.get(`/onboarding/${mine.onboarding_id}`),
      manager.get(`/onboarding/${mine.onboarding_id}`),
      call("GET", `/onboarding/${mine.onboarding_id}`),
      mine.client.get(`/onboarding/${mine.onboarding_id.replace(/.{6}$/, "000000")}`),
    ];
    for (const reply of await Promise.all(asked)) expect(told(reply)).toEqual([404, "E_NOT_FOUND"]);
  });

  test("[Z7] the token of a sign-up is no token of any other route", async () => {
    const { client } = await signUp();
    expect(told(await client.get("/stores"))).toEqual([401, "E_UNAUTHENTICATED"]);
  });
});

describe("limits", () => {
  test("[Z7] one address gets five mails an hour, by sign-ups and resends together", async () => {
    const email = newAddress();
    const replies = await Promise.all(Array.from({ length: 8 }, () => start(email)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = replies.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect(mailsTo(email)).toHaveLength(5);
  });

  test("[Z7] another code waits a minute, and of ten asked at once one is sent", async () => {
    const { email, onboarding_id } = await begin();
    const early = await resend(onboarding_id);
    expect([early.status, Number(early.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    await env.DB.prepare("UPDATE onboardings SET code_sent_at = code_sent_at - 60000 WHERE tenant_id = ?")
      .bind(onboarding_id)
      .run();
    const replies = await Promise.all(Array.from({ length: 3 }, () => resend(onboarding_id)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(mailsTo(email)).toHaveLength(2);
  });

  test("[Z7] one network begins 20 an hour", async () => {
    const ip = randomIp();
    const replies = await Promise.all(Array.from({ length: 22 }, () => start(newAddress(), ip)));
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  test("[Z7] the deployment begins so many a day, and two at once for the last place make one", async () => {
    // The copies are of this day, and leave at the end.
    const { onboarding_id } = await begin();
    const count = async () =>
      (await env.DB.prepare("SELECT COUNT(*) AS n FROM onboardings WHERE created_at > ?")
        .bind(Date.now() - 86_400_000)
        .first<number>("n")) ?? 0;
    const ids = Array.from(
      { length: MOST_A_DAY - 1 - (await count()) },
      (_, at) => `${onboarding_id.slice(0, 20)}${String(at).padStart(6, "0")}`,
    );
    await env.DB.prepare(
      `INSERT INTO onboardings (tenant_id, email, language, code_hash, code_nonce, code_sent_at, code_tries, created_at, updated_at, version)
       SELECT value, 'copy', 'en', 'x', 'x', 0, 0, ?, 0, 1 FROM json_each(?) WHERE value <> ?`,
    )
      .bind(Date.now(), JSON.stringify(ids), onboarding_id)
      .run();
    try {
      const replies = await Promise.all([start(newAddress()), start(newAddress()), start(newAddress())]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 503, 503]);
      const full = replies.find(({ status }) => status === 503);
      expect([full?.error?.code, full?.headers.get("retry-after")]).toEqual(["E_ONBOARDING_FULL", "3600"]);
    } finally {
      await env.DB.prepare("DELETE FROM onboardings WHERE email = 'copy'").run();
    }
  });
});

describe("hostile input", () => {
  test.each([
    ["a header", "malee@signup.test\r\nBcc: all@signup.test"],
    ["a second address", "malee@signup.test, all@signup.test"],
    ["a name", "Malee <malee@signup.test>"],
    ["letters of another script", "mаlee@signup.test"],
    ["Thai letters", "มาลี@signup.test"],
    ["no host", "malee@"],
    ["too many letters", `${"m".repeat(250)}@signup.test`],
  ])("[Z7] an e-mail address with %s is refused, and no mail is sent", async (_, email) => {
    const reply = await start(email);
    expect([reply.status, reply.error?.details]).toMatchObject([422, { fields: [{ path: "email" }] }]);
    expect(mailsTo(email)).toEqual([]);
  });

  test("[Z7] an address is the same in capitals and with blanks around it", async () => {
    const email = newAddress();
    const { data } = await start(` ${email.toUpperCase()} `);
    expect([data.email, codeFor(email)]).toEqual([email, expect.stringMatching(/^\d{6}$/)]);
  });
});

test("[Z6] where sign-up is closed, every call says so, and the state says why", async () => {
  const { onboarding_id, client } = await filledIn();
  env.ONBOARDING = "closed";
  try {
    expect((await call("GET", "/onboarding")).data).toEqual({ open: false, reason: "closed" });
    const replies = [
      await start(newAddress()),
      await resend(onboarding_id),
      await confirm(onboarding_id, "123456"),
      await client.get(`/onboarding/${onboarding_id}`),
      await client.post(`/onboarding/${onboarding_id}/tax`, PARTS.tax),
      await client.post(`/onboarding/${onboarding_id}/finish`),
    ];
    for (const reply of replies)
      expect([...told(reply), reply.error?.details]).toEqual([403, "E_ONBOARDING_CLOSED", { reason: "closed" }]);
  } finally {
    env.ONBOARDING = undefined;
  }
  expect((await call("GET", "/onboarding")).data).toEqual({ open: true, reason: null });
});
