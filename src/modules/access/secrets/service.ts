/**
 * Use-cases of secrets: a third party's credential is sealed on arrival, and only the server itself opens it (rule T5).
 */

import { settingsOf } from "../../../env.ts";
import {
  base64url,
  fromBase64url,
  randomBytes,
  seal,
  sealWith,
  unseal,
  unsealWith,
} from "../../../platform/crypto/secrets.ts";
import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import { asTenant, type Context, type PublicContext } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { eachTenant } from "../../../platform/queue/cron.ts";
import { AppError, defineRace, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { requireEveryStore } from "../tenants/index.ts";
import { contextOf, nextVersion, type SecretVersion } from "./domain.ts";
import {
  findCurrent,
  insertSecret,
  listSealedBy,
  listVersions,
  listVersionsOf,
  replaceKey,
  retireVersions,
  type Secret,
} from "./store.ts";

/** The purpose that the masters' keys are derived for. */
const PURPOSE = "secrets";
/** The most keys that one tick of the cron job seals again. */
const RESEALED_AT_ONCE = 50;

/** Another value was stored as this version at the same moment: take the next version. */
const VERSION_TAKEN = defineRace("a secret takes its version", errors.busy);

/** Stores a value as the next version; earlier versions are retired and emptied. Error: E_PERMISSION (rule T7). */
export async function setSecret(ctx: Context, name: string, value: string): Promise<SecretVersion> {
  await requireEveryStore(ctx, "settings_write");
  return decideAgain([VERSION_TAKEN], async () => {
    const { tenant_id } = ctx;
    const before = await listVersionsOf(ctx.db, name);
    const version = nextVersion(before);
    const key = randomBytes(32);
    const sealed_value = await sealWith(key, value, contextOf(tenant_id, { name, version }));
    const shown = { name, version, created_at: ctx.now, created_by: ctx.actor.id, retired_at: null };
    const row = { tenant_id, ...shown, ...(await sealKey(ctx, key, tenant_id)), sealed_value };
    const { master_id } = row;
    await commit(ctx, {
      writes: [retireVersions(tenant_id, name, ctx.now), insertSecret(row)],
      audit: [{ event: "secret.set", subject: ["secret", name], changes: { version }, store_id: null }],
      reply: { ...shown, master_id },
      refusals: [["UNIQUE constraint failed: secrets.", VERSION_TAKEN]],
    });
    return { ...shown, master_id };
  });
}

/** The versions of each name, without any value. Error: E_PERMISSION. */
export async function listSecrets(
  ctx: Context,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<SecretVersion>> {
  await requireEveryStore(ctx, "settings_write");
  const [name, version] = readCursor(cursor, 2) ?? [];
  const after = name === undefined ? undefined : ([String(name), Number(version)] as const);
  return pageOf(await listVersions(ctx.db, { after, limit }), limit, (row) => [row.name, row.version]);
}

/**
 * Retires a name: none of its values can be read from now on. Repeating it changes nothing. Errors: E_NOT_FOUND,
 * E_PERMISSION.
 */
export async function retireSecret(ctx: Context, name: string): Promise<{ name: string; retired: number[] }> {
  await requireEveryStore(ctx, "settings_write");
  const versions = await listVersionsOf(ctx.db, name);
  if (versions.length === 0) throw new AppError(errors.not_found);
  const retired = versions.filter(({ retired_at }) => retired_at === null).map(({ version }) => version);
  const reply = { name, retired };
  if (retired.length > 0)
    await commit(ctx, {
      writes: [retireVersions(ctx.tenant_id, name, ctx.now)],
      audit: [{ event: "secret.retired", subject: ["secret", name], changes: { versions: retired }, store_id: null }],
      reply,
    });
  return reply;
}

/** The value in use, for a use-case that calls the third party; undefined for none. Throws when it was altered. */
export async function readSecret(ctx: Context, name: string): Promise<string | undefined> {
  const secret = await findCurrent(ctx.db, name);
  if (!secret) return undefined;
  const { tenant_id } = ctx;
  return unsealWith(await openKey(ctx, secret), secret.sealed_value, contextOf(tenant_id, secret));
}

/** Seals keys of an older master key with the newest one, a portion at a time; the values do not change. */
export async function resealKeys(base: PublicContext): Promise<void> {
  const older = [...settingsOf(base.env).secret_masters.keys()].slice(0, -1);
  if (older.length === 0) return;
  const old = await listSealedBy(base.env, older, RESEALED_AT_ONCE);
  const by_tenant = Map.groupBy(old, (secret) => secret.tenant_id);
  const tenants = [...by_tenant].map(([tenant_id, secrets]) => ({ tenant_id, secrets }));
  await eachTenant(tenants, "secrets not sealed again", ({ tenant_id, secrets }) =>
    resealKeysOf(asTenant(base, tenant_id), secrets),
  );
}

async function resealKeysOf(ctx: Context, secrets: readonly Secret[]): Promise<void> {
  const { tenant_id } = ctx;
  const sealed = await Promise.all(
    secrets.map(async (secret) => {
      const { sealed_key, master_id } = await sealKey(ctx, await openKey(ctx, secret), tenant_id);
      return { write: replaceKey(secret, sealed_key, master_id), master_id };
    }),
  );
  const names = [...new Set(secrets.map(({ name }) => name))];
  await commit(ctx, {
    writes: sealed.map(({ write }) => write),
    audit: [
      { event: "secret.resealed", subject: ["tenant", tenant_id], changes: { names, master_id: sealed[0]?.master_id } },
    ],
  });
}

async function sealKey(ctx: PublicContext, key: Uint8Array, tenant_id: string) {
  const { secret_masters } = settingsOf(ctx.env);
  const master_id = [...secret_masters.keys()].at(-1) ?? "";
  return { sealed_key: await seal(base64url(key), secret_masters, tenant_id, PURPOSE), master_id };
}

async function openKey(ctx: PublicContext, { sealed_key, tenant_id }: Secret): Promise<Uint8Array> {
  return fromBase64url(await unseal(sealed_key, settingsOf(ctx.env).secret_masters, tenant_id, PURPOSE));
}
