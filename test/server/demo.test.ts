/** `npm run demo` against a fresh park: its output is readable, and a second run works like the first. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { freePort } from "../../simulator/server.ts";
import { widthOf } from "../../simulator/table.ts";
import { type Finished, finish, makeDataFolder, pinned_node, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
});

afterAll(async () => {
  await server?.end("SIGTERM");
  folder.remove();
});

function runDemo(): Promise<Finished> {
  const child = spawn(pinned_node, [join(root, "tools/demo.ts")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PLAYPARK_DATA: folder.path },
  });
  return finish(child);
}

const key_lines = [
  /✓ .+ prices a cart +a family: 4,230\.00 baht\n +Early Bird 10 %: 70\.00 baht off\n/,
  /✓ .+ sells it for cash +receipt D\d+-\d+, 6 tickets\n +paid 5,000\.00, change 770\.00 baht\n/,
  /✓ .+ prices a cart +three friends: 440\.00 baht\n +Three for two: 220\.00 baht off\n/,
  /✓ .+ sells it for qr and cash +receipt D\d+-\d+, 3 tickets\n +paid 440\.00, change 0\.00 baht\n/,
  /✓ .+ prices a cart +an aunt with a code: 450\.00 baht\n +Songkran 50 baht: 50\.00 baht off\n/,
  /✓ .+ sells it for card +receipt D\d+-\d+, 1 tickets\n/,
  /2 × Day ticket at 350\.00 +700\.00\n +Early Bird 10 % +-70\.00\n +\w{3}-\w{3}-\w{3} {2}Day ticket\n/,
  /receipts\/D\d+-\d+\.html\n.+receipts\/D\d+-\d+\.pdf\n/,
  /✓ .+ scans a day ticket +pass, 0 uses left\n +Welcome!\n +ยินดีต้อนรับ\n/,
  /✓ .+ scans a day ticket +fail, duplicate_use\n +This ticket was used already: \d\d:\d\d at Main gate/,
  /✓ .+ scans a forged code +fail, invalid_sig\n/,
  /✓ .+ re-sends its first scan +pass, 0 uses left, replayed\n/,
  /✓ .+ scans another guest +refused: 403 E_DEVICE_SUSPENDED\n/,
  /✓ .+ resumes the gate .+ is active\n/,
  /✓ .+ refunds a sale +receipt D\d+-\d+: 450\.00 to card\n +tickets that end: 1\n/,
  /✓ .+ tries the grant again +403 E_APPROVAL_REQUIRED\n/,
  /✓ .+ scans a refunded ticket +fail, refunded\n/,
  /✓ .+ reprints a ticket +COPY 1\n/,
  /✓ .+ counts and closes +counted 6,450\.00, expected 6,470\.00: 20\.00 short\n/,
  /✓ .+ reads the shift +3 sales, 5,120\.00 baht\n +cash 4,470\.00, qr 200\.00, card 0\.00\n/,
  /✓ .+ verifies the audit +\d+ rows, one chain\n +head \d+ [0-9a-f]{16}…\n/,
  /✓ .+ reads a ticket's story +sale\.created, approval\.granted, refund\.reserved\n +ticket\.refunded, refund\.created, approval\.misused\n/,
  /\nEverything went as expected\.$/,
];

test.each(["first", "second"])("the %s run goes as expected and fits a terminal", async () => {
  const { code, output } = await runDemo();
  expect(code, output).toBe(0);
  for (const line of key_lines) expect(output).toMatch(line);
  expect(output).not.toContain("✗");
  const lines = output.split("\n").slice(1);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(120);
});
