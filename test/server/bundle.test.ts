/** The checked-in wrangler.toml deploys as it stands, and what would be uploaded stays small. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { root } from "../../tools/build.ts";
import { finish, makeDataFolder, pinned_node } from "./support.ts";

const limit_bytes = 400_000;
const folder = makeDataFolder();

afterAll(folder.remove);

test("wrangler deploy bundles the Worker below 400 kB", async () => {
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  const child = spawn(pinned_node, [wrangler, "deploy", "--dry-run", "--outdir", join(folder.path, "out")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false", XDG_CONFIG_HOME: folder.path },
  });
  const { code, output } = await finish(child);
  expect(code, output).toBe(0);
  expect(gzipSync(readFileSync(join(folder.path, "out/worker.js"))).length).toBeLessThan(limit_bytes);
});
