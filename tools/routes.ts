/** `npm run routes`: writes ROUTES.md from the contracts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/build.ts";
import { routesTable } from "./routes-table.ts";

writeFileSync(join(root, "ROUTES.md"), await routesTable());
