/** `npm run provision` against a running server: it creates a park whose owner logs in, but no second provider. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { freePort } from "../../simulator/server.ts";
import { type Finished, finish, makeDataFolder, pinned_node, type ServerProcess, startServer } from "./support.ts";

const BOOTSTRAP_TOKEN = "a secret of this test";
const folder = makeDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  process.env.BOOTSTRAP_TOKEN = BOOTSTRAP_TOKEN;
  server = await startServer(folder.path, await freePort());
});

afterAll(async () => {
  delete process.env.BOOTSTRAP_TOKEN;
  await server?.end("SIGTERM");
  folder.remove();
});

function provision(...args: string[]): Promise<Finished> {
  const child = spawn(pinned_node, [join(root, "tools/provision.ts"), "--url", server.url, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PLAYPARK_DATA: folder.path, BOOTSTRAP_TOKEN },
  });
  return finish(child);
}

test("the provider of the data folder creates a park, and its owner logs in with the shown PIN", async () => {
  const email = "malee@river.example.com";
  const made = await provision("--name", "River Park", "--owner-email", email, "--store", "North", "--store", "South");
  expect(made.code, made.output).toBe(0);
  expect(made.output).toMatch(/tenant {2}[0-9A-Z]{26} {2}River Park\n.+North\n.+South\n/);
  expect(made.output).toMatch(/READY$/);
  const [, pin] = /PIN (\d{6})/.exec(made.output) ?? [];
  const login = await fetch(`${server.url}/v1/employees/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, pin }),
  });
  expect(login.status).toBe(200);

  const again = await provision("--name", "River Park", "--owner-email", email);
  expect(again.code).toBe(1);
  expect(again.output).toContain("E_DUPLICATE");
});

test("an existing provider is not created again, and missing options are reported", async () => {
  const second = await provision("--first", "--name", "Another", "--owner-email", "me@example.com");
  expect(second.code).toBe(1);
  expect(second.output).toMatch(/A provider already exists, tenant [0-9A-Z]{26}/);
  const nameless = await provision("--owner-email", "me@example.com");
  expect(nameless.code).toBe(1);
  expect(nameless.output).toContain("npm run provision");
});
