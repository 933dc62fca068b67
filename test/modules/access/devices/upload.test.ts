/** Tests of a revoked device: it hands in its earlier records for seven days, and can do nothing else (rule O9). */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { expect, test } from "vitest";
import * as z from "zod";
import type { Env } from "../../../../src/env.ts";
import { contract } from "../../../../src/platform/http/contract.ts";
import { mount } from "../../../../src/platform/http/mount.ts";
import { call, clientOf, countRefusals, newPark, writeRepeats } from "../../../support/park.ts";

const DAY_MS = 86_400_000;

/** A route that only accepts a device's records, and returns the caller. */
async function handIn(token: string): Promise<[status: number, told: unknown]> {
  const app = new Hono<{ Bindings: Env }>();
  const route = contract({
    method: "post",
    path: "/hand-in",
    tag: "test",
    summary: "Takes what a device recorded",
    permission: "authenticated",
    idempotency: "natural",
    upload_only: true,
    reply: z.object({ upload_only: z.boolean(), revoked: z.boolean() }),
    handle: async ({ ctx }) => ({
      upload_only: ctx.device?.upload_only ?? false,
      revoked: typeof ctx.device?.revoked_at === "number",
    }),
  });
  mount(app, [route]);
  const headers = { authorization: `Bearer ${token}` };
  const request = new Request("https://park.test/v1/hand-in", { method: "POST", headers });
  const response = await app.fetch(request, env, createExecutionContext());
  const { data, error } = (await response.json()) as { data: unknown; error: { code: string } | null };
  return [response.status, error?.code ?? data];
}

async function scene() {
  const park = await newPark();
  const { device_id = "", device_token = "" } = park.devices.gate ?? {};
  const [owner, gate] = [await park.person("owner"), await park.device("gate")];
  return {
    park,
    gate,
    change: (action: string) => owner.post(`/devices/${device_id}/${action}`),
    login: (fields: object) => call("POST", "/auth/device/login", { device_id, device_token, ...fields }),
    /** Moves the revocation back in time, in D1 and for the object. */
    age: async (by_ms: number) => {
      await env.DB.prepare(
        "UPDATE devices SET revoked_at = revoked_at - ?, version = version + 1 WHERE tenant_id = ? AND device_id = ?",
      )
        .bind(by_ms, park.tenant_id, device_id)
        .run();
      const { tenant_id } = park;
      await env.DEVICE.getByName(`${tenant_id}:${device_id}`).reload({ tenant_id, device_id });
    },
  };
}

test("[O9] a revoked device uploads with an earlier token, or with one from a later login, for seven days", async () => {
  const { gate, change, login, age } = await scene();
  expect(await handIn(gate.token)).toEqual([200, { upload_only: false, revoked: false }]);
  await change("revoke");
  expect(await handIn(gate.token)).toEqual([200, { upload_only: true, revoked: true }]);
  await age(7 * DAY_MS - 60_000);
  const late = await login({ upload_only: true });
  expect(late.status).toBe(200);
  expect(await handIn(late.data.access_token)).toEqual([200, { upload_only: true, revoked: true }]);
  await age(120_000);
  for (const token of [gate.token, late.data.access_token])
    expect(await handIn(token)).toEqual([401, "E_DEVICE_REVOKED"]);
  const over = await login({ upload_only: true });
  expect([over.status, over.error?.code]).toEqual([401, "E_DEVICE_REVOKED"]);
});

test("[O9] every other route stays 401 and is audited, with either token", async () => {
  const { park, gate, change, login } = await scene();
  await change("revoke");
  const { data } = await login({ upload_only: true });
  for (const client of [gate, clientOf(data.access_token)])
    for (const path of ["/devices/me", "/stores", "/gate/live"]) {
      const reply = await client.get(path);
      expect([path, reply.status, reply.error?.code]).toEqual([path, 401, "E_DEVICE_REVOKED"]);
    }
  await writeRepeats(env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`));
  expect(await countRefusals(park.tenant_id, "device.refused")).toEqual({ E_DEVICE_REVOKED: 6 });
  const plain = await login({});
  expect([plain.status, plain.error?.code]).toEqual([401, "E_DEVICE_REVOKED"]);
});

test("[O9] a device that is suspended, was never active, or has a rotated token cannot upload", async () => {
  const { park, gate, change, login } = await scene();
  await change("suspend");
  expect(await handIn(gate.token)).toEqual([403, "E_DEVICE_SUSPENDED"]);
  expect((await login({ upload_only: true })).error?.code).toBe("E_DEVICE_SUSPENDED");
  await change("resume");
  await change("rotate");
  await change("revoke");
  expect(await handIn(gate.token)).toEqual([401, "E_UNAUTHENTICATED"]);

  const owner = await park.person("owner");
  const { store_id } = park;
  const { site_key } = (await owner.post("/pairings", { store_id, type: "GATE", require_approval: true })).data;
  const device = { name: "Side gate", type: "GATE" };
  const { device_id, device_token } = (await call("POST", "/auth/device/register", { site_key, device })).data;
  await owner.post(`/devices/${device_id}/revoke`);
  const refused = await call("POST", "/auth/device/login", { device_id, device_token, upload_only: true });
  expect([refused.status, refused.error?.code]).toEqual([401, "E_DEVICE_REVOKED"]);
});
