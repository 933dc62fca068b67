/** Security headers: every response forbids what browsers allow by default; our pages allow only what they need. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import worker from "../../src/worker.ts";
import { type Client, call, cashSale, newPark, type TestPark } from "../support/park.ts";

const CLOSED = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

let park: TestPark;
let till: Client;

beforeAll(async () => {
  park = await newPark();
  till = await park.till();
});

async function get(path: string, token?: string): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  return worker.fetch(new Request(`https://park.test${path}`, { headers }), env, createExecutionContext());
}

describe("[I10] security headers are set", () => {
  test.each([
    ["an answer", "/v1/stores", 200],
    ["a list as CSV", "/v1/sales?format=csv", 200],
    ["a refusal", "/v1/sales/01K3ZJ8Q4N7V0Y2B5C6D8E9FGH", 404],
    ["a path that nobody serves", "/v1/nowhere", 404],
    ["a sign of life", "/healthz", 200],
    ["the contract", "/openapi.json", 200],
  ])("of %s", async (_, path, status) => {
    const response = await get(path, till.token);
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject(CLOSED);
    expect(response.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
  });

  test("of a caller without a token", async () => {
    const response = await get("/v1/stores");
    expect(response.status).toBe(401);
    expect(Object.fromEntries(response.headers)).toMatchObject(CLOSED);
  });

  test("a response that a client may cache says so itself", async () => {
    const response = await get("/v1/catalog/packages", till.token);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
  });
});

describe("a page", () => {
  test("[I10] to print allows its own style by a nonce of this response only, and no script", async () => {
    const sale = (await till.post("/sales", cashSale(park.packages.single, 1, 35_000), "page")).data;
    const pages = await Promise.all([1, 2].map(() => get(`/v1/receipts/${sale.sale_id}?format=html`, till.token)));
    const nonces = await Promise.all(
      pages.map(async (page) => {
        const policy = page.headers.get("content-security-policy") ?? "";
        const nonce = /style-src 'nonce-([\w-]{22})'/.exec(policy)?.[1];
        expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
        expect(policy).toContain("report-uri /csp/report");
        expect(policy).not.toContain("script-src");
        expect(policy).not.toContain("unsafe");
        expect(await page.text()).toContain(`<style nonce="${nonce}">`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  test("[I10] of the documentation runs its own scripts only", async () => {
    const policy = (await get("/docs")).headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("report-uri /csp/report");
  });
});

test("[I3] during maintenance of the whole system every park is 503, but health checks and the provider's login are not", async () => {
  const maintained = { ...env, MAINTENANCE: "1" };
  const ask = (path: string, token = "") => {
    const request = new Request(`https://park.test${path}`, { headers: { authorization: `Bearer ${token}` } });
    return worker.fetch(request, maintained, createExecutionContext());
  };
  const refused = await ask("/v1/stores", till.token);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
  expect(JSON.parse(await refused.text()).error.code).toBe("E_MAINTENANCE");
  expect((await ask("/healthz")).status).toBe(200);
  expect((await ask("/v1/admin/csp/reports", "junk")).status).toBe(401);
  expect((await call("GET", "/stores", undefined, { headers: { authorization: `Bearer ${till.token}` } })).status).toBe(
    200,
  );
});
