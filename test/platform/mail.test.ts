/** Tests of mail: what a service gets, what happens when it fails, and that production neither prints nor sends without one. */

import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Env } from "../../src/env.ts";
import { closedBecause } from "../../src/modules/operations/onboarding/service/open.ts";
import { mailWayOf, sendMail } from "../../src/platform/mail/mail.ts";

afterEach(() => void vi.restoreAllMocks());

const MAIL = { to: "malee@mail.test", subject: "482100 is your code", text: "482100", html: "<p>482100</p>" };
const SERVICE = {
  MAIL_ENDPOINT: "https://mail.test/emails",
  MAIL_KEY: "key-of-test",
  MAIL_FROM: "PlayPark <p@mail.test>",
};
const withService: Env = { ...env, ...SERVICE };
const production = (over: Partial<Env>): Env => ({ ...env, ENVIRONMENT: "production", MAILBOX: undefined, ...over });

function answering(answer: () => Response) {
  return vi.spyOn(globalThis, "fetch").mockImplementation(async () => answer());
}

test("[Z7] a service gets one mail as JSON, with the key as bearer token", async () => {
  const network = answering(() => new Response("{}", { status: 200 }));
  expect(await sendMail(withService, MAIL)).toBe(true);
  const [url, init] = network.mock.calls[0] ?? [];
  expect([network.mock.calls.length, url, init?.method]).toEqual([1, SERVICE.MAIL_ENDPOINT, "POST"]);
  expect(init?.headers).toMatchObject({ authorization: "Bearer key-of-test", "content-type": "application/json" });
  const { to, ...rest } = MAIL;
  expect(JSON.parse(String(init?.body))).toEqual({ from: SERVICE.MAIL_FROM, to: [to], ...rest });
});

test.each([
  ["refuses", () => new Response("482100 malee@mail.test", { status: 422 })],
  ["redirects", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test" } })],
  [
    "is not there",
    () => {
      throw new Error("482100 unreachable");
    },
  ],
])(
  "[Z7] a service that %s sent nothing; it is asked once, and the log has neither code nor address",
  async (_, answer) => {
    const network = answering(answer);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await sendMail(withService, MAIL)).toBe(false);
    expect([network.mock.calls.length, log.mock.calls.length]).toEqual([1, 1]);
    expect(JSON.stringify(log.mock.calls)).not.toMatch(/482100|malee|key-of-test/);
  },
);

test.each(["to", "subject"])("[Z7] a %s with a line break is never sent", async (field) => {
  const network = answering(() => new Response("{}"));
  await expect(sendMail(withService, { ...MAIL, [field]: "a@mail.test\r\nBcc: b@mail.test" })).rejects.toThrow(
    "one line",
  );
  expect(network.mock.calls).toEqual([]);
});

test("[Z6] production is closed unless it says open, and stays closed while it cannot send mail", () => {
  expect(closedBecause(production({}))).toBe("closed");
  expect(closedBecause(production({ ...SERVICE }))).toBe("closed");
  expect(closedBecause(production({ ...SERVICE, ONBOARDING: "yes" }))).toBe("closed");
  expect(closedBecause(production({ ONBOARDING: "open" }))).toBe("no_mailer");
  expect(closedBecause(production({ ...SERVICE, ONBOARDING: "open", MAIL_KEY: "" }))).toBe("no_mailer");
  expect(closedBecause(production({ ...SERVICE, ONBOARDING: "open", MAIL_ENDPOINT: "http://mail.test" }))).toBe(
    "no_mailer",
  );
  expect(closedBecause(production({ ...SERVICE, ONBOARDING: "open" }))).toBe(null);
});

test("[Z7] production without a service prints no mail, whatever is bound", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const bound = production({ MAILBOX: { fetch: async () => new Response(null) } });
  expect([mailWayOf(bound), await sendMail(bound, MAIL)]).toEqual(["none", false]);
  expect(log.mock.calls).toEqual([]);
});
