/** A secret that can be found again from what is kept. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { base64url, sha256 } from "../../src/platform/crypto/secrets.ts";
import { managerOf } from "../contracts/examples.ts";
import { newPark } from "../support/park.ts";

test("[T5] a PIN cannot be found by trying all PINs against the stored fingerprint of its request", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  await manager.post("/approvals/verify-pin", { approver_id, pin, action: "refund" }, "key");
  const stored = await env.DB.prepare("SELECT fingerprint FROM replies WHERE tenant_id = ? AND idempotency_key = 'key'")
    .bind(park.tenant_id)
    .first<string>("fingerprint");
  const found: string[] = [];
  for (let guess = 4_700; guess < 4_900; guess++) {
    const body = JSON.stringify({ action: "refund", approver_id, pin: String(guess) });
    if (base64url(await sha256(`POST /v1/approvals/verify-pin ${body}`)) === stored) found.push(String(guess));
  }
  expect(found).toEqual([]);
});
