/** `npm run check`: checks types, lint and dead code, without the tests. */
import { checks, runCheck } from "./step.ts";

const results = await Promise.all(checks.map(runCheck));
process.exit(results.some((result) => result.failed) ? 1 : 0);
