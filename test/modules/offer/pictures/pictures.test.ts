/** Pictures: added once, served for ever, kept while something names them, and swept afterwards (rule P10). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { createPackage } from "../../../../src/modules/offer/catalog/index.ts";
import { sweepOf, sweepPictures } from "../../../../src/modules/offer/pictures/service.ts";
import { asTenant, newId, systemContext } from "../../../../src/platform/http/context.ts";
import type { AppError } from "../../../../src/shared/errors.ts";
import { dieAtWrite, holdNextBatch } from "../../../support/faults.ts";
import { overtaken } from "../../../support/outage.ts";
import { auditRows, type Client, call, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { base64Of, JPEG, JPEG_WITH_PROFILE, PNG, pngUnlike } from "../../../support/pictures.ts";

const DAY_MS = 86_400_000;

async function parkWithManager() {
  const park = await newPark();
  return { park, manager: await park.everywhere("manager") };
}

const add = (manager: Client, bytes: Uint8Array, content_type = "image/png") =>
  manager.post("/pictures", { content_type, content: base64Of(bytes) }, newId(Date.now()));
const files = async ({ tenant_id }: TestPark) =>
  (await env.BUCKET.list({ prefix: `pictures/${tenant_id}/` })).objects.map(({ key }) => key.split("/")[2]);
const read = (url: string) => call("GET", url.replace("/v1", ""));
/** The daily sweep so many days from now. */
const sweep = ({ tenant_id }: TestPark, days: number) => {
  const ctx = asTenant(seedContext(env), tenant_id);
  return sweepOf({ ...ctx, now: ctx.now + days * DAY_MS, arrived_at: ctx.arrived_at + days * DAY_MS });
};
const packageWith = (manager: Client, image_url: string | null) =>
  manager.post("/catalog/packages", {
    name: "Ride",
    type: "single",
    price: 100,
    quota_or_minutes: 1,
    store_id: null,
    image_url,
  });

test("[P10] [U1] a picture is added with its size, audited, and served to everybody for ever", async () => {
  const { park, manager } = await parkWithManager();
  const added = await add(manager, PNG);
  expect([added.status, added.data]).toMatchObject([
    201,
    { content_type: "image/png", width: 8, height: 8, bytes: PNG.length },
  ]);
  const { picture_id, url } = added.data;
  expect(url).toBe(`/v1/pictures/${park.tenant_id}/${picture_id}`);
  const [row] = await auditRows(park.tenant_id, "event = 'picture.added'");
  expect(row?.subject_id).toBe(picture_id);
  const served = await read(url);
  const header = (name: string) => served.headers.get(name);
  expect([served.status, header("content-type"), header("x-content-type-options")]).toEqual([
    200,
    "image/png",
    "nosniff",
  ]);
  expect([header("cache-control"), header("set-cookie")]).toEqual(["public, max-age=31536000, immutable", null]);
  expect([header("content-security-policy"), header("cross-origin-resource-policy")]).toEqual([
    "default-src 'none'; frame-ancestors 'none'",
    "cross-origin",
  ]);
  expect((await read(url.replace(picture_id, newId(Date.now())))).error?.code).toBe("E_NOT_FOUND");
});

test("[P10] a refused picture is told with its reason at its field, and leaves nothing", async () => {
  const { park, manager } = await parkWithManager();
  const refused = await add(manager, JPEG_WITH_PROFILE, "image/jpeg");
  expect([refused.status, refused.error]).toMatchObject([
    422,
    { code: "E_PICTURE", details: { reason: "metadata", fields: [{ path: "content" }] } },
  ]);
  expect((await add(manager, JPEG, "image/png")).error?.details).toMatchObject({ reason: "another_type" });
  const typed = await manager.post("/pictures", { content_type: "image/png", content: "not base64!" });
  expect(typed.error).toMatchObject({ code: "E_VALIDATION", details: { fields: [{ path: "content" }] } });
  const drawn = await manager.post("/pictures", { content_type: "image/svg+xml", content: "PHN2Zz4=" });
  expect(drawn.status).toBe(422);
  const cashier = await park.person("cashier", "pos");
  expect((await add(cashier, PNG)).error?.code).toBe("E_PERMISSION");
  expect([await countRows("pictures", park.tenant_id), await files(park)]).toEqual([0, []]);
});

test("[P10] the same bytes are one picture, however often and at once they are added", async () => {
  const { park, manager } = await parkWithManager();
  const all = await Promise.all([1, 2, 3, 4].map(() => add(manager, PNG)));
  expect(new Set(all.map(({ status, data }) => `${status} ${data?.url}`)).size).toBe(1);
  expect(await countRows("pictures", park.tenant_id)).toBe(1);
  // Those that lost put a file, which the sweep finds.
  await sweep(park, 2);
  expect(await files(park)).toEqual([all[0]?.data.picture_id]);
});

test("[P10] a process that dies between file and row leaves no row, and its file is swept", async () => {
  const { park, manager } = await parkWithManager();
  expect(await dieAtWrite({ n: 0, lands: false, tables: ["pictures"] }, () => add(manager, PNG))).toBe(true);
  expect([await countRows("pictures", park.tenant_id), (await files(park)).length]).toEqual([0, 1]);
  await sweep(park, 0);
  expect((await files(park)).length).toBe(1);
  await sweep(park, 2);
  expect(await files(park)).toEqual([]);
});

test("[P10] a picture that a package or a template names stays; any other is removed after a day, its file after forty", async () => {
  const { park, manager } = await parkWithManager();
  const owner = await park.everywhere("owner");
  const [of_package, of_logo, unused] = await Promise.all(
    ["a", "b", "c"].map(async (seed) => (await add(manager, pngUnlike(seed))).data),
  );
  expect((await packageWith(manager, of_package.url)).status).toBe(201);
  const template = { name: "Ours", store_id: null, logo_url: of_logo.url };
  expect((await owner.post("/receipt-templates", template)).status).toBe(201);
  await sweep(park, 0);
  const removed = async () => {
    const { results } = await env.DB.prepare(
      "SELECT picture_id FROM pictures WHERE tenant_id = ? AND removed_at IS NOT NULL",
    )
      .bind(park.tenant_id)
      .all<{ picture_id: string }>();
    return results.map(({ picture_id }) => picture_id);
  };
  expect(await removed()).toEqual([]);
  await sweep(park, 2);
  expect(await removed()).toEqual([unused.picture_id]);
  expect((await read(unused.url)).status).toBe(200);
  await sweep(park, 43);
  expect((await files(park)).sort()).toEqual([of_package.picture_id, of_logo.picture_id].sort());
  expect((await read(unused.url)).status).toBe(404);
  const late = await packageWith(manager, unused.url);
  expect(late.error).toMatchObject({ code: "E_VALIDATION", details: { fields: [{ path: "image_url" }] } });
});

test("[P10] a removed picture that is added or named again is in use again", async () => {
  const { park, manager } = await parkWithManager();
  const { url } = (await add(manager, PNG)).data;
  await sweep(park, 2);
  expect((await packageWith(manager, url)).status).toBe(201);
  await sweep(park, 43);
  expect((await read(url)).status).toBe(200);
  const again = await add(manager, PNG);
  expect(again.data.url).toBe(url);
});

test("[P10] a picture that is named in the moment of the sweep stays", async () => {
  const { park, manager } = await parkWithManager();
  const { url } = (await add(manager, PNG)).data;
  await sweep(park, 2);
  const held = holdNextBatch("packages");
  const named = packageWith(manager, url);
  await held.landed;
  await sweep(park, 43);
  held.release();
  expect([(await named).status, (await read(url)).status]).toEqual([201, 200]);
});

test("[P10] a package that names a picture between its deletion and the look for it is refused, and nothing is written", async () => {
  const { park, manager } = await parkWithManager();
  const { url } = (await add(manager, PNG)).data;
  await sweep(park, 2);
  const ctx = overtaken(asTenant(seedContext(env), park.tenant_id), () => sweep(park, 43));
  const before = await countRows("packages", park.tenant_id);
  const terms = {
    name: "Ride",
    type: "single" as const,
    price: 100,
    quota_or_minutes: 1,
    store_id: null,
    image_url: url,
  };
  const refused = await createPackage(ctx, terms).catch((error: AppError) => error.spec?.code);
  expect([refused, await countRows("packages", park.tenant_id)]).toEqual(["E_CONFLICT", before]);
});

test("[P10] [T2] a picture of another park is no picture of this one", async () => {
  const [{ manager }, other] = await Promise.all([parkWithManager(), parkWithManager()]);
  const { url } = (await add(other.manager, PNG)).data;
  expect((await packageWith(manager, url)).error).toMatchObject({
    code: "E_VALIDATION",
    details: { fields: [{ path: "image_url" }] },
  });
});

test("[P10] a park has at most 200 pictures in use and 50 MB, also when two are added at once", async () => {
  const { park, manager } = await parkWithManager();
  const fill = (count: number, bytes: number) =>
    env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
       INSERT INTO pictures (tenant_id, picture_id, sha256, content_type, width, height, bytes, added_at, added_by)
       SELECT ?, 'p' || i, 'h' || i, 'image/png', 1, 1, ${bytes}, 0, '' FROM n`,
    ).bind(park.tenant_id);
  await fill(199, 1).run();
  const both = await Promise.all(["a", "b"].map((seed) => add(manager, pngUnlike(seed))));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(both.find(({ status }) => status === 409)?.error?.code).toBe("E_PICTURE_QUOTA");
  await env.DB.prepare("DELETE FROM pictures WHERE tenant_id = ?").bind(park.tenant_id).run();
  await fill(100, 499_999).run();
  expect((await add(manager, pngUnlike("c"))).error?.code).toBe("E_PICTURE_QUOTA");
});

test("[P10] the cron job sweeps a park in the hour of its turn, and at no other", async () => {
  const { park, manager } = await parkWithManager();
  await add(manager, PNG);
  await env.DB.prepare("UPDATE pictures SET added_at = 0 WHERE tenant_id = ?").bind(park.tenant_id).run();
  const base = systemContext(env, "cron", () => {});
  const day = base.arrived_at - (base.arrived_at % DAY_MS);
  const left = async () => countRows("pictures", park.tenant_id, "removed_at IS NULL");
  let swept = 0;
  for (let hour = 0; hour < 24; hour++) {
    const before = await left();
    await sweepPictures({ ...base, arrived_at: day + hour * 3_600_000 });
    if ((await left()) < before) swept += 1;
  }
  expect(swept).toBe(1);
});
