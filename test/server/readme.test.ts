/** The README's walk-through: it works as printed. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { freePort } from "../../simulator/server.ts";
import { finish, makeDataFolder, startServer } from "./support.ts";

const data = makeDataFolder();
afterAll(data.remove);

/** The shell blocks of one section, with the test server's data folder in place of the default one. */
function blocksOf(section: string): string {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const text = readme.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  return blocks.join("\n").replaceAll("./.playpark/", `${data.path}/`);
}

test("the walk-through sells, admits once, closes the drawer even and takes a gate through an outage", async () => {
  const server = await startServer(data.path, await freePort());
  const script = `${blocksOf("A day in curl")}\n${blocksOf("A gate through an outage")}`;
  const { code, output } = await finish(
    spawn("bash", ["--norc", "-eu", "-o", "pipefail", "-c", script], { cwd: root }),
  );
  await server.end("SIGTERM");
  expect([code, ...output.split("\n")]).toEqual([
    0,
    expect.stringMatching(/^[0-9A-Z]{26}$/),
    "D1-1",
    "30000",
    "pass",
    expect.stringMatching(/^This ticket was used already: passed \d+ s ago here\.$/),
    "0",
    "pass true",
    "duplicate_use",
    "2 0",
    "duplicate_use",
  ]);
});
