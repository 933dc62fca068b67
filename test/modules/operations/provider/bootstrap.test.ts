/** Tests of the bootstrap: a caller with the deployment's secret creates the first provider, once. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { bootstrapProvider } from "../../../../src/modules/operations/provider/service/bootstrap.ts";
import { holdNextReading } from "../../../support/faults.ts";
import { auditRows, call, clientOf } from "../../../support/park.ts";

const bootstrap_token = env.BOOTSTRAP_TOKEN ?? "";

function wish() {
  const email = `${crypto.randomUUID()}@provider.test`;
  return { bootstrap_token, name: "PlayPark", owner: { name: "Kanya Jaidee", email, pin: "482100" } };
}

const providers = async () =>
  (await env.DB.prepare("SELECT COUNT(*) AS n FROM tenants WHERE kind = 'provider'").first<number>("n")) ?? 0;

/** Runs as in a deployment without a provider: those of other tests are hidden. */
async function withoutProviders(work: () => Promise<void>): Promise<void> {
  const set = (from: string, to: string) =>
    env.DB.prepare("UPDATE tenants SET kind = ?, version = version + 1 WHERE kind = ?").bind(to, from).run();
  await set("provider", "aside");
  try {
    await work();
  } finally {
    await set("aside", "provider");
  }
}

test("[T7] of two calls that find no provider one creates it, with a person who manages tenants; the other is refused", async () => {
  await withoutProviders(async () => {
    const held = holdNextReading("FROM tenants WHERE kind = 'provider'");
    const slow = call("POST", "/provider/bootstrap", wish());
    await held.read;
    const { owner, ...rest } = wish();
    const made = await call("POST", "/provider/bootstrap", { ...rest, owner });
    expect([made.status, made.data.created]).toEqual([200, true]);
    held.release();
    const late = await slow;
    expect([late.status, late.error?.code]).toEqual([409, "E_CONFLICT"]);
    expect(await providers()).toBe(1);
    const { tenant_id } = made.data;
    const { email, pin } = owner;
    const login = await call("POST", "/employees/login", { email, pin });
    const person = clientOf(login.data.access_token);
    expect((await person.get("/provider/tenants?limit=1")).status).toBe(200);
    const [first] = await auditRows(tenant_id);
    expect(first).toMatchObject({ event: "tenant.created", actor_kind: "system" });

    const again = await call("POST", "/provider/bootstrap", wish());
    expect(again.data).toEqual({ tenant_id, created: false });
    expect(await providers()).toBe(1);
  });
});

test("[T7] another secret is refused, and a deployment without a secret has no such route", async () => {
  const before = await providers();
  const other = await call("POST", "/provider/bootstrap", { ...wish(), bootstrap_token: `${bootstrap_token}x` });
  expect([other.status, other.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
  const base = seedContext({ ...env, BOOTSTRAP_TOKEN: undefined });
  await expect(bootstrapProvider(base, wish())).rejects.toMatchObject({ spec: { code: "E_NOT_FOUND" } });
  expect(await providers()).toBe(before);
});
