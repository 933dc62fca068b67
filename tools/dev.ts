/** `npm run dev`: runs the local server with its data, restarts it whenever the Worker's code changes, and serves the console by Vite with reload. */
import { ensureClient } from "../local/console-client.ts";
import { run } from "./step.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(0));

const port = Number(process.env.PORT || "48080");
process.env.PLAYPARK_API ??= `http://127.0.0.1:${port}`;
await ensureClient();
console.log(`The console with reload: http://127.0.0.1:${port + 1}/admin/, its kit at /admin/kit.`);

const watched = ["src", "durable-objects", "migrations"].map((folder) => `--watch-path=${folder}`);
const vite = ["admin", "--config", "admin/vite.config.ts", "--host", "127.0.0.1", "--port", String(port + 1)];
const [{ code }] = await Promise.all([
  run({ command: process.execPath, args: [...watched, "--watch-preserve-output", "tools/start.ts"] }, "shown"),
  run({ command: "vite", args: [...vite, "--strictPort", "--clearScreen", "false"] }, "shown"),
]);
process.exit(code);
