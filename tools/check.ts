/** `npm run check`: checks types, lint and dead code, without the tests. */
import { ensureClient } from "../local/console-client.ts";
import { checks, runCheck } from "./step.ts";

await ensureClient();
const results = await Promise.all(checks.map(runCheck));
process.exit(results.some((result) => result.failed) ? 1 : 0);
