/** Helpers of server tests of webhooks: an owner's calls, receivers on loopback, and the database of a stopped server. */

import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import type { ServerProcess } from "./support.ts";

interface DemoPeople {
  employees: { owner: { email: string; pin: string } };
}

type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; data: never }>;

/** The owner in the console, after a step-up. Each call logs in again, because the server may have been restarted. */
export async function ownerOf(server: ServerProcess): Promise<Call> {
  const { email, pin } = (server.demo() as unknown as DemoPeople).employees.owner;
  let token = "";
  const call: Call = async (method, path, body) => {
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const { data } = (await response.json()) as { data: never };
    return { status: response.status, data };
  };
  const login = await call("POST", "/employees/login", { email, pin });
  token = (login.data as { access_token: string }).access_token;
  await call("POST", "/auth/step-up", { pin });
  return call;
}

/** All events of some types after a number, in order. */
export async function eventsAfter(call: Call, after: number, types: readonly string[]) {
  const found: { sequence: number }[] = [];
  for (;;) {
    const last = found.at(-1)?.sequence ?? after;
    const { data } = await call("GET", `/events?after=${last}&types=${types.join()}&limit=200`);
    const { events } = data as { events: { sequence: number }[] };
    if (events.length === 0) return found;
    found.push(...events);
  }
}

/** A receiver on loopback. */
export async function listen(
  port: number,
  answer: (body: string, request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    let body = "";
    try {
      for await (const chunk of request) body += chunk;
    } catch {
      // The sender ended in the middle, so nothing arrived.
      return;
    }
    answer(body, request, response);
  });
  server.listen(port);
  await once(server, "listening");
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Opens the database of a server that is stopped. */
export function openStopped<Value>(data_dir: string, work: (db: DatabaseSync) => Value): Value {
  const folder = join(data_dir, "state/d1");
  const file = readdirSync(folder, { recursive: true, encoding: "utf8" }).find(
    (name) => name.endsWith(".sqlite") && !name.endsWith("metadata.sqlite"),
  );
  const db = new DatabaseSync(join(folder, file ?? ""));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Waits until a condition holds, at most two minutes of tries. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 1_200; asked++) {
    if (await holds()) return;
    await setTimeout(100);
  }
  throw new Error(`did not come true: ${what}`);
}
