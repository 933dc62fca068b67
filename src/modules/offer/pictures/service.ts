/** Use-cases of pictures: add, serve, use and sweep. The file is put first and the row second, so no row lacks its file (rule P10). */

import { hex, sha256 } from "../../../platform/crypto/secrets.ts";
import { bookkeep, type CommitPart, commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import type { Context, PublicContext } from "../../../platform/http/context.ts";
import { FileReply } from "../../../platform/http/contract.ts";
import { eachTenant } from "../../../platform/queue/cron.ts";
import { dailyTurn } from "../../../platform/queue/daily.ts";
import { AppError, defineRace, errors } from "../../../shared/errors.ts";
import { pathOfPicture, pictureAt } from "../../../shared/picture-paths.ts";
import { HOUR_MS } from "../../../shared/time.ts";
import { tenantAtWork } from "../../access/tenants/index.ts";
import { checkPicture } from "./domain/check.ts";
import { FAULT_MESSAGES, pictureErrors } from "./domain/errors.ts";
import { PICTURE_TYPES, type PictureType, REMOVED_KEPT_MS, UNUSED_MS } from "./domain/words.ts";
import {
  deleteFiles,
  deleteRemoved,
  findByHash,
  getFile,
  insertPicture,
  isKnown,
  knownIds,
  listFiles,
  listRemoved,
  type Picture,
  putFile,
  removeUnused,
  renewPicture,
  tenantsWithPictures,
} from "./store.ts";

/** Two add the same bytes at once, or the sweep deletes a picture that is added again. */
const PICTURE_CHANGED = defineRace("a picture is changed", errors.conflict);

export type PictureView = Picture & { url: string };

/**
 * Adds a picture; the same bytes again are the same picture.
 * Errors: E_VALIDATION unless `content` is base64; E_PICTURE; E_PICTURE_QUOTA.
 */
export async function addPicture(
  ctx: Context,
  { content, content_type }: { content: string; content_type: PictureType },
): Promise<PictureView> {
  const bytes = bytesOf(content);
  const size = checkPicture(bytes, content_type);
  if (typeof size === "string") {
    const fields = [{ path: "content", message: FAULT_MESSAGES[size] }];
    throw new AppError(pictureErrors.refused, { reason: size, fields });
  }
  const { tenant_id, now } = ctx;
  const digest = hex(await sha256(bytes.buffer));
  return decideAgain([PICTURE_CHANGED], async () => {
    const known = await findByHash(ctx.db, digest);
    const picture = known ?? {
      ...{ tenant_id, picture_id: ctx.newId(), sha256: digest, content_type, ...size, bytes: bytes.length },
      ...{ added_at: now, added_by: ctx.actor.id, removed_at: null },
    };
    const reply = { ...picture, added_at: now, url: pathOfPicture(tenant_id, picture.picture_id) };
    if (!known) await putFile(ctx.env.BUCKET, picture, bytes, content_type);
    await commit(ctx, {
      writes: known ? renewPicture(known, now) : [insertPicture(picture)],
      audit: [
        {
          event: "picture.added",
          subject: ["picture", picture.picture_id],
          changes: { content_type, ...size, bytes: bytes.length, sha256: digest },
          store_id: null,
        },
      ],
      reply,
      refusals: [
        ["pictures.sha256", PICTURE_CHANGED],
        ["pictures.tenant_id", PICTURE_CHANGED],
        ["E_PICTURE_QUOTA", pictureErrors.quota],
      ],
    });
    return reply;
  });
}

function bytesOf(content: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
  } catch {
    throw new AppError(errors.validation, { fields: [{ path: "content", message: "must be base64" }] });
  }
}

/** A picture as a file; its address never has other bytes. Error: E_NOT_FOUND. */
export async function readPicture(
  { env }: PublicContext,
  key: { tenant_id: string; picture_id: string },
): Promise<FileReply> {
  const file = await getFile(env.BUCKET, key);
  const content_type = PICTURE_TYPES.find((type) => type === file?.content_type);
  if (!file || !content_type) throw new AppError(errors.not_found);
  return new FileReply(content_type, file.bytes, { for_ever: true });
}

/** The bytes of a picture by its path; undefined for any other address and for a picture that is gone. */
export async function pictureFile(env: Pick<PublicContext, "env">["env"], address: string) {
  const key = pictureAt(address);
  return key && getFile(env.BUCKET, key);
}

/**
 * The part of a commit that keeps an uploaded picture, so that no sweep takes it from its user; null for an address elsewhere.
 * Error: E_VALIDATION, at `path`, for a picture that the tenant does not have.
 */
export async function keepPicture(ctx: Context, address: string | null, path: string): Promise<CommitPart | null> {
  const key = address === null ? undefined : pictureAt(address);
  if (!key) return null;
  const gone = new AppError(errors.validation, {
    fields: [{ path, message: "is not a picture of this park: upload it" }],
  });
  if (key.tenant_id !== ctx.tenant_id || !(await isKnown(ctx.db, key.picture_id))) throw gone;
  return { writes: renewPicture(key, ctx.now), refusals: [["pictures.tenant_id", errors.conflict]] };
}

/** Sweeps each tenant's pictures once a day, in the first minute of its hour. */
export async function sweepPictures(base: PublicContext): Promise<void> {
  const { arrived_at } = base;
  const due = (await tenantsWithPictures(base.env)).filter((tenant_id) => {
    const turn = dailyTurn(tenant_id, arrived_at);
    return turn - (turn % HOUR_MS) === arrived_at - (arrived_at % HOUR_MS);
  });
  await eachTenant(due, "pictures not swept", async (tenant_id) => sweepOf(await tenantAtWork(base, tenant_id)));
}

/**
 * Removes pictures that nothing uses, and deletes those that were removed long ago, rows first: a file without a row is
 * deleted by the next sweep. A file is younger than its row by at most a request, so a day is enough to wait for the row.
 */
export async function sweepOf({ db, env, tenant_id, now, arrived_at }: Context): Promise<void> {
  const long_ago = now - REMOVED_KEPT_MS;
  const old = await listRemoved(db, long_ago);
  await bookkeep(db, [removeUnused(tenant_id, now - UNUSED_MS, now), deleteRemoved(tenant_id, long_ago)]);
  const known = await knownIds(db);
  const files = await listFiles(env.BUCKET, tenant_id);
  const orphans = files.filter(({ picture_id, put_at }) => !known.has(picture_id) && put_at < arrived_at - UNUSED_MS);
  const gone = [...old, ...orphans].filter(({ picture_id }) => !known.has(picture_id));
  await deleteFiles(
    env.BUCKET,
    gone.map(({ picture_id }) => ({ tenant_id, picture_id })),
  );
}
