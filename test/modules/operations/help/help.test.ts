/** Tests of help pages and contacts over the API, and of error pages for browsers. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import worker from "../../../../src/worker.ts";
import { call, newPark, randomIp } from "../../../support/park.ts";

function open(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`https://park.test${path}`, { headers: { "cf-connecting-ip": randomIp(), ...headers } });
  return Promise.resolve(worker.fetch(request, env, createExecutionContext()));
}

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("help", () => {
  test("[I10] a guide is a page without scripts that names the park and its contact", async () => {
    const park = await newPark();
    const owner = await park.office("owner");
    for (const [key, value] of Object.entries({
      "support.phone": "02 123 4567",
      "legal.terms_url": "https://park.test/terms",
    }))
      expect((await owner.call("PUT", `/settings/keys/${key}`, { value })).status).toBe(200);
    const page = await open(`/help/troubleshooting?lang=en&tenant_id=${park.tenant_id}`);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).not.toContain("script-src");
    const text = await page.text();
    expect(text).toContain("02 123 4567");
    expect(text).not.toContain("<script");
    const { data } = await call("GET", `//support/contact?tenant_id=${park.tenant_id}`);
    expect(data).toMatchObject({ phone: "02 123 4567", email: null, legal: { terms: "https://park.test/terms" } });
  });

  test("[I10] an unknown park, guide or policy is not found", async () => {
    for (const path of ["/help/nothing", "/legal/nothing", "/help/qr?tenant_id=01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"])
      expect((await open(path)).status, path).toBe(404);
  });
});

describe("an error in a browser", () => {
  test("[I2] a person reads a page with the code and the request id, a program JSON", async () => {
    for (const [path, status] of [
      ["/nowhere", 404],
      ["/v1/stores", 401],
    ] as const) {
      const page = await open(path, { ...BROWSER, "accept-language": "th" });
      expect([page.status, page.headers.get("content-type")]).toEqual([status, "text/html; charset=utf-8"]);
      const text = await page.text();
      expect(text).toContain(page.headers.get("x-request-id") ?? "none");
      expect(text).toMatch(/E_[A-Z_]+/);
      expect((await open(path)).headers.get("content-type")).toContain("application/json");
      expect((await open(path, { ...BROWSER, authorization: "Bearer x" })).headers.get("content-type")).toContain(
        "json",
      );
    }
  });
});
