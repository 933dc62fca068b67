/** The OpenAPI document: it describes the routes as they are, and every spelling of a path is answered. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { contracts } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { contract } from "../../src/platform/http/contract.ts";
import { mount } from "../../src/platform/http/mount.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import type { Client, TestPark } from "../support/park.ts";
import { call, newPark } from "../support/park.ts";
import { managerOf, nobody } from "./examples.ts";
import { callersOf, type Route, routes, send } from "./walk.ts";

interface Answer {
  description: string;
  headers?: Record<string, object>;
}

interface Operation {
  operationId: string;
  security?: object[];
  description: string;
  responses: Record<string, Answer>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>>; responses: Record<string, Answer> };
  "x-errors": Record<string, { statuses: number[]; messages: string[] }>;
}

/** The document, with each shared response in its place. */
async function fetchDocument(): Promise<Document> {
  const document: Document = JSON.parse((await call("GET", "//openapi.json")).text);
  for (const { responses } of Object.values(document.paths).flatMap((path) => Object.values(path)))
    for (const [status, answer] of Object.entries(responses)) {
      const { $ref } = answer as { $ref?: string };
      const shared = $ref && document.components.responses[$ref.split("/").at(-1) ?? ""];
      if (shared) responses[status] = shared;
    }
  return document;
}

/** A method that no route of a path has. */
function methodLackedBy(path: string): string {
  const here = contracts.filter((item) => {
    const pattern = `^${item.root ? "/" : ""}${item.path.replaceAll(/:\w+/g, "[^/]+")}$`;
    return new RegExp(pattern).test(path);
  });
  const had = here.map(({ method }) => method.toUpperCase());
  return ["PATCH", "DELETE", "PUT", "POST"].find((method) => !had.includes(method)) ?? "GET";
}

const operationOf = (document: Document, { method, path, root }: Route["contract"]) =>
  document.paths[(root ? "" : "/v1") + path.replaceAll(/:(\w+)/g, "{$1}")]?.[method];

describe("/openapi.json", () => {
  test("[I1] is OpenAPI 3.1 and has every contract as an operation, and no other", async () => {
    const document = await fetchDocument();
    expect(document.openapi).toMatch(/^3\.1\./);
    for (const item of contracts) expect(operationOf(document, item), item.path).toBeDefined();
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
    expect(operations.length).toBe(contracts.length);
  });

  test("[I3] describes every error that a route lists, under its status", async () => {
    const document = await fetchDocument();
    for (const item of contracts) {
      const { responses } = operationOf(document, item) ?? { responses: {} as Operation["responses"] };
      for (const { code, status } of [...item.errors, ...(item.binding_error ? [item.binding_error] : [])])
        expect(responses[status]?.description, `${item.method} ${item.path}`).toContain(code);
    }
  });

  test("[T5] names no secret's value and needs no token", async () => {
    const { status, headers, text } = await call("GET", "//openapi.json");
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    for (const secret of [env.PIN_PEPPER, env.AUTH_KEYS, env.TICKET_KEYS]) expect(text).not.toContain(secret);
  });
});

describe("a path", () => {
  let park: TestPark;
  let manager: Client;
  beforeAll(async () => {
    park = await newPark();
    manager = await managerOf(park);
  });

  // A whole export is an act: it is audited, and the next export includes that row.
  const is_act = ({ access }: Route["contract"]) => !access.public && access.step_up;
  const reads = routes.filter(({ contract }) => contract.method === "get" && !contract.root && !is_act(contract));

  test("[I1] answers alike at /v1 and /api/v1, with and without a trailing slash", async () => {
    const callerOf = await callersOf(manager);
    for (const route of reads) {
      const request = await route.example.make(park, manager);
      const caller = request.caller ?? callerOf(route);
      const search = new URLSearchParams(request.query).toString();
      const path = route.contract.path.replaceAll(/:(\w+)/g, (_, name) => request.params?.[name] ?? "");
      const answers = await Promise.all(
        ["/v1", "/api/v1"].flatMap((base) =>
          ["", "/"].map((slash) => caller.get(`/${base}${path}${slash}${search && `?${search}`}`)),
        ),
      );
      const told = answers.map(({ status, data }) =>
        JSON.stringify([status, data]).replaceAll(
          /"(last_seen_at|server_time|expires_at|as_of)":"[^"]*"|"(offset_ms|worked_ms|break_ms|used)":-?\d+/g,
          "",
        ),
      );
      const status = route.contract.upgrade ? 426 : 200;
      expect([route.name, new Set(told).size, answers[0]?.status]).toEqual([route.name, 1, status]);
    }
  });

  test("[I1] takes one Idempotency-Key however it is written", async () => {
    const body = { store_id: park.store_id, name: "Slides" };
    const replies = await Promise.all(
      ["//v1/catalog/zones", "//api/v1/catalog/zones", "//v1/catalog/zones/", "//api/v1/catalog/zones/"].map((path) =>
        manager.post(path, body, "zone-key"),
      ),
    );
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  test.each(["//v1/none", "//v1", "//api/v1/stores/a/b", "//none", "//v2/stores", "//v1/healthz", "//v1/stores//"])(
    "[I2] %s that nobody serves is 404 in the envelope",
    async (path) => {
      const reply = await call("GET", path);
      expect([reply.status, reply.error?.code, reply.ok, reply.data]).toEqual([404, "E_NOT_FOUND", false, null]);
      expect(reply.headers.get("x-request-id")).toBe(reply.request_id);
    },
  );

  test("[I3] with a method that it does not have is 405 in the envelope, whoever asks", async () => {
    for (const { contract: item, name } of routes) {
      const path = `${item.root ? "/" : ""}${item.path.replaceAll(/:\w+/g, "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH")}`;
      const reply = await call(methodLackedBy(path), path, {});
      expect([name, reply.status, reply.error?.code]).toEqual([name, 405, "E_METHOD_NOT_ALLOWED"]);
    }
  });
});

describe("the request id", () => {
  const cases: [sent: string, returned: RegExp][] = [
    ["till-7:42.A_b", /^till-7:42\.A_b$/],
    ["a<b>{c}\"d'e f", /^abcdef$/],
    ["x".repeat(500), /^x{128}$/],
    ["<>{}", /^[0-9A-Z]{26}$/],
  ];
  test.each(cases)("[I2] %s is accepted, cleaned and returned", async (sent, returned) => {
    const stores = routes.find(({ name }) => name === "GET /stores") as Route;
    for (const path of ["GET", "POST"]) {
      const headers = { "x-request-id": sent };
      const reply =
        path === "GET"
          ? await call("GET", "//healthz", undefined, { headers })
          : await send(stores, nobody, {}, { headers });
      expect(reply.request_id).toMatch(returned);
      expect(reply.headers.get("x-request-id")).toBe(reply.request_id);
    }
  });

  test("[I2] is created when none is sent, a new one for each request", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await call("GET", "//healthz")).request_id));
    expect(new Set(ids).size).toBe(20);
  });
});

describe("a planted route", () => {
  const planted = (error: unknown, listed: (typeof errors)[keyof typeof errors][] = []) => {
    const app = new Hono<{ Bindings: Env }>();
    const route = contract({
      method: "get",
      path: "/planted",
      tag: "test",
      summary: "Throws what it is told",
      public: true,
      rate: null,
      reply: z.object({}),
      errors: listed,
      handle: () => Promise.reject(error),
    });
    mount(app, [route]);
    return app.fetch(new Request("https://park.test/v1/planted"), env, createExecutionContext());
  };
  const teapot = { code: "E_TEAPOT", status: 418, message: "short and stout", message_th: "กาน้ำชา" } as const;

  test("[I3] that throws an unlisted error is a 500, and one that lists it answers with it", async () => {
    const silent = await planted(new AppError(teapot));
    expect(silent.status).toBe(500);
    const listed = await planted(new AppError(teapot, { spout: 1 }), [teapot as never]);
    expect(listed.status).toBe(418);
    expect(await listed.json()).toMatchObject({ ok: false, error: { ...{ code: "E_TEAPOT" }, details: { spout: 1 } } });
  });

  test("[I3] that fails unexpectedly is a 500 that tells nothing of its cause", async () => {
    const response = await planted(new Error("SELECT pin_hash FROM employees: no such table"));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text).error).toEqual({ code: "E_INTERNAL", message: errors.internal.message });
    expect(text).not.toMatch(/pin_hash|SELECT|stack/);
  });
});

type Paths = Record<
  string,
  Record<string, { operationId: string; responses: Record<string, { description: string }> }>
>;

async function fetchPaths(): Promise<Paths> {
  return (await fetchDocument()).paths;
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

test("[I3] errors of the wrapper are described on the routes that can return them", async () => {
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

test("[I3] a path with another method lists its own methods, each once, and none of its siblings", async () => {
  const paths = await fetchPaths();
  expect(Object.keys(paths).length).toBeGreaterThan(100);
  for (const [path, operations] of Object.entries(paths)) {
    const methods = Object.keys(operations).map((method) => method.toUpperCase());
    const below = path.replace(/^\/v1/, "").replaceAll(/\{\w+\}/g, "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH");
    const lacked = methodLackedBy(path.startsWith("/v1") ? below : `/${below}`);
    for (const base of ["/v1/", "/api/v1/"]) {
      const asked = path.replace(/^\/v1\//, base).replaceAll(/\{\w+\}/g, "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH");
      const { status, headers } = await call(lacked, `/${asked}`);
      expect([path, status, headers.get("allow")?.split(", ").sort()]).toEqual([path, 405, methods.sort()]);
    }
  }
});

test("[I3] the document's own path with another method is 405 like every path", async () => {
  const reply = await call("POST", "//openapi.json", {});
  expect([reply.status, reply.headers.get("allow")]).toEqual([405, "GET"]);
});

test("[I1] every component has content and is no bare reference", async () => {
  const { text } = await call("GET", "//openapi.json");
  const { schemas } = JSON.parse(text).components as { schemas: Record<string, { $ref?: string }> };
  expect(Object.keys(schemas).length).toBeGreaterThan(30);
  expect(Object.keys(schemas).filter((name) => schemas[name]?.$ref)).toEqual([]);
});
