/** The gate's file storage: stored changes survive a kill of the process at any byte. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openGate } from "../../clients/gate/index.ts";
import { fileStorage } from "../../clients/gate/storage-file.ts";
import { fakeServer } from "../support/gate-server.ts";

const folder = mkdtempSync(join(tmpdir(), "gate-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `gate-${++files}.jsonl`);

test("changes are read in order, and a snapshot replaces all changes before it", async () => {
  const path = newPath();
  const storage = fileStorage(path);
  expect(await storage.load()).toEqual([]);
  await Promise.all([storage.append({ revoked: ["a"] }), storage.append({ revoked: ["b"] })]);
  expect(await fileStorage(path).load()).toEqual([{ revoked: ["a"] }, { revoked: ["b"] }]);
  await Promise.all([storage.replace({ revoked: ["a", "b"] }), storage.append({ stopped: null })]);
  expect(await fileStorage(path).load()).toEqual([{ revoked: ["a", "b"] }, { stopped: null }]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await storage.close();
});

test("a file that was cut off at any byte has all complete changes, and continues after them", async () => {
  const path = newPath();
  const storage = fileStorage(path);
  await storage.append({ revoked: ["a"] });
  const first = statSync(path).size;
  await storage.append({ revoked: ["ตั๋ว"] });
  await storage.close();
  const whole = readFileSync(path);
  for (let bytes = first; bytes < whole.length; bytes++) {
    writeFileSync(path, whole);
    truncateSync(path, bytes);
    const again = fileStorage(path);
    expect(await again.load()).toEqual([{ revoked: ["a"] }]);
    await again.append({ stopped: null });
    expect(await again.load()).toEqual([{ revoked: ["a"] }, { stopped: null }]);
    await again.close();
  }
});

test("a damaged line is reported by number, and nothing is guessed", async () => {
  const path = newPath();
  appendFileSync(path, '{"revoked":["a"]}\n{"revo\n{"revoked":["b"]}\n');
  await expect(fileStorage(path).load()).rejects.toThrow("line 2 is damaged");
});

test("a gate that is killed in an outage keeps all its passes, and gives none twice", async () => {
  const path = newPath();
  const server = fakeServer();
  const codes = await Promise.all(Array.from({ length: 5 }, () => server.add()));
  const open = (storage = fileStorage(path)) =>
    openGate({
      base_url: "https://park.test",
      device_id: "D1",
      device_token: "secret",
      retry_ms: 600_000,
      storage,
      fetch: server.fetch,
      connect: null,
    });
  const gate = open();
  await gate.start();
  server.down = true;
  for (const code of codes) expect(await gate.scan(code)).toMatchObject({ result: "pass", offline: true });
  // Killed: nothing is closed, and the next process sees only the file.
  const again = open();
  await again.start();
  expect(again.state).toMatchObject({ queue_depth: 5, list_size: 5 });
  for (const code of codes) expect(await again.scan(code)).toMatchObject({ result: "fail", reason: "duplicate_use" });
  server.down = false;
  expect(await again.sync()).toMatchObject({ applied: 10, conflict: 0, left: 0 });
  for (const one of [gate, again]) one.close();
});
