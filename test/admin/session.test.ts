/** Tests of the console's session: its cookie, its guards against other origins, its lock, and the refresh of its tokens. */

import { beforeEach, describe, expect, test } from "vitest";
import { IDLE_MS } from "../../admin/session/cookie.ts";
import { serveConsole } from "../../admin/session/index.ts";
import { sealOf } from "../../admin/session/seal.ts";

const OWN = "https://console.playpark.test";
const FOREIGN = "https://evil.test";
const NOW = Date.UTC(2026, 10, 30, 7);
const LIFE_S = 900;
const KEY = btoa("k".repeat(32));

/** The API's edge: refresh tokens rotate, and the last one gets the same pair again for 30 seconds, as rule T4 says. */
class FakeApi {
  readonly seen: Request[] = [];
  now = NOW;
  revoked = false;
  down = false;
  refreshes = 0;
  #generation = 1;
  #rotated_at = 0;

  pair(generation = this.#generation) {
    return { access_token: `access-${generation}`, refresh_token: `refresh-${generation}`, expires_in: LIFE_S };
  }

  async fetch(request: Request): Promise<Response> {
    this.seen.push(request.clone());
    if (this.down) return Response.json({ ok: false, error: { code: "E_BUSY" } }, { status: 503 });
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/employees/login") return this.#login(await request.json());
    if (pathname === "/v1/auth/refresh") return this.#refresh(await request.json());
    const known = request.headers.get("authorization") === `Bearer ${this.pair().access_token}` && !this.revoked;
    if (pathname === "/v1/auth/step-up") {
      const { pin } = (await request.json()) as { pin?: string };
      return pin === "482193" && known ? this.#ok({ stepped_up_until: "" }) : refusal(403, "E_PIN_WRONG");
    }
    return known ? this.#ok({ path: pathname }) : refusal(401, "E_UNAUTHENTICATED");
  }

  #ok(data: object): Response {
    return Response.json({ ok: true, data, error: null }, { headers: { "x-request-id": "r1" } });
  }

  #login({ pin, totp_code }: { pin: string; totp_code?: string }): Response {
    if (pin !== "482193") return refusal(401, "E_CREDENTIALS");
    if (totp_code !== "492039") return refusal(401, "E_TOTP_REQUIRED");
    return this.#ok({ ...this.pair(), token_type: "Bearer", employee: { employee_id: "e1", name: "Malee" } });
  }

  async #refresh({ refresh_token }: { refresh_token: string }): Promise<Response> {
    this.refreshes += 1;
    // Two tabs meet here.
    await Promise.resolve();
    if (this.revoked) return refusal(401, "E_REFRESH");
    if (refresh_token === this.pair().refresh_token) {
      this.#generation += 1;
      this.#rotated_at = this.now;
    } else if (
      refresh_token !== this.pair(this.#generation - 1).refresh_token ||
      this.now - this.#rotated_at > 30_000
    ) {
      this.revoked = true;
      return refusal(401, "E_REFRESH");
    }
    return this.#ok(this.pair());
  }
}

function refusal(status: number, code: string): Response {
  return Response.json({ ok: false, data: null, error: { code, message: code } }, { status });
}

/** A browser with the console open: its cookies, and the token that its script read. */
class Browser {
  cookie = "";
  csrf_token = "";
  readonly api: FakeApi;

  constructor(api: FakeApi) {
    this.api = api;
  }

  async send(method: string, path: string, { body, headers = {}, origin = OWN }: Sent = {}): Promise<Response> {
    const site = origin === OWN ? "same-origin" : "cross-site";
    const sent: Record<string, string> = {
      "sec-fetch-site": site,
      ...(method !== "GET" && { origin, "content-type": "application/json" }),
      ...(this.cookie && { cookie: this.cookie }),
      ...(this.csrf_token && { "x-csrf-token": this.csrf_token }),
      ...headers,
    };
    for (const [name, value] of Object.entries(sent)) if (value === "") delete sent[name];
    const request = new Request(`${OWN}${path}`, {
      method,
      headers: sent,
      ...(body && { body: JSON.stringify(body) }),
    });
    const response = await serveConsole(request, { api: this.api, files, session_key: KEY, now: () => this.api.now });
    if (!response) throw new Error(`${path} is not the console's.`);
    this.keep(response);
    return response;
  }

  /** Keeps the cookies of an answer, as a browser does when it arrives. */
  keep(response: Response): void {
    const jar = new Map(this.cookie.split("; ").map((pair) => [pair.split("=")[0], pair] as const));
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      if (pair.endsWith("=")) jar.delete(pair.slice(0, -1));
      else jar.set(pair.split("=")[0], pair);
    }
    this.cookie = [...jar.values()].filter((pair) => pair !== "").join("; ");
  }

  /** The opened texts of all its cookies with tokens. */
  async tokens(): Promise<string> {
    const seal = await sealOf(KEY);
    const texts = this.cookie.split("; ").map((pair) => {
      const [, name, value = ""] = /^(__Host-playpark-tokens-\w+)=(.*)$/.exec(pair) ?? [];
      return name && seal ? seal.open(name, value) : "";
    });
    return (await Promise.all(texts)).join(" ");
  }

  async signIn(): Promise<Response> {
    const response = await this.send("POST", "/session/login", {
      body: { email: "owner@siam.playpark.test", pin: "482193", totp_code: "492039" },
    });
    const { data } = (await response.clone().json()) as { data: { csrf_token: string } };
    this.csrf_token = data.csrf_token;
    return response;
  }
}

interface Sent {
  body?: object;
  /** "" leaves a header out. */
  headers?: Record<string, string>;
  origin?: string;
}

const files = {
  fetch: (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/")
      return new Response('<meta content="CSP-NONCE">', { headers: { "content-type": "text/html" } });
    return pathname === "/assets/a.js" ? new Response("1") : new Response(null, { status: 404 });
  },
};

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

let api: FakeApi;
let browser: Browser;
beforeEach(() => {
  api = new FakeApi();
  browser = new Browser(api);
});

describe("sign-in", () => {
  test("the cookie is HttpOnly, Secure, SameSite=Strict and of this host alone, and the reply has no token", async () => {
    const response = await browser.signIn();
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBe(3);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^__Host-playpark-\w+-\w+=\S+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
      );
    const text = await response.text();
    expect(text).toContain("Malee");
    expect(text).not.toMatch(/access-|refresh-/);
  });

  test("a wrong PIN and a missing code of the second factor are the API's own answers, and set no cookie", async () => {
    const email = "owner@siam.playpark.test";
    const wrong = await browser.send("POST", "/session/login", { body: { email, pin: "000000" } });
    const factor = await browser.send("POST", "/session/login", { body: { email, pin: "482193" } });
    expect([await codeOf(wrong), await codeOf(factor)]).toEqual(["E_CREDENTIALS", "E_TOTP_REQUIRED"]);
    expect(browser.cookie).toBe("");
  });

  test("another origin cannot sign a person into an account of its own", async () => {
    const body = { email: "a@evil.test", pin: "482193", totp_code: "492039" };
    const foreign = await browser.send("POST", "/session/login", { body, origin: FOREIGN });
    const silent = await browser.send("POST", "/session/login", {
      body,
      headers: { origin: "", "sec-fetch-site": "" },
    });
    const form = await browser.send("POST", "/session/login", { body, headers: { "content-type": "text/plain" } });
    expect([foreign.status, silent.status, form.status]).toEqual([403, 403, 422]);
    expect(api.seen).toEqual([]);
  });

  test("a sign-in reaches the API with the headers that it reads, and no other", async () => {
    const headers = { "content-encoding": "gzip", "x-forwarded-for": "1.2.3.4", "cf-connecting-ip": "203.0.113.7" };
    await browser.send("POST", "/session/login", { body: { email: "a", pin: "1" }, headers });
    expect([...(api.seen[0]?.headers.keys() ?? [])]).toEqual(["cf-connecting-ip", "content-type"]);
  });

  test("a device's token is not lent to a sign-in", async () => {
    const body = { email: "owner@siam.playpark.test", pin: "482193", totp_code: "492039" };
    await browser.send("POST", "/session/login", { body, headers: { authorization: "Bearer device" } });
    expect(api.seen[0]?.headers.get("authorization")).toBeNull();
  });

  test("over plain http nobody signs in, except at this machine or where a local server allows it", async () => {
    const at = (url: string, allow_http: boolean) =>
      serveConsole(new Request(`${url}/session`), { api, files, session_key: KEY, allow_http }).then(
        (response) => response?.status,
      );
    expect(await at("http://console.playpark.test", false)).toBe(403);
    expect(await at("http://192.168.1.5:48080", true)).toBe(200);
    expect(await at("http://127.0.0.1:48080", false)).toBe(200);
  });
});

describe("a call of the API", () => {
  test("it has the token and not the cookie, and the answer passes as it is", async () => {
    await browser.signIn();
    const response = await browser.send("GET", "/v1/sales?limit=5");
    expect([response.status, response.headers.get("x-request-id")]).toEqual([200, "r1"]);
    const sent = api.seen.at(-1);
    expect(sent?.headers.get("authorization")).toBe("Bearer access-1");
    expect([sent?.headers.get("cookie"), sent?.headers.get("x-csrf-token"), sent?.url]).toEqual([
      null,
      null,
      `${OWN}/v1/sales?limit=5`,
    ]);
  });

  test("without the cookie, or with a token of its own, it reaches the API as it is and without cookies", async () => {
    await browser.send("GET", "/v1/tenant");
    expect(api.seen.at(-1)?.headers.get("authorization")).toBeNull();
    await browser.signIn();
    await browser.send("POST", "/v1/sales", { body: {}, origin: FOREIGN, headers: { authorization: "Bearer till" } });
    const sent = api.seen.at(-1);
    expect([sent?.headers.get("authorization"), sent?.headers.get("cookie")]).toEqual(["Bearer till", null]);
  });

  test("a person's data stay in no cache of the browser", async () => {
    await browser.signIn();
    const response = await browser.send("GET", "/v1/sales");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  const ATTACKS: [name: string, method: string, sent: Sent][] = [
    ["a form of another origin", "POST", { origin: FOREIGN, headers: { "x-csrf-token": "" } }],
    [
      "a fetch of another origin that guesses the token",
      "POST",
      { origin: FOREIGN, headers: { "x-csrf-token": "guess" } },
    ],
    ["another origin with the right token", "POST", { origin: FOREIGN }],
    ["a sandboxed frame", "POST", { origin: "null" }],
    [
      "a sibling host of the same site",
      "POST",
      { headers: { "sec-fetch-site": "same-site", origin: "https://shop.playpark.test" } },
    ],
    ["our page without the token", "POST", { headers: { "x-csrf-token": "" } }],
    ["our page with an old token", "PUT", { headers: { "x-csrf-token": "0b0e" } }],
    ["an act without an origin", "DELETE", { headers: { origin: "", "sec-fetch-site": "" } }],
    ["an act that pretends to be typed", "POST", { headers: { "sec-fetch-site": "none" } }],
    ["a read that another origin includes", "GET", { headers: { "sec-fetch-site": "cross-site" } }],
    ["a read with another origin", "GET", { headers: { origin: FOREIGN } }],
    ["a socket of another origin", "GET", { headers: { origin: FOREIGN, upgrade: "websocket" } }],
    ["a socket without an origin", "GET", { headers: { "sec-fetch-site": "", upgrade: "websocket" } }],
  ];
  test.each(ATTACKS)("%s is refused before the API is called", async (_, method, sent) => {
    await browser.signIn();
    const calls = api.seen.length;
    const { cookie } = browser;
    const response = await browser.send(method, "/v1/sales", { ...(method !== "GET" && { body: {} }), ...sent });
    expect(response.status).toBe(403);
    expect(api.seen.length).toBe(calls);
    expect(browser.cookie).toBe(cookie);
  });

  test("an address that a person typed may be read, as the copy of a receipt", async () => {
    await browser.signIn();
    const response = await browser.send("GET", "/v1/receipts/1", { headers: { "sec-fetch-site": "none" } });
    expect(response.status).toBe(200);
  });

  test("two cookies of the name are none: a tossed one is not chosen", async () => {
    await browser.signIn();
    const [tokens] = /__Host-playpark-tokens-\w+=[^;]*/.exec(browser.cookie) ?? [];
    browser.cookie = `${browser.cookie}; ${tokens}`;
    expect((await browser.send("GET", "/v1/sales")).status).toBe(401);
    expect(api.seen.at(-1)?.headers.get("authorization")).toBeNull();
  });

  test.each([
    "1~0~c~access~refresh",
    "0123456789abcdef",
    "x; __Host-playpark-tokens-0123456789abcdef=",
    "x; __Host-playpark-tokens-0123456789abcdef=garbage",
    "x; __Host-playpark-tokens-=garbage",
    `x; __Host-playpark-tokens-0123456789abcdef=${"A".repeat(80)}`,
  ])("a broken cookie is nobody's: %s", async (value) => {
    browser.cookie = `__Host-playpark=${value}`;
    const response = await browser.send("GET", "/session");
    expect(((await response.json()) as { data: object }).data).toEqual({ signed_in: false });
  });
});

describe("fresh tokens", () => {
  test("an access token that ends is exchanged before the call, and the cookie follows", async () => {
    await browser.signIn();
    api.now += (LIFE_S - 20) * 1000;
    const response = await browser.send("GET", "/v1/sales");
    expect([response.status, response.headers.getSetCookie().length]).toEqual([200, 1]);
    expect(await browser.tokens()).toContain("refresh-2");
    expect((await browser.send("GET", "/v1/sales")).headers.getSetCookie()).toEqual([]);
    expect(api.refreshes).toBe(1);
  });

  test("[T4] two tabs that refresh at once both go on, and neither ends the session", async () => {
    await browser.signIn();
    api.now += LIFE_S * 1000 - 60_000;
    await browser.send("POST", "/session/activity", { body: {} });
    api.now += 60_000;
    const other = new Browser(api);
    Object.assign(other, { cookie: browser.cookie, csrf_token: browser.csrf_token });
    const paths = Array.from({ length: 10 }, (_, at) => `/v1/sales/${at}`);
    const replies = await Promise.all(paths.map((path, at) => (at % 2 ? browser : other).send("GET", path)));
    expect(replies.map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect([
      (await browser.tokens()).includes("refresh-2"),
      (await other.tokens()).includes("refresh-2"),
      api.revoked,
    ]).toEqual([true, true, false]);
  });

  test("[T4] a late answer of another request brings back neither old tokens nor an opened lock", async () => {
    await browser.signIn();
    api.now += LIFE_S * 1000 - 10_000;
    const late = new Browser(api);
    Object.assign(late, { cookie: browser.cookie, csrf_token: browser.csrf_token });
    const [activity, act] = await Promise.all([
      late.send("POST", "/session/activity", { body: {} }),
      late.send("POST", "/v1/sales", { body: {} }),
    ]);
    await browser.send("GET", "/v1/sales");
    await browser.send("POST", "/session/lock", { body: {} });
    browser.keep(activity);
    browser.keep(act);
    expect(await browser.tokens()).toContain("refresh-2");
    expect((await browser.send("GET", "/v1/sales")).status).toBe(423);
  });

  test("[T4] a late tab with the old cookie gets the same pair within 30 seconds", async () => {
    await browser.signIn();
    const late = new Browser(api);
    Object.assign(late, { cookie: browser.cookie, csrf_token: browser.csrf_token });
    api.now += LIFE_S * 1000 - 10_000;
    await browser.send("GET", "/v1/sales");
    api.now += 9_000;
    expect((await late.send("GET", "/v1/sales")).status).toBe(200);
    expect([(await late.tokens()).includes("refresh-2"), api.revoked]).toEqual([true, false]);
  });

  test("a revoked session is refused, with the API's own code, and its cookies end", async () => {
    await browser.signIn();
    api.revoked = true;
    const now = await browser.send("GET", "/v1/sales");
    expect([now.status, await codeOf(now)]).toEqual([401, "E_UNAUTHENTICATED"]);
    api.now += LIFE_S * 1000 - 5_000;
    const later = await browser.send("GET", "/v1/sales");
    expect([later.status, await codeOf(later), browser.cookie]).toEqual([401, "E_REFRESH", ""]);
  });

  test("an API that is down is told as it is, and the session stays", async () => {
    await browser.signIn();
    api.now += LIFE_S * 1000 - 5_000;
    api.down = true;
    expect((await browser.send("GET", "/v1/sales")).status).toBe(503);
    api.down = false;
    expect((await browser.send("GET", "/v1/sales")).status).toBe(200);
  });

  test("a socket is opened with a token that lasts, and never with one that has ended", async () => {
    await browser.signIn();
    api.now += LIFE_S * 1000 - 4 * 60_000;
    await browser.send("POST", "/session/fresh", { body: {} });
    expect(await browser.tokens()).toContain("refresh-2");
    await browser.send("POST", "/session/activity", { body: {} });
    api.now += LIFE_S * 1000;
    const calls = api.seen.length;
    const response = await browser.send("GET", "/v1/live?store_id=1", {
      headers: { origin: OWN, upgrade: "websocket" },
    });
    expect([response.status, api.seen.length]).toEqual([401, calls]);
  });
});

describe("the lock", () => {
  test("after 15 minutes without an act every call is refused until the PIN, and reads do not count as acts", async () => {
    await browser.signIn();
    api.now += IDLE_MS - 1_000;
    expect((await browser.send("GET", "/v1/sales")).status).toBe(200);
    api.now += 2_000;
    const locked = await browser.send("GET", "/v1/sales");
    expect([locked.status, await codeOf(locked)]).toEqual([423, "CONSOLE_LOCKED"]);
    const socket = await browser.send("GET", "/v1/live?store_id=1", { headers: { origin: OWN, upgrade: "websocket" } });
    expect(socket.status).toBe(423);
    expect((await browser.send("POST", "/session/activity", { body: {} })).status).toBe(423);
    expect((await browser.send("POST", "/session/fresh", { body: {} })).status).toBe(423);
    const wrong = await browser.send("POST", "/session/unlock", { body: { pin: "000000" } });
    expect([wrong.status, (await browser.send("GET", "/v1/sales")).status]).toEqual([403, 423]);
    const right = await browser.send("POST", "/session/unlock", { body: { pin: "482193" } });
    expect([right.status, (await browser.send("GET", "/v1/sales")).status]).toEqual([200, 200]);
  });

  test("acts and the page's mark of presence keep it open", async () => {
    await browser.signIn();
    for (const [method, path] of [
      ["POST", "/session/activity"],
      ["POST", "/v1/sales"],
      ["POST", "/session/activity"],
    ] as const) {
      api.now += IDLE_MS - 60_000;
      expect((await browser.send(method, path, { body: {} })).status).toBe(200);
    }
    expect((await browser.send("GET", "/v1/sales")).status).toBe(200);
  });

  test("a person locks at once, and only the PIN opens it", async () => {
    await browser.signIn();
    await browser.send("POST", "/session/lock", { body: {} });
    expect((await browser.send("GET", "/v1/sales")).status).toBe(423);
    const described = (await (await browser.send("GET", "/session")).json()) as { data: object };
    expect(described.data).toMatchObject({ signed_in: true, locked: true });
  });

  /** The pairs of a browser's cookies by the kind in their names. */
  const pairsOf = ({ cookie }: Browser) => {
    const pairs = cookie.split("; ");
    return (kind: string) => pairs.find((pair) => pair.startsWith(`__Host-playpark-${kind}-`)) ?? "";
  };
  const thiefWith = async (...pairs: string[]) => {
    const thief = new Browser(api);
    Object.assign(thief, { cookie: pairs.join("; "), csrf_token: browser.csrf_token });
    return (await thief.send("GET", "/v1/sales")).status;
  };

  test("a cookie that is deleted, edited or another person's opens no lock, and shows no token", async () => {
    await browser.signIn();
    expect(browser.cookie).not.toMatch(/access-|refresh-/);
    api.now += 1;
    await browser.send("POST", "/session/lock", { body: {} });
    const own = pairsOf(browser);
    const [tokens, seen, locked] = [own("tokens"), own("seen"), own("locked")];
    const other = new Browser(api);
    await other.signIn();
    const others = pairsOf(other);
    const named = (pair: string, value: string) => `${pair.split("=")[0]}=${value.split("=")[1]}`;
    for (const forged of [
      [tokens, seen],
      [tokens, locked],
      [tokens],
      [tokens, named(seen, `x=${api.now}`), named(locked, "x=0")],
      [tokens, named(seen, others("seen")), named(locked, others("locked"))],
      [tokens, others("seen"), others("locked")],
      [tokens, named(seen, others("seen")), locked],
      [tokens, named(locked, seen), named(seen, locked)],
    ])
      expect([forged, await thiefWith(...forged)]).toEqual([forged, 423]);
    expect(await thiefWith(named(tokens, others("tokens")), seen, locked)).toBe(401);
  });

  test("presence that was told before the lock counts no more, even if its answer comes after it", async () => {
    await browser.signIn();
    api.now += 60_000;
    const late = await browser.send("POST", "/session/activity", { body: {} });
    await browser.send("POST", "/session/lock", { body: {} });
    browser.keep(late);
    const own = pairsOf(browser);
    expect([(await browser.send("GET", "/v1/sales")).status, await thiefWith(own("tokens"), own("seen"))]).toEqual([
      423, 423,
    ]);
    const right = await browser.send("POST", "/session/unlock", { body: { pin: "482193" } });
    expect([right.status, (await browser.send("GET", "/v1/sales")).status]).toEqual([200, 200]);
  });

  test("a PIN whose answer comes after a later lock does not open it", async () => {
    await browser.signIn();
    await browser.send("POST", "/session/lock", { body: {} });
    api.now += 5;
    const late = await browser.send("POST", "/session/unlock", { body: { pin: "482193" } });
    api.now += 5;
    await browser.send("POST", "/session/lock", { body: {} });
    browser.keep(late);
    expect((await browser.send("GET", "/v1/sales")).status).toBe(423);
  });

  test("[T4] an answer for one person that arrives after another signed in changes nothing for the other", async () => {
    await browser.signIn();
    api.now += LIFE_S * 1000 - 10_000;
    const late = new Browser(api);
    Object.assign(late, { cookie: browser.cookie, csrf_token: browser.csrf_token });
    const answers = [
      await late.send("GET", "/v1/sales"),
      await late.send("POST", "/session/activity", { body: {} }),
      await late.send("POST", "/session/lock", { body: {} }),
      await late.send("POST", "/session/unlock", { body: { pin: "482193" } }),
    ];
    const [, first = "none"] = /__Host-playpark-tokens-(\w+)/.exec(browser.cookie) ?? [];
    api.now += 1;
    await browser.signIn();
    expect(browser.cookie).not.toContain(first);
    const { cookie } = browser;
    for (const answer of answers) browser.keep(answer);
    expect((await browser.send("GET", "/v1/sales")).status).toBe(200);
    expect(browser.cookie).toContain(cookie.split("; ")[0]);
    await browser.send("POST", "/session/logout", { body: {} });
    expect(browser.cookie).toBe("");
  });

  test("of two sign-ins at once the later one stays, whichever answer comes last", async () => {
    const first = new Browser(api);
    const answer = await first.signIn();
    api.now += 1;
    await browser.signIn();
    const { csrf_token } = browser;
    browser.keep(answer);
    const { data } = (await (await browser.send("GET", "/session")).json()) as { data: object };
    expect(data).toMatchObject({ csrf_token, locked: false });
  });

  test("a sign-in over another session ends that one in the API", async () => {
    await browser.signIn();
    api.seen.length = 0;
    await browser.signIn();
    expect(api.seen.map(({ url }) => new URL(url).pathname)).toEqual(["/v1/employees/login", "/v1/auth/logout"]);
  });

  test("a page of an earlier session reads nothing of the next person's", async () => {
    await browser.signIn();
    const { csrf_token } = browser;
    await browser.signIn();
    const calls = api.seen.length;
    const read = await browser.send("GET", "/v1/sales", { headers: { "x-csrf-token": csrf_token } });
    expect([read.status, await codeOf(read), api.seen.length]).toEqual([403, "CONSOLE_CSRF", calls]);
  });

  test("without a key of 32 bytes nobody signs in, and the answer says what to set", async () => {
    for (const session_key of [undefined, "", btoa("short"), "%"]) {
      const request = new Request(`${OWN}/session`, { headers: { "sec-fetch-site": "same-origin" } });
      const response = await serveConsole(request, { api, files, session_key });
      expect([response?.status, response && (await codeOf(response))]).toEqual([500, "CONSOLE_KEY"]);
    }
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("/session/%s is no act", async (name) => {
    await browser.signIn();
    expect((await browser.send("POST", `/session/${name}`, { body: {} })).status).toBe(404);
  });

  test("a body of an unknown length is read up to 4 kB, and reaches the API only below that", async () => {
    await browser.signIn();
    const calls = api.seen.length;
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1_000;
        controller.enqueue(new TextEncoder().encode(" ".repeat(1_000)));
      },
    });
    for (const act of ["login", "unlock"]) {
      const headers = { "content-type": "application/json", cookie: browser.cookie, origin: OWN };
      const request = new Request(`${OWN}/session/${act}`, {
        ...{ method: "POST", body: act === "login" ? endless : `"${"ก".repeat(1_400)}"`, duplex: "half" },
        headers: { ...headers, "x-csrf-token": browser.csrf_token },
      } as RequestInit);
      const response = await serveConsole(request, { api, files, session_key: KEY, now: () => api.now });
      expect([act, response?.status]).toEqual([act, 422]);
    }
    expect([api.seen.length, sent <= 10_000]).toEqual([calls, true]);
  });

  test("another origin can neither lock, unlock nor sign out", async () => {
    await browser.signIn();
    for (const act of ["lock", "unlock", "logout", "activity", "fresh"]) {
      const foreign = await browser.send("POST", `/session/${act}`, { body: {}, origin: FOREIGN });
      const forged = await browser.send("POST", `/session/${act}`, { body: {}, headers: { "x-csrf-token": "" } });
      expect([act, foreign.status, forged.status]).toEqual([act, 403, 403]);
    }
    expect((await browser.send("GET", "/v1/sales")).status).toBe(200);
  });
});

describe("sign-out", () => {
  test("the session ends in the API, and the cookie here, also while the API is down", async () => {
    await browser.signIn();
    const response = await browser.send("POST", "/session/logout", { body: {} });
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-playpark-tokens-\w+=; Path=\/; Max-Age=0;/);
    expect(new URL(api.seen.at(-1)?.url ?? OWN).pathname).toBe("/v1/auth/logout");
    await browser.signIn();
    api.down = true;
    const down = await browser.send("POST", "/session/logout", { body: {} });
    expect([down.status, browser.cookie]).toEqual([200, ""]);
  });
});

describe("pages", () => {
  const page = async (path: string) => {
    const response = await serveConsole(new Request(`${OWN}${path}`), { api, files, session_key: KEY });
    if (!response) throw new Error(path);
    return response;
  };

  test("the root leads to the console, and every path below it is the page", async () => {
    expect((await page("/")).headers.get("location")).toBe("/admin/");
    expect((await page("/admin")).headers.get("location")).toBe("/admin/");
    const deep = await page("/admin/sales/01K3ZJ8Q4N7V0Y2B5C6D8E9FGH?from=2026-11-01");
    expect([deep.status, deep.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await serveConsole(new Request(`${OWN}/docs`), { api, files, session_key: KEY })).toBeNull();
  });

  test("the policy allows our own files and one nonce a page, and no frame, no inline script", async () => {
    const [first, second] = [await page("/admin/"), await page("/admin/")];
    const policy = first.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-(\w+)'/.exec(policy)?.[1] ?? "";
    expect(nonce.length).toBeGreaterThanOrEqual(16);
    expect(await first.text()).toContain(nonce);
    expect(second.headers.get("content-security-policy")).not.toContain(nonce);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test.each([
    "/admin//evil.test/a.js",
    "/admin/\\\\evil.test/a.js",
    "/admin/%2f/evil.test/a.js",
    "/admin/%2e%2e%2fsecrets.json",
    "/admin/..%5c..%5csecrets.json",
    "/admin/assets/.hidden.js",
    "/admin//evil.test/a.html",
  ])("a path that is no plain name is no file: %s", async (path) => {
    const asked: string[] = [];
    const folder = {
      fetch: (request: Request) => {
        asked.push(new URL(request.url).origin);
        return files.fetch(request);
      },
    };
    const response = await serveConsole(new Request(`${OWN}${path}`), { api, files: folder, session_key: KEY });
    expect([response?.status, asked]).toEqual([404, []]);
  });

  test.each(["//v1/employees/me", "/v1%2femployees/me", "/V1/employees/me", "/session%2flogin", "/admin%2f..%2fv1/me"])(
    "a path that only looks like one of ours gets no token: %s",
    async (path) => {
      await browser.signIn();
      api.seen.length = 0;
      const request = new Request(`${OWN}${path}`, { headers: { cookie: browser.cookie } });
      expect(await serveConsole(request, { api, files, session_key: KEY, now: () => api.now })).toBeNull();
      expect(api.seen).toEqual([]);
    },
  );

  test("a built file stays in the browser for good, and a missing one is no page", async () => {
    expect((await page("/admin/assets/a.js")).headers.get("cache-control")).toContain("immutable");
    const missing = await page("/admin/assets/gone.js");
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, null]);
  });
});
