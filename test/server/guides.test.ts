/** The guides in docs/ tell the truth: each example is sent to the running server, and answered as it is told. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { freePort } from "../../simulator/server.ts";
import {
  type Block,
  differences,
  type Example,
  examplesOf,
  filled,
  type Names,
  sentText,
  sentValue,
} from "../support/guide.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
});

afterAll(async () => {
  live?.socket.close();
  await server?.end("SIGTERM");
  folder.remove();
});

/** Lists follow verdicts by half a second, so what is read may come to be as it is told. */
const PATIENCE_MS = 15_000;

test.each(["gate", "till"])("docs/%s.md: every request is answered as the page tells", async (name) => {
  const examples = examplesOf(readFileSync(join(root, `docs/${name}.md`), "utf8"));
  expect(examples.length).toBeGreaterThan(10);
  const names: Names = new Map();
  for (const example of examples) {
    const { line, head } = example.request;
    const wrong = await play(example, names).catch((cause: Error) => [cause.message]);
    expect(wrong, `docs/${name}.md, line ${line}: ${head}`).toEqual([]);
  }
});

test("[O1] docs/gate.md: the hash of a code on a list is the one that the page shows", () => {
  const markdown = readFileSync(join(root, "docs/gate.md"), "utf8");
  const [, code = "", h] = /^code {2}(\S+)\nh {5}(\S+)$/m.exec(markdown) ?? [];
  expect(createHash("sha256").update(code).digest().subarray(0, 16).toString("base64url")).toBe(h);
});

async function play({ request, answer, messages }: Example, names: Names): Promise<string[]> {
  const demo = server.demo();
  const [method = "", path = ""] = sentText(request.head, names, demo).split(" ");
  const headers = new Headers(request.headers.map(([name, value]) => [name, sentText(value, names, demo)]));
  const body = request.body === undefined ? null : JSON.stringify(sentValue(request.body, names, demo));
  if (body !== null) headers.set("Content-Type", "application/json");
  const wrong = headers.has("Upgrade")
    ? await open(path, headers)
    : await ask(path, { method, headers, body }, answer, names);
  for (const message of messages) wrong.push(...(await hear(message, names)));
  return wrong;
}

/** Sends a request; one that reads is sent again until its answer is as it is told. */
async function ask(path: string, init: RequestInit, answer: Block, names: Names): Promise<string[]> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    // Names that a wrong answer told are forgotten.
    const learned: Names = new Map(names);
    const wrong = await compare(answer, await fetch(server.url + path, init), learned);
    if (wrong.length > 0 && init.method === "GET" && Date.now() < until) {
      await setTimeout(100);
      continue;
    }
    for (const [name, value] of learned) names.set(name, value);
    return wrong;
  }
}

/** A body that shows the envelope is compared whole, any other with what the envelope bears. */
async function compare(told: Block, response: Response, names: Names): Promise<string[]> {
  const text = await response.text();
  const is_json = response.headers.get("content-type")?.includes("json");
  const envelope = is_json ? JSON.parse(text) : {};
  const is_whole = typeof told.body === "object" && told.body !== null && "ok" in told.body;
  const real = is_whole ? envelope : response.ok ? envelope.data : envelope.error;
  const status = `HTTP/1.1 ${response.status}`;
  return [
    ...(status === told.head ? [] : [`told ${told.head}, is ${status}: ${text.slice(0, 500)}`]),
    ...told.headers.flatMap(([name, value]) => differences(value, response.headers.get(name), names, name)),
    ...(told.body === undefined ? [] : differences(filled(told.body, server.demo()), real, names)),
  ];
}

let live: { socket: WebSocket; heard: { type: string }[] } | undefined;

/** Opens a socket as a browser does, which can send no header. */
async function open(path: string, headers: Headers): Promise<string[]> {
  const token = headers.get("Authorization")?.replace("Bearer ", "");
  const socket = new WebSocket(server.url.replace("http", "ws") + path, ["playpark", `bearer.${token}`]);
  const heard: { type: string }[] = [];
  socket.addEventListener("message", ({ data }) => heard.push(JSON.parse(String(data))));
  live?.socket.close();
  live = { socket, heard };
  await once(socket, "open");
  return [];
}

/** Says what the device says, or waits for a message of that type. */
async function hear({ head, body }: Block, names: Names): Promise<string[]> {
  if (!live) return ["no socket is open"];
  const { socket, heard } = live;
  if (head === "// the device says") {
    socket.send(JSON.stringify(sentValue(body, names, server.demo())));
    return [];
  }
  const find = () => heard.findIndex(({ type }) => type === (body as { type: string }).type);
  await expect.poll(find, { timeout: PATIENCE_MS }).not.toBe(-1);
  return differences(body, heard.splice(find(), 1)[0], names);
}
