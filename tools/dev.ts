/** `npm run dev`: runs the local server with its data, and restarts it whenever the Worker's code changes. */
import { run } from "./step.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(0));

const watched = ["src", "durable-objects", "migrations"].map((folder) => `--watch-path=${folder}`);
const { code } = await run(
  { command: process.execPath, args: [...watched, "--watch-preserve-output", "tools/start.ts"] },
  "shown",
);
process.exit(code);
