/** Webhooks over real sockets: the receiver of docs/webhooks.md prints the demo's events, and no hostile URL is contacted. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../local/build.ts";
import { freePort } from "../../simulator/server.ts";
import { HOSTILE_HOSTS } from "../modules/operations/webhooks/hostile.ts";
import { finish, makeDataFolder, pinned_node, type ServerProcess, startServer } from "./support.ts";
import { eventsAfter, listen, openStopped, ownerOf, waitFor } from "./webhooks.ts";

const folder = makeDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
});

afterAll(async () => {
  await server?.end("SIGTERM");
  folder.remove();
});

const stored = (names: string) => names.split(" ").filter((name) => name !== "");

test("[E3] the receiver of docs/webhooks.md, in a process of its own, verifies and prints the events of the demo as they happen", async () => {
  const markdown = readFileSync(join(root, "docs/webhooks.md"), "utf8");
  const [, code = ""] = /^```js\n([\s\S]*?)^```$/m.exec(markdown) ?? [];
  expect(code.split("\n").length).toBeLessThanOrEqual(24);
  // Inside the repository, so that the receiver finds its package.
  const place = mkdtempSync(join(root, "node_modules/.receiver-"));
  const port = await freePort();
  const call = await ownerOf(server);
  const before = (await eventsAfter(call, 0, ["*"])).at(-1)?.sequence ?? 0;
  const [, filters = ""] = /"events": (\[.*?\])/.exec(markdown) ?? [];
  const made = await call("POST", "/webhooks", { url: `http://localhost:${port}/`, events: JSON.parse(filters) });
  expect(made.status).toBe(201);
  const { secret, webhook_id } = made.data as { secret: string; webhook_id: string };
  writeFileSync(join(place, "receiver.mjs"), code);
  const receiver = spawn(pinned_node, [join(place, "receiver.mjs"), secret, String(port)], { stdio: "pipe" });
  let printed = "";
  receiver.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  try {
    await waitFor("the receiver listens", () => printed.includes("listening"));
    const tested = await call("POST", `/webhooks/${webhook_id}/test`, { type: "sale.created" });
    expect(tested.data).toMatchObject({ succeeded: true, response_status: 204 });
    const demo = spawn(pinned_node, [join(root, "tools/demo.ts")], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PLAYPARK_DATA: folder.path },
    });
    const { code: ended, output } = await finish(demo);
    expect(ended, output).toBe(0);
    for (const type of stored(
      "shift.opened sale.created ticket.issued ticket.redeemed.pass ticket.redeemed.fail shift.closed",
    ))
      await waitFor(`${type} is printed`, () => printed.includes(` ${type} `));
    const linesOf = (rows: unknown) =>
      (rows as { sequence: number; type: string; subject_id: string }[])
        .map(({ sequence, type, subject_id }) => `${sequence} ${type} ${subject_id}`)
        .toSorted();
    const wanted = linesOf(await eventsAfter(call, before, JSON.parse(filters)));
    let delivered: string[] = [];
    await waitFor("everything is delivered", async () => {
      const { data } = await call("GET", `/webhooks/${webhook_id}/deliveries?limit=200&status=delivered`);
      delivered = linesOf(data);
      return delivered.length >= wanted.length;
    });
    expect(delivered).toEqual(wanted);
    const lines = printed.split("\n").filter((line) => /^[1-9]/.test(line));
    expect(lines.toSorted()).toEqual(delivered);
  } finally {
    receiver.kill("SIGKILL");
    await once(receiver, "exit");
    rmSync(place, { recursive: true, force: true });
  }
});

test("[E7] with the check at saving bypassed, no hostile URL reaches a listener on loopback", async () => {
  let contacts = 0;
  const canary_port = await freePort();
  const canaries = await Promise.all(
    ["127.0.0.1", "::1"].map(async (host) => {
      const canary = createServer((socket) => {
        contacts += 1;
        socket.destroy();
      });
      canary.listen(canary_port, host);
      await once(canary, "listening");
      return canary;
    }),
  );
  const good = await listen(await freePort(), (_, __, response) => response.writeHead(204).end());
  try {
    const call = await ownerOf(server);
    const made = await call("POST", "/webhooks", { url: `http://localhost:${good.port}/`, events: ["sale.*"] });
    const { webhook_id } = made.data as { webhook_id: string };
    await server.end("SIGTERM");
    // In development http at localhost is allowed, also in these forms of the name.
    const allowed = ["localhost", "LOCALHOST", "ｌｏｃａｌｈｏｓｔ"];
    const urls = HOSTILE_HOSTS.flatMap((host) => [
      ...(allowed.includes(host) ? [] : [`http://${host}:${canary_port}/`]),
      `https://${host}:${canary_port}/`,
    ]);
    const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const idAt = (at: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${digits[Math.floor(at / 32)]}${digits[at % 32]}`;
    openStopped(folder.path, (db) => {
      db.exec("DROP TRIGGER webhooks_limit");
      const [place] = db
        .prepare(
          "SELECT MAX(sequence) AS last, tenant_id FROM outbox WHERE tenant_id = (SELECT tenant_id FROM webhooks LIMIT 1)",
        )
        .all();
      const columns = db
        .prepare("SELECT name FROM pragma_table_info('webhooks')")
        .all()
        .map(({ name }) => String(name));
      const shown = columns.map((name) => (name === "webhook_id" || name === "url" ? "?" : name)).join(", ");
      const add = db.prepare(
        `INSERT INTO webhooks (${columns.join(", ")}) SELECT ${shown} FROM webhooks WHERE webhook_id = ?`,
      );
      const owe = db.prepare(
        `INSERT INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id, status,
           attempts, tries, next_attempt_at, created_at)
         SELECT tenant_id, ?, sequence, event_id, type, subject_kind, subject_id, 'pending', 0, 0, 0, at FROM outbox
         WHERE tenant_id = ? AND sequence = ?`,
      );
      for (const [at, url] of urls.entries()) {
        // The two columns in the table's order.
        add.run(idAt(at), url, webhook_id);
        owe.run(idAt(at), String(place?.tenant_id), Number(place?.last));
      }
      owe.run(webhook_id, String(place?.tenant_id), Number(place?.last));
    });
    server = await startServer(folder.path, server.port);
    const again = await ownerOf(server);
    await waitFor("the good endpoint is served", async () => {
      const { data } = await again("GET", `/webhooks/${webhook_id}/deliveries?status=delivered`);
      return (data as unknown[]).length === 1;
    });
    for (const [at, url] of urls.entries())
      await waitFor(`${url} is refused`, async () => {
        const { data } = await again("GET", `/webhooks/${idAt(at)}/deliveries`);
        const [delivery] = data as unknown as { error: string; attempts: number }[];
        return delivery?.error === "refused" && delivery.attempts > 0;
      });
    expect(contacts).toBe(0);
    await fetch(`http://127.0.0.1:${canary_port}/`).catch(() => undefined);
    expect(contacts).toBe(1);
  } finally {
    for (const canary of canaries) canary.close();
    await good.close();
  }
});
