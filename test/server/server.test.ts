/** `npm start`: its output and files, its stops and restarts, and what it refuses. */
import { spawn } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { startLocalServer } from "../../local/server.ts";
import { freePort } from "../../simulator/server.ts";
import { failToStart, finish, makeDataFolder, pinned_node, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let port: number;
let server: ServerProcess;

beforeAll(async () => {
  port = await freePort();
  server = await startServer(folder.path, port);
});

afterAll(async () => {
  await server?.end("SIGKILL");
  folder.remove();
});

async function status(path: string, init?: RequestInit): Promise<number> {
  const response = await fetch(server.url + path, init);
  await response.arrayBuffer();
  return response.status;
}

function deviceLogin(): Promise<number> {
  const { device_id, device_token } = server.demo().devices.pos;
  return status("/v1/auth/device/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ device_id, device_token }),
  });
}

function mode(name: string): string {
  return (statSync(join(folder.path, name)).mode & 0o777).toString(8);
}

test("answers once it has printed ready", async () => {
  expect(await status("/health")).toBe(200);
  expect(await deviceLogin()).toBe(200);
});

test("writes demo.json with the keys that outside clients rely on", () => {
  const demo = server.demo();
  expect(demo.base_url).toBe(server.url);
  expect(demo).toMatchObject({
    tenant_id: expect.any(String),
    store_id: expect.any(String),
    second_store_id: expect.any(String),
    devices: Object.fromEntries(
      ["pos", "gate", "gate2", "kiosk"].map((name) => [
        name,
        { device_id: expect.any(String), device_token: expect.any(String) },
      ]),
    ),
    employees: Object.fromEntries(
      ["owner", "manager", "supervisor", "cashier", "gate"].map((role) => [
        role,
        { email: expect.any(String), pin: expect.any(String), employee_id: expect.any(String) },
      ]),
    ),
    packages: Object.fromEntries(
      ["single", "multi", "timepass", "credit", "bundle"].map((type) => [type, expect.any(String)]),
    ),
    zones: expect.any(Object),
    other_tenant: {
      tenant_id: expect.any(String),
      store_id: expect.any(String),
      devices: expect.any(Object),
      employees: expect.any(Object),
      packages: expect.any(Object),
    },
  });
});

test("makes the data folder and its secrets readable by their owner only", () => {
  expect(mode(".")).toBe("700");
  expect(mode("demo.json")).toBe("600");
  expect(mode("secrets.json")).toBe("600");
});

test("refuses a data folder that another server uses", async () => {
  const { code, output } = await failToStart(folder.path, await freePort());
  expect(output).toMatch(/^The data folder .+ is in use by process \d+; .+\.$/);
  expect(code).toBe(1);
});

test("refuses a port that is taken", async () => {
  const other = makeDataFolder();
  const { code, output } = await failToStart(other.path, port);
  other.remove();
  expect(output).toBe(`Port ${port} is in use; stop the program that uses it, or choose another port with PORT.`);
  expect(code).toBe(1);
});

test("stops on SIGTERM, frees the port and keeps its data", async () => {
  const before = server.demo();
  expect(await server.end("SIGTERM")).toBe(0);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const probe = createServer().once("error", reject);
  probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  await promise;

  server = await startServer(folder.path, port);
  expect(server.demo()).toEqual(before);
  expect(await deviceLogin()).toBe(200);
});

test("starts again after kill -9 of everything", async () => {
  process.kill(-Number(server.child.pid), "SIGKILL");
  await server.end("SIGKILL");
  server = await startServer(folder.path, port);
  expect(await deviceLogin()).toBe(200);
});

test("starts again on the same port after kill -9 of only the server", async () => {
  await server.end("SIGKILL");
  server = await startServer(folder.path, port);
  expect(await deviceLogin()).toBe(200);
});

/** Records a migration in a data folder's database, as a release with other migrations does. */
async function noteMigration(data_dir: string, name: string): Promise<void> {
  const local = await startLocalServer({ host: "127.0.0.1", port: 0, data_dir, quiet: true });
  const database = await local.mf.getD1Database("DB");
  await database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name).run();
  await local.stop();
  writeFileSync(join(data_dir, "schema"), `${name}\n`);
}

test("refuses a data folder that a newer version wrote", async () => {
  await server.end("SIGINT");
  await noteMigration(folder.path, "9999_future.sql");

  const { code, output } = await failToStart(folder.path, port);
  expect(output).toBe(
    `The data folder ${folder.path} was written by a newer version of PlayPark (migration 9999_future.sql); ` +
      "update the code or choose another folder with PLAYPARK_DATA.",
  );
  expect(code).toBe(1);
});

test("refuses a data folder of an earlier release and says in one sentence what to do", async () => {
  const earlier = makeDataFolder();
  await noteMigration(earlier.path, "0000_park.sql");

  const { code, output } = await failToStart(earlier.path, await freePort());
  expect(output).toBe(
    `The data folder ${earlier.path} was made by an earlier release of PlayPark: choose another folder with PLAYPARK_DATA ` +
      "or delete this one, and move its parks by a backup and a restore " +
      "(src/modules/operations/backups/README.md, From an earlier release).",
  );
  expect(code).toBe(1);
  earlier.remove();
});

test("refuses a Node that is too old", async () => {
  const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } })';
  const child = spawn(
    pinned_node,
    ["--import", `data:text/javascript,${encodeURIComponent(older)}`, join(root, "tools/run.mjs"), "start"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const { code, output } = await finish(child);
  expect(output).toMatch(/^PlayPark needs Node 20 or newer to start, but this is Node 18\.20\.8; .+\.$/);
  expect(code).toBe(1);
});
