/**
 * Tests of secrets: a third party's credential is stored and never returned; the master key that seals it can be
 * changed.
 */

import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { readSecret } from "../../../../src/modules/access/secrets/index.ts";
import { resealKeys } from "../../../../src/modules/access/secrets/service.ts";
import { asTenant, systemContext } from "../../../../src/platform/http/context.ts";
import { auditRows, newPark, stepUp, type TestPark } from "../../../support/park.ts";

const VALUE = "sk_live_9Zq!4f-secret-of-the-bank";
const NEW_VALUE = "sk_live_another-one-of-theirs";

const MASTERS = {
  s1: "dGVzdC1zZWNyZXQta2V5LXRlc3Qtc2VjcmV0LWtleS10ZXM=",
  s2: btoa("another-master-another-master-32"),
};

/** The server with these master keys. */
function house(park: TestPark, masters: Partial<typeof MASTERS> = { s1: MASTERS.s1 }) {
  const base = systemContext({ ...env, SECRET_KEYS: JSON.stringify(masters) }, "test", () => undefined);
  return { base, ctx: asTenant(base, park.tenant_id) };
}

async function ownerOf(park: TestPark) {
  return stepUp(await park.person("owner"));
}

async function rowsOf(park: TestPark) {
  const query = "SELECT * FROM secrets WHERE tenant_id = ? ORDER BY name, version";
  return (await env.DB.prepare(query).bind(park.tenant_id).all<Record<string, string | number | null>>()).results;
}

test("[T5] [U1] a credential is sealed on arrival, and no reply, row, audit or log line tells a piece of it", async () => {
  const park = await newPark();
  const owner = await ownerOf(park);
  const log = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  const set = await owner.call("PUT", "/secrets/bank.api_key", { value: VALUE });
  const listed = await owner.get("/secrets");
  const lines = log.flatMap((spy) => spy.mock.calls.flat()).map(String);
  for (const spy of log) spy.mockRestore();
  expect([set.status, set.data.version, set.data.master_id]).toEqual([200, 1, "s1"]);
  expect(listed.data).toEqual([set.data]);
  const audit = await auditRows(park.tenant_id, "event = 'secret.set'");
  expect(audit.map(({ subject_kind, subject_id, changes }) => [subject_kind, subject_id, changes])).toEqual([
    ["secret", "bank.api_key", '{"version":1}'],
  ]);
  for (const text of [set.text, listed.text, JSON.stringify(await rowsOf(park)), JSON.stringify(audit), ...lines])
    for (const piece of [VALUE, VALUE.slice(-6), VALUE.slice(0, 10), btoa(VALUE)]) expect(text).not.toContain(piece);
  expect(await readSecret(house(park).ctx, "bank.api_key")).toBe(VALUE);
  expect(await readSecret(house(park).ctx, "bank.other")).toBeUndefined();
});

test("[T5] the next version retires and empties the one before, and a retired name is empty for good", async () => {
  const park = await newPark();
  const owner = await ownerOf(park);
  await owner.call("PUT", "/secrets/mail", { value: VALUE });
  const second = await owner.call("PUT", "/secrets/mail", { value: NEW_VALUE });
  expect(second.data.version).toBe(2);
  expect(await readSecret(house(park).ctx, "mail")).toBe(NEW_VALUE);
  const [first] = await rowsOf(park);
  expect([first?.sealed_value, first?.sealed_key, first?.retired_at === null]).toEqual(["", "", false]);
  const retired = [await owner.call("DELETE", "/secrets/mail"), await owner.call("DELETE", "/secrets/mail")];
  expect(retired.map(({ status, data }) => [status, data.retired])).toEqual([
    [200, [2]],
    [200, []],
  ]);
  expect(await readSecret(house(park).ctx, "mail")).toBeUndefined();
  expect((await rowsOf(park)).map(({ sealed_value }) => sealed_value)).toEqual(["", ""]);
  expect((await auditRows(park.tenant_id, "event = 'secret.retired'")).length).toBe(1);
  const absent = await owner.call("DELETE", "/secrets/never");
  expect([absent.status, absent.error?.code]).toEqual([404, "E_NOT_FOUND"]);
});

test("[T5] six values at once become six versions, and the last one is read", async () => {
  const park = await newPark();
  const owner = await ownerOf(park);
  const values = Array.from({ length: 6 }, (_, at) => `value-${at}`);
  const set = await Promise.all(values.map((value) => owner.call("PUT", "/secrets/bank", { value })));
  const versions = set.map(({ data }) => data?.version).toSorted((a, b) => a - b);
  expect(versions).toEqual([1, 2, 3, 4, 5, 6]);
  const last = values[set.findIndex(({ data }) => data.version === 6)];
  expect(await readSecret(house(park).ctx, "bank")).toBe(last);
  expect((await rowsOf(park)).filter(({ retired_at }) => retired_at === null).length).toBe(1);
});

test("[T7] setting or retiring a secret needs settings_write in every store and a step-up", async () => {
  const park = await newPark();
  const owner = await park.visitor("owner");
  const unproved = [
    await owner.call("PUT", "/secrets/bank", { value: VALUE }),
    await owner.call("DELETE", "/secrets/bank"),
  ];
  expect(unproved.map(({ status, error }) => [status, error?.code])).toEqual(
    Array(2).fill([403, "E_STEP_UP_REQUIRED"]),
  );
  const cashier = await park.person("cashier", "pos");
  expect((await cashier.get("/secrets")).error?.code).toBe("E_PERMISSION");
  expect(await rowsOf(park)).toEqual([]);
});

test("[T5] a sealed value opens only in its own row: not under another name, version or tenant", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const owner = await ownerOf(park);
  await owner.call("PUT", "/secrets/bank", { value: VALUE });
  await owner.call("PUT", "/secrets/mail", { value: NEW_VALUE });
  const [bank] = await rowsOf(park);
  const put = "UPDATE secrets SET sealed_key = ?, sealed_value = ? WHERE tenant_id = ? AND name = 'mail'";
  await env.DB.prepare(put).bind(bank?.sealed_key, bank?.sealed_value, park.tenant_id).run();
  await expect(readSecret(house(park).ctx, "mail")).rejects.toThrow();
  const copy =
    "INSERT INTO secrets SELECT ?, name, version, sealed_key, master_id, sealed_value, created_at, created_by, retired_at FROM secrets WHERE tenant_id = ? AND name = 'bank'";
  await env.DB.prepare(copy).bind(other.tenant_id, park.tenant_id).run();
  await expect(readSecret(house(other).ctx, "bank")).rejects.toThrow();
  expect(await readSecret(house(park).ctx, "bank")).toBe(VALUE);
});

test("[T5] after a rotation of the master key old versions open, are sealed again, and open without the old key", async () => {
  const park = await newPark();
  const owner = await ownerOf(park);
  await owner.call("PUT", "/secrets/bank", { value: VALUE });
  const [before] = await rowsOf(park);
  const both = house(park, MASTERS);
  expect(await readSecret(both.ctx, "bank")).toBe(VALUE);
  await expect(readSecret(house(park, { s2: MASTERS.s2 }).ctx, "bank")).rejects.toThrow("no secret s1");
  await resealKeys(both.base);
  const [after] = await rowsOf(park);
  expect([after?.master_id, after?.sealed_value]).toEqual(["s2", before?.sealed_value]);
  expect(await readSecret(house(park, { s2: MASTERS.s2 }).ctx, "bank")).toBe(VALUE);
  await resealKeys(both.base);
  const audit = await auditRows(park.tenant_id, "event = 'secret.resealed'");
  expect(audit.map(({ changes }) => JSON.parse(changes))).toEqual([{ names: ["bank"], master_id: "s2" }]);
});
