/** `npm run errors`: writes docs/errors.md from the registry of error codes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/build.ts";
import { errorTable } from "./error-table.ts";

mkdirSync(join(root, "docs"), { recursive: true });
writeFileSync(join(root, "docs/errors.md"), await errorTable());
