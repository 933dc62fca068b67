/** Tokens: one is accepted only if it is ours, of the right kind and audience, and not expired (rule T4). */

import { env } from "cloudflare:workers";
import {
  base64url,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { settingsOf } from "../../src/env.ts";
import { deriveHmacKey } from "../../src/platform/crypto/keys.ts";
import { signToken, verifyToken } from "../../src/platform/http/tokens.ts";
import { errors } from "../../src/shared/errors.ts";
import { type Client, call, clientOf, newPark, rowCounts, type TestPark } from "../support/park.ts";

let park: TestPark;
let cashier: Client;
let gate: Client;
let refresh_token: string;
let counted: Record<string, number>;

beforeAll(async () => {
  park = await newPark();
  cashier = await park.person("cashier", "pos");
  gate = await park.device("gate");
  const { email, pin } = park.employees.cashier ?? {};
  refresh_token = (await call("POST", "/employees/login", { email, pin })).data.refresh_token;
  counted = await rowCounts(park.tenant_id);
});

/** The server's own key for a kind of token. */
function ownKey(kind: string): Promise<CryptoKey> {
  const { auth_keys, signing_kid } = settingsOf(env);
  return deriveHmacKey(auth_keys.get(signing_kid) ?? new Uint8Array(), `auth:${signing_kid}`, "", `token:${kind}`);
}

const payloadOf = (token: string): JWTPayload =>
  JSON.parse(new TextDecoder().decode(base64url.decode(token.split(".")[1] ?? "")));
const encode = (value: unknown) => base64url.encode(JSON.stringify(value));
const kid = () => settingsOf(env).signing_kid;
const thisSecond = () => Math.floor(Date.now() / 1000);
/** The lifetime of an access token from now, moved by some seconds. */
const lifeFrom = (moved_s: number) => ({ iat: thisSecond() + moved_s, exp: thisSecond() + moved_s + 900 });
const in15min = () => thisSecond() + 900;

/** A cashier's token that is signed again with the server's own key, with other claims, header or key. */
async function forge(claims: JWTPayload = {}, header: object = {}, key?: CryptoKey | Uint8Array): Promise<string> {
  const payload = { ...payloadOf(cashier.token), ...lifeFrom(0), ...claims };
  return new SignJWT(payload)
    .setProtectedHeader({ ...decodeProtectedHeader(cashier.token), alg: "HS256", ...header })
    .sign(key ?? (await ownKey("employee")));
}

/** The same, with its payload written by hand. */
async function forgeText(write: (json: string) => string): Promise<string> {
  const json = write(JSON.stringify({ ...payloadOf(cashier.token), ...lifeFrom(0) }));
  const signed = `${cashier.token.split(".")[0]}.${base64url.encode(json)}`;
  const signature = await crypto.subtle.sign("HMAC", await ownKey("employee"), new TextEncoder().encode(signed));
  return `${signed}.${base64url.encode(new Uint8Array(signature))}`;
}

/** A public key used as a secret, which deceives a verifier that trusts the header's algorithm. */
async function withPublicKeyAsSecret(): Promise<string> {
  const { publicKey } = await generateKeyPair("RS256", { extractable: true });
  return forge({}, {}, new TextEncoder().encode(await exportSPKI(publicKey)));
}

function unsigned(alg: string): string {
  const [, payload] = cashier.token.split(".");
  return `${encode({ ...decodeProtectedHeader(cashier.token), alg })}.${payload}.`;
}

function signedPartsOf(token: string): [string, string, string] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, payload, signature];
}

async function withEmbeddedKey(): Promise<string> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  return new SignJWT(payloadOf(cashier.token))
    .setProtectedHeader({ ...decodeProtectedHeader(cashier.token), alg: "ES256", jwk: await exportJWK(pair.publicKey) })
    .sign(pair.privateKey);
}

const guess = new TextEncoder().encode("secret-secret-secret-secret-secret");
const raw = () => settingsOf(env).auth_keys.get(kid()) ?? guess;

/** The same signature in another encoding: 43 characters have two bits more than 32 bytes. */
function turned(token: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return token.slice(0, -1) + letters[letters.indexOf(token.at(-1) ?? "") + 1];
}

async function twiceInHeader(): Promise<string> {
  const header = base64url.encode(JSON.stringify(decodeProtectedHeader(cashier.token)).replace("{", '{"alg":"none",'));
  const signed = `${header}.${cashier.token.split(".")[1]}`;
  const signature = await crypto.subtle.sign("HMAC", await ownKey("employee"), new TextEncoder().encode(signed));
  return `${signed}.${base64url.encode(new Uint8Array(signature))}`;
}

const forged: [what: string, make: () => string | Promise<string>][] = [
  ["with no algorithm", () => unsigned("none")],
  ["with no algorithm in capitals", () => unsigned("NONE")],
  ["with an empty signature", () => unsigned("HS256")],
  ["signed with a guessed key", () => forge({}, {}, guess)],
  ["signed with the master secret itself", () => forge({}, {}, raw())],
  ["signed with an empty key", () => forge({}, {}, new Uint8Array(32))],
  ["signed with the key of device tokens", async () => forge({}, {}, await ownKey("device"))],
  ["signed with the key of refresh tokens", async () => forge({}, {}, await ownKey("refresh"))],
  ["signed with another algorithm", () => forge({}, { alg: "HS512" }, new Uint8Array(64))],
  ["whose header brings its own key", () => withEmbeddedKey()],
  ["signed with a public key", () => withPublicKeyAsSecret()],
  ["whose header points to a key", () => forge({}, { jku: "https://evil.test/keys", x5u: "https://evil.test" }, guess)],
  ["whose header points to a key, signed with ours", () => forge({}, { jku: "https://evil.test/keys" })],
  ["whose header brings a certificate", () => forge({}, { x5c: ["MIIB"] })],
  ["whose header brings a key beside ours", () => forge({}, { jwk: { kty: "oct", k: "AAAA" } })],
  ["whose header says a thing twice", () => twiceInHeader()],
  ["without a key id", () => forge({}, { kid: undefined })],
  ["of an unknown key id", () => forge({}, { kid: "a9" })],
  ["of a key id that climbs", () => forge({}, { kid: "../../a1" })],
  ["of a key id that is inherited", () => forge({}, { kid: "__proto__" })],
  ["of another type", () => forge({}, { typ: "JWT" })],
  ["of no type", () => forge({}, { typ: undefined })],
  ["of a device's type", () => forge({}, { typ: "playpark-device+jwt" })],
  ["for another audience", () => forge({ aud: "playpark:refresh" })],
  ["for no audience", () => forge({ aud: undefined })],
  ["of another issuer", () => forge({ iss: "playpark.evil" })],
  ["of no issuer", () => forge({ iss: undefined })],
  ["that ended a second ago and was changed", async () => `${(await forge(lifeFrom(-901))).slice(0, -4)}AAAA`],
  ["that ended a second ago, for another audience", () => forge({ ...lifeFrom(-901), aud: "playpark:refresh" })],
  ["that ended a second ago, signed with a guessed key", () => forge(lifeFrom(-901), {}, guess)],
  ["that ended a second ago and lived longer than ours", () => forge({ iat: 1, exp: thisSecond() - 1 })],
  ["that never ends", () => forge({ exp: undefined })],
  ["whose end is a text", () => forge({ exp: String(in15min()) as never })],
  ["whose end is a fraction", () => forge({ exp: in15min() + 0.5 })],
  ["whose end is far", () => forge({ exp: in15min() + 86_400 })],
  ["whose end is an hour before all time", () => forge({ exp: -3_600 })],
  ["that was given tomorrow", () => forge(lifeFrom(86_400))],
  ["of no beginning", () => forge({ iat: undefined })],
  ["that begins tomorrow", () => forge({ nbf: in15min() + 86_400 })],
  ["that says its tenant twice", () => forgeText((json) => `{"tenant_id":"${"0".repeat(26)}",${json.slice(1)}`)],
  ["that says its end twice", () => forgeText((json) => `${json.slice(0, -1)},"exp":${in15min()}}`)],
  ["whose payload has white space", () => forgeText((json) => ` ${json}`)],
  ["whose payload is a list", () => forgeText((json) => `[${json}]`)],
  ["that calls itself a device's", () => forge({ type: "device" })],
  ["of no tenant", () => forge({ tenant_id: undefined })],
  ["of no subject", () => forge({ sub: undefined })],
  ["of no epoch", () => forge({ epoch: undefined })],
  ["of an epoch before the last", () => forge({ epoch: 0 })],
  ["of an epoch to come", () => forge({ epoch: 2 })],
  ["of a session that never was", () => forge({ session_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH" })],
  ["whose device is of another epoch", () => forge({ device_epoch: 7 })],
  ["whose device has no epoch", () => forge({ device_epoch: undefined })],
  ["of a tenant that never was", () => forge({ tenant_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH" })],
  [
    "whose payload was exchanged",
    async () => {
      const [header, , signature] = signedPartsOf(cashier.token);
      return `${header}.${encode({ ...payloadOf(cashier.token), employee_id: park.employees.owner?.employee_id })}.${signature}`;
    },
  ],
  ["whose signature lacks its end", () => cashier.token.slice(0, -4)],
  ["whose signature's last bits are turned, which say nothing", () => turned(cashier.token)],
  ["whose signature is padded", () => `${cashier.token}=`],
  ["of four parts", () => `${cashier.token}.x`],
  ["of eight kilobytes", () => forge({ padding: "x".repeat(8_000) }, {}, guess)],
  ["of eight kilobytes, signed with ours", () => forge({ padding: "x".repeat(6_000) })],
  ["that is a refresh token", () => refresh_token],
  ["that is a device's own secret", () => park.devices.pos?.device_token ?? ""],
  ["twice, divided by a comma", () => `${cashier.token}, Bearer ${cashier.token}`],
];

describe("an access token", () => {
  test("[T4] of our own signing is accepted", async () => {
    expect((await clientOf(await forge()).get("/employees/me")).status).toBe(200);
  });

  test("[T4] has more than 40 tested forgeries", () => {
    expect(new Set(forged.map(([what]) => what)).size).toBeGreaterThanOrEqual(40);
  });

  test("[T4] that a test writes in our exact form is accepted", async () => {
    expect((await clientOf(await forgeText((json) => json)).get("/employees/me")).status).toBe(200);
  });

  test.each(forged)("[T4] %s is 401 like any other fault, and writes nothing", async (_, make) => {
    const reply = await clientOf(await make()).get("/employees/me");
    const { request_id, server_time, ...body } = JSON.parse(reply.text);
    expect([reply.status, body]).toEqual([
      401,
      { ok: false, data: null, error: { code: "E_UNAUTHENTICATED", message: errors.unauthenticated.message } },
    ]);
    expect(await rowCounts(park.tenant_id)).toEqual(counted);
  });

  test("[T4] of our own that expired a second ago is 401 E_TOKEN_EXPIRED, whether it was verified before or not", async () => {
    const ended = [await forge(lifeFrom(-901)), await forge(lifeFrom(-86_400))];
    for (const token of [...ended, ...ended]) {
      const reply = await clientOf(token).get("/employees/me");
      expect([reply.status, reply.error?.code]).toEqual([401, "E_TOKEN_EXPIRED"]);
      expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    }
    expect(await rowCounts(park.tenant_id)).toEqual(counted);
  });

  test("[T4] of our own that expires between two requests is then E_TOKEN_EXPIRED", async () => {
    const token = await forge(lifeFrom(-899));
    const verify = (now: number) => verifyToken(env, token, ["employee"], now);
    expect((await verify(Date.now() - 10_000)).tenant_id).toBe(park.tenant_id);
    await expect(verify(Date.now() + 10_000)).rejects.toMatchObject({ spec: errors.token_expired });
  });

  test("[T4] is valid for 15 minutes from its issue", async () => {
    for (const token of [cashier.token, gate.token]) {
      const { iat = 0, exp = 0 } = payloadOf(token);
      expect(exp - iat).toBe(900);
      expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  test("[T4] of a device gives no employee, also not with an employee's claims", async () => {
    const me = await gate.get("/employees/me");
    expect([me.status, me.error?.code]).toEqual([404, "E_NOT_FOUND"]);
    const employee_id = park.employees.owner?.employee_id;
    const claims = { ...payloadOf(gate.token), ...lifeFrom(0), employee_id, kind: "employee" };
    const crossed = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", typ: "playpark-device+jwt", kid: kid() })
      .sign(await ownKey("device"));
    expect((await clientOf(crossed).get("/employees/me")).status).toBe(404);
  });

  test("[T4] with another tenant's id does not open that tenant", async () => {
    const { tenant_id } = await newPark();
    const reply = await clientOf(await forge({ tenant_id })).get("/stores");
    expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
  });
});

describe("a token that was verified before", () => {
  const accepted = (token: string, kinds: ("device" | "employee" | "refresh")[], now = Date.now()) =>
    verifyToken(env, token, kinds, now).then(
      () => true,
      () => false,
    );

  test("[T4] still expires in its exact second", async () => {
    const { exp = 0 } = payloadOf(cashier.token);
    expect(await accepted(cashier.token, ["device", "employee"])).toBe(true);
    expect(await accepted(cashier.token, ["device", "employee"], exp * 1000 - 1)).toBe(true);
    for (const late_ms of [0, 1, 1_000, 86_400_000])
      expect(await accepted(cashier.token, ["device", "employee"], exp * 1000 + late_ms)).toBe(false);
    expect(await accepted(cashier.token, ["device", "employee"])).toBe(true);
  });

  test("[T4] is refused where its key is unknown, whatever was verified with another key ring", async () => {
    const { token } = await signToken<"device">(
      env,
      { kind: "device", tenant_id: park.tenant_id, device_id: "any", epoch: 1 },
      Date.now(),
    );
    expect(await accepted(token, ["device"])).toBe(true);
    const other = { ...env, AUTH_KEYS: JSON.stringify({ b1: btoa("another-key-another-key-another-key") }) };
    await expect(verifyToken(other, token, ["device"], Date.now())).rejects.toThrow();
    expect(await accepted(token, ["device"])).toBe(true);
  });

  test("[T4] gives the same claims, even if a reader changed the earlier result", async () => {
    const claims = await verifyToken(env, gate.token, ["device"], Date.now());
    expect(() => Object.assign(claims, { tenant_id: "another" })).toThrow();
    expect((await verifyToken(env, gate.token, ["device"], Date.now())).tenant_id).toBe(park.tenant_id);
  });

  test("[T4] works as no other kind, in whatever order kinds are tried", async () => {
    const kinds = { device: gate.token, employee: cashier.token, refresh: refresh_token } as const;
    for (let turn = 0; turn < 2; turn++)
      for (const [own, token] of Object.entries(kinds))
        for (const kind of ["device", "employee", "refresh"] as const)
          expect([own, kind, await accepted(token, [kind])]).toEqual([own, kind, own === kind]);
  });
});

describe("a refresh token", () => {
  const refresh = (token: string) => call("POST", "/auth/refresh", { refresh_token: token });

  test("[T4] is refused if it is an access token of a person or a device, or forged", async () => {
    const iat = thisSecond();
    const claims = { ...payloadOf(refresh_token), iat, exp: iat + 30 * 86_400 };
    const wrongKey = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", typ: "playpark-refresh+jwt", kid: kid() })
      .sign(await ownKey("employee"));
    const [header, payload] = signedPartsOf(refresh_token);
    for (const token of [cashier.token, gate.token, wrongKey, `${header}.${payload}.`, "x", "x.y.z"]) {
      const reply = await refresh(token);
      expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
    }
    const ended = await new SignJWT({ ...claims, iat: iat - 31 * 86_400, exp: iat - 86_400 })
      .setProtectedHeader({ alg: "HS256", typ: "playpark-refresh+jwt", kid: kid() })
      .sign(await ownKey("refresh"));
    expect((await refresh(ended)).error?.code).toBe("E_TOKEN_EXPIRED");
    expect((await refresh(refresh_token)).status).toBe(200);
  });
});
