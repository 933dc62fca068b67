/** Tokens: one algorithm, and one audience and key per kind, so a token of one kind never works as another (rule T4). */

import { decodeJwt, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type Env, settingsOf } from "../../env.ts";
import type { HolderClaims } from "../../shared/claims.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { deriveHmacKey } from "../crypto/keys.ts";
import { base64url, fromBase64url, type KeyRing } from "../crypto/secrets.ts";

const ISSUER = "playpark";
const ALGORITHM = "HS256";

/** The `typ` header, `aud` binding and lifetime of each kind. */
const KINDS = {
  device: { typ: "playpark-device+jwt", aud: "playpark:device", life_s: 900 },
  employee: { typ: "playpark-employee+jwt", aud: "playpark:employee", life_s: 900 },
  refresh: { typ: "playpark-refresh+jwt", aud: "playpark:refresh", life_s: 30 * 86_400 },
} as const;

export type TokenKind = keyof typeof KINDS;

/** Our tokens are far shorter; a longer text is refused unread. */
const MAX_CHARACTERS = 2_000;
/** The largest difference between the clocks of two of our machines. */
const CLOCKS_APART_MS = 60_000;

export interface DeviceClaims {
  kind: "device";
  tenant_id: string;
  device_id: string;
  epoch: number;
}

export interface EmployeeClaims {
  kind: "employee";
  tenant_id: string;
  employee_id: string;
  epoch: number;
  session_id: string;
  store_id?: string;
  device_id?: string;
  device_epoch?: number;
}

export interface RefreshClaims extends Omit<EmployeeClaims, "kind"> {
  kind: "refresh";
  generation: number;
}

type ClaimsOf = { device: DeviceClaims; employee: EmployeeClaims; refresh: RefreshClaims };

/** Signs a token. `app_claims` are for apps only and are never read here. `expires_in` is in seconds. */
export async function signToken<Kind extends TokenKind>(
  env: Env,
  claims: ClaimsOf[Kind] & { kind: Kind },
  now: number,
  app_claims: Partial<HolderClaims> & { store_id?: string } = {},
): Promise<{ token: string; expires_in: number }> {
  const { aud, life_s } = KINDS[claims.kind];
  const { signing_kid } = settingsOf(env);
  const { kind, ...rest } = claims;
  const subject = "employee_id" in claims ? claims.employee_id : claims.device_id;
  const issued_s = Math.floor(now / 1000);
  const token = await new SignJWT({ ...app_claims, ...rest, type: kind })
    .setProtectedHeader(headerOf(kind, signing_kid))
    .setIssuer(ISSUER)
    .setAudience(aud)
    .setSubject(subject)
    .setIssuedAt(issued_s)
    .setExpirationTime(issued_s + life_s)
    .sign(await keyOf(env, signing_kid, claims.kind));
  return { token, expires_in: life_s };
}

/** The exact header of our tokens; a header with anything else is not ours. */
function headerOf(kind: TokenKind, kid: string) {
  return { alg: ALGORITHM, typ: KINDS[kind].typ, kid };
}

/**
 * Verifies a token of one of the given kinds. Errors: E_TOKEN_EXPIRED for a valid token that has expired;
 * E_UNAUTHENTICATED for any other fault.
 */
export async function verifyToken<Kind extends TokenKind>(
  env: Env,
  token: string,
  kinds: readonly Kind[],
  now: number,
): Promise<ClaimsOf[Kind]> {
  const known = verifiedWith(env).get(token) ?? (await verifySignature(env, token, kinds, now).catch(() => undefined));
  if (!known || !kinds.some((kind) => kind === known.claims.kind)) throw new AppError(errors.unauthenticated);
  if (now >= known.expires_at) throw new AppError(errors.token_expired);
  return known.claims as ClaimsOf[Kind];
}

/** When a verified token expires, epoch ms. */
export function expiryOf(verified: string): number {
  return (decodeJwt(verified).exp ?? 0) * 1000;
}

interface VerifiedToken {
  claims: Readonly<ClaimsOf[TokenKind]>;
  expires_at: number;
}

/**
 * Tokens whose signature this isolate has verified, by key ring: a gate sends the same token for 15 minutes, and a
 * second check would find the same. The expiry is checked each time, and the holder's object decides whether the holder
 * is still served. A refresh token comes once and is not kept.
 */
const verified = new WeakMap<KeyRing, Map<string, VerifiedToken>>();
const VERIFIED_KEPT = 2_000;

function verifiedWith(env: Env): Map<string, VerifiedToken> {
  const ring = settingsOf(env).auth_keys;
  const known = verified.get(ring) ?? new Map<string, VerifiedToken>();
  verified.set(ring, known);
  return known;
}

async function verifySignature(
  env: Env,
  token: string,
  kinds: readonly TokenKind[],
  now: number,
): Promise<VerifiedToken> {
  const { kind, kid } = readHeader(env, token, kinds);
  const { life_s, ...named } = KINDS[kind];
  const { payload } = await jwtVerify(token, await keyOf(env, kid, kind), {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: named.aud,
    typ: named.typ,
    requiredClaims: ["exp", "iat", "sub", "tenant_id", "epoch"],
    // The caller checks the expiry, to distinguish an expired token of ours from one that was never ours.
    currentDate: new Date(0),
  });
  const { exp = 0, iat = 0 } = payload;
  const lives = Number.isSafeInteger(iat) && iat * 1000 <= now + CLOCKS_APART_MS && exp === iat + life_s;
  if (!lives || payload.type !== kind || !isWritten(token, payload)) throw new Error("not as we sign it");
  const seen = { claims: Object.freeze(claimsFrom(kind, payload)), expires_at: exp * 1000 };
  const known = verifiedWith(env);
  if (known.size >= VERIFIED_KEPT) known.clear();
  if (kind !== "refresh" && now < seen.expires_at) known.set(token, seen);
  return seen;
}

/** The kind and key of a token with one of our headers. Nothing else in a header is trusted. */
function readHeader(env: Env, token: string, kinds: readonly TokenKind[]): { kind: TokenKind; kid: string } {
  const header = token.length <= MAX_CHARACTERS ? token.split(".", 1)[0] : undefined;
  for (const kid of settingsOf(env).auth_keys.keys())
    for (const kind of kinds) if (header === encode(headerOf(kind, kid))) return { kind, kid };
  throw new Error("not a token of this kind");
}

/** Whether payload and signature have our exact form: no field twice in the JSON, and no unused bit set. */
function isWritten(token: string, payload: JWTPayload): boolean {
  const [, written = "", signature = ""] = token.split(".");
  return written === encode(payload) && signature === base64url(fromBase64url(signature));
}

function encode(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

function claimsFrom(kind: TokenKind, payload: JWTPayload): ClaimsOf[TokenKind] {
  const { sub, iss, aud, iat, exp, type, roles, scopes, permissions, ...rest } = payload;
  return { ...rest, kind } as ClaimsOf[TokenKind];
}

async function keyOf(env: Env, kid: string, kind: TokenKind): Promise<CryptoKey> {
  const secret = settingsOf(env).auth_keys.get(kid);
  if (!secret) throw new Error(`no signing key ${kid}`);
  return deriveHmacKey(secret, `auth:${kid}`, "", `token:${kind}`);
}
