/** What the OpenAPI document does not say yet. */

import { expect, test } from "vitest";
import { contracts } from "../../src/app.ts";
import { errors } from "../../src/shared/errors.ts";
import { call } from "../support/park.ts";

type Paths = Record<
  string,
  Record<string, { operationId: string; responses: Record<string, { description: string }> }>
>;

async function fetchPaths(): Promise<Paths> {
  return JSON.parse((await call("GET", "//openapi.json")).text).paths;
}

test("[I1] every $ref of the document resolves within itself", async () => {
  const { text } = await call("GET", "//openapi.json");
  const document: unknown = JSON.parse(text);
  const refs = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref = ""]) => ref);
  expect(refs.length).toBeGreaterThan(contracts.length);
  const resolve = (ref: string) =>
    ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
  expect([...new Set(refs)].filter((ref) => !ref.startsWith("#/") || resolve(ref) === undefined)).toEqual([]);
});

test("[I1] every operation has an operationId of its own", async () => {
  const ids = Object.values(await fetchPaths()).flatMap((path) => Object.values(path).map((item) => item.operationId));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("[I3] errors that the wrapper itself answers are described on the routes that can meet them", async () => {
  const paths = await fetchPaths();
  const missing: string[] = [];
  for (const item of contracts) {
    const { responses } = paths[(item.root ? "" : "/v1") + item.path.replaceAll(/:(\w+)/g, "{$1}")]?.[item.method] ?? {
      responses: {} as Record<string, { description: string }>,
    };
    const met = [
      ...(item.access.public ? [] : [errors.device_revoked, errors.device_pending, errors.scope_mismatch]),
      ...(item.idempotency === "required" ? [errors.idempotency_missing] : []),
      ...(item.body ? [errors.too_deep] : []),
    ];
    for (const { code, status } of met)
      if (!responses[status]?.description.includes(code)) missing.push(`${item.method} ${item.path} ${code}`);
  }
  expect(missing).toEqual([]);
});

test("[I2] a request id is accepted on a path that nobody serves, too", async () => {
  const reply = await call("GET", "//v1/none", undefined, { headers: { "x-request-id": "till-7" } });
  expect([reply.request_id, reply.headers.get("x-request-id")]).toEqual(["till-7", "till-7"]);
});

test("[I3] a path that exists with another method says which it has", async () => {
  const reply = await call("DELETE", "/stores");
  expect(reply.headers.get("allow")).toContain("GET");
});

test("[I3] the document's own path with another method is 405 as every path", async () => {
  expect((await call("POST", "//openapi.json", {})).status).toBe(405);
});
