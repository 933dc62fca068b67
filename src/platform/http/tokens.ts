/** Tokens: one algorithm, one audience and one key per kind, so that a token of one kind never serves as another (rule T4). */

import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type Env, settingsOf } from "../../env.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { deriveHmacKey } from "../crypto/keys.ts";

const ISSUER = "playpark";
const ALGORITHM = "HS256";

/** Each kind's `typ` header, `aud` claim and life. */
const KINDS = {
  device: { typ: "playpark-device+jwt", aud: "playpark:device", life_s: 900 },
  employee: { typ: "playpark-employee+jwt", aud: "playpark:employee", life_s: 900 },
  refresh: { typ: "playpark-refresh+jwt", aud: "playpark:refresh", life_s: 30 * 86_400 },
} as const;

export type TokenKind = keyof typeof KINDS;

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

/** Signs a token. `expires_in` is in seconds. */
export async function signToken<Kind extends TokenKind>(
  env: Env,
  claims: ClaimsOf[Kind] & { kind: Kind },
  now: number,
): Promise<{ token: string; expires_in: number }> {
  const { typ, aud, life_s } = KINDS[claims.kind];
  const { signing_kid } = settingsOf(env);
  const { kind, ...rest } = claims;
  const subject = "employee_id" in claims ? claims.employee_id : claims.device_id;
  const issued_s = Math.floor(now / 1000);
  const token = await new SignJWT({ ...rest, type: kind })
    .setProtectedHeader({ alg: ALGORITHM, typ, kid: signing_kid })
    .setIssuer(ISSUER)
    .setAudience(aud)
    .setSubject(subject)
    .setIssuedAt(issued_s)
    .setExpirationTime(issued_s + life_s)
    .sign(await keyOf(env, signing_kid, claims.kind));
  return { token, expires_in: life_s };
}

/** Verifies a token of one of the given kinds. Error: E_UNAUTHENTICATED, whatever is wrong with it. */
export async function verifyToken<Kind extends TokenKind>(
  env: Env,
  token: string,
  kinds: readonly Kind[],
  now: number,
): Promise<ClaimsOf[Kind]> {
  const known = verified.get(token) ?? (await verifySignature(env, token, kinds, now).catch(() => undefined));
  const good = known && kinds.some((kind) => kind === known.claims.kind) && now < known.expires_at;
  if (!good) throw new AppError(errors.unauthenticated);
  return known.claims as ClaimsOf[Kind];
}

interface Verified {
  claims: ClaimsOf[TokenKind];
  expires_at: number;
}

/**
 * Tokens whose signature this isolate has seen to be ours: a gate sends the same one for 15 minutes, and it does not
 * change by being checked again. When it ends is looked at each time; whether its holder still stands, its object says.
 */
const verified = new Map<string, Verified>();
const VERIFIED_KEPT = 2_000;

async function verifySignature(env: Env, token: string, kinds: readonly TokenKind[], now: number): Promise<Verified> {
  const { typ, kid } = decodeProtectedHeader(token);
  const kind = kinds.find((candidate) => KINDS[candidate].typ === typ);
  if (!kind || !kid) throw new Error("not a token of this kind");
  const { payload } = await jwtVerify(token, await keyOf(env, kid, kind), {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: KINDS[kind].aud,
    typ: KINDS[kind].typ,
    requiredClaims: ["exp", "sub", "tenant_id", "epoch"],
    currentDate: new Date(now),
  });
  const seen = { claims: claimsFrom(kind, payload), expires_at: (payload.exp ?? 0) * 1000 };
  if (verified.size >= VERIFIED_KEPT) verified.clear();
  verified.set(token, seen);
  return seen;
}

function claimsFrom(kind: TokenKind, payload: JWTPayload): ClaimsOf[TokenKind] {
  const { sub, iss, aud, iat, exp, type, ...rest } = payload;
  return { ...rest, kind } as ClaimsOf[TokenKind];
}

async function keyOf(env: Env, kid: string, kind: TokenKind): Promise<CryptoKey> {
  const secret = settingsOf(env).auth_keys.get(kid);
  if (!secret) throw new Error(`no signing key ${kid}`);
  return deriveHmacKey(secret, `auth:${kid}`, "", `token:${kind}`);
}
