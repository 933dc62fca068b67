/** Helpers of tests over all routes: every contract with its example, and a way to send it. */

import { contracts } from "../../src/app.ts";
import type { Contract } from "../../src/platform/http/contract.ts";
import { type CallOptions, type Client, newProvider, type Reply } from "../support/park.ts";
import { type Example, type ExampleRequest, examples, nobody } from "./examples.ts";

export interface Route {
  name: string;
  contract: Contract;
  example: Example;
}

export function nameOf({ method, path }: Pick<Contract, "method" | "path">): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Every contract; one without an example stops the walk by name. */
export const routes: Route[] = contracts.map((contract) => {
  const name = nameOf(contract);
  const example = examples[name];
  if (!example) throw new Error(`test/contracts/examples.ts has no request for ${name}`);
  return { name, contract, example };
});

export const guarded = routes.filter(({ contract }) => !contract.access.public);

export function permissionOf({ access }: Contract): string {
  return access.public ? "authenticated" : access.permission;
}

/** The caller of each route: the manager on the till, the provider's person, or nobody where no token is needed. */
export async function callersOf(manager: Client): Promise<(route: Route) => Client> {
  const provider = await newProvider();
  return ({ contract, example }) => {
    if (contract.access.public) return nobody;
    return example.as === "provider" ? provider : manager;
  };
}

/** The tenant of a client; undefined without a token. */
export function tenantOf({ token }: Client): string | undefined {
  const [, payload] = token.split(".");
  return payload && JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))).tenant_id;
}

/** Sends a route's request as a client. */
export function send(
  { contract }: Route,
  client: Client,
  { params = {}, query = {}, body }: Omit<ExampleRequest, "query"> & { query?: Record<string, string> | string },
  options?: CallOptions,
): Promise<Reply> {
  const path = contract.path.replaceAll(/:(\w+)/g, (_, name) => params[name] ?? "");
  const search = new URLSearchParams(query).toString();
  return client.call(
    contract.method.toUpperCase(),
    `${contract.root ? "/" : ""}${path}${search && `?${search}`}`,
    body,
    { listed: true, ...options },
  );
}

/** A refusal without the request's id, the time and the sent id, so that refusals of one kind are equal. */
export function sameness(reply: Reply, sent_id: string): string {
  const { request_id, server_time, ...rest } = JSON.parse(reply.text);
  return JSON.stringify({ status: reply.status, ...rest }).replaceAll(sent_id, "<id>");
}

/** The value at a path such as `body.items.0.package_id`. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** A copy with another value at the path. */
export function withValueAt<Value>(value: Value, path: string, replacement: unknown): Value {
  const copy = structuredClone(value);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = valueAt({ root: copy }, ["root", ...keys].join(".")) as Record<string, unknown>;
  holder[last] = replacement;
  return copy;
}

/** The paths of the fields that a refusal names. */
export function namedFields(reply: Reply): string[] {
  return ((reply.error?.details?.fields ?? []) as { path: string }[]).map(({ path }) => path);
}
