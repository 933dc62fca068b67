/** The table of all routes for ROUTES.md, made from the contracts. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../local/build.ts";
import { contracts } from "../src/app.ts";
import type { Contract } from "../src/platform/http/contract.ts";

/** Each route with its file (a path from the root), sorted by path. */
export async function listRoutes(): Promise<{ route: Contract; file: string }[]> {
  const found = new Map<Contract, string>();
  for (const file of routeFiles()) {
    const { routes } = (await import(pathToFileURL(join(root, file)).href)) as { routes: readonly Contract[] };
    // A file in routes/ declares its routes, even if another file collects them.
    for (const route of routes) if (!found.has(route)) found.set(route, file);
  }
  return contracts
    .map((route) => ({ route, file: found.get(route) ?? "" }))
    .toSorted((a, b) => compare(a.route.path, b.route.path) || compare(a.route.method, b.route.method));
}

/** All files with routes: those in `routes/` first. */
function routeFiles(): string[] {
  const files = readdirSync(join(root, "src/modules"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/modules/${name.replaceAll("\\", "/")}`)
    .filter((path) => /\/routes(?:\/[^/]+)?\.ts$/.test(path));
  return files.toSorted((a, b) => Number(b.includes("/routes/")) - Number(a.includes("/routes/")) || compare(a, b));
}

/** The text of ROUTES.md. */
export async function routesTable(): Promise<string> {
  const rows = (await listRoutes()).map(({ route, file }) => [
    `\`${route.method.toUpperCase()} ${route.root ? "" : "/v1"}${route.path}\``,
    `\`${file.replace("src/modules/", "")}\``,
    accessOf(route),
    route.method === "get" ? "" : route.idempotency,
    route.access.rate ?? "none",
  ]);
  const head = ["Route", "File in `src/modules`", "Permission", "Idempotency", "Rate"];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const dashes = widths.map((width) => "-".repeat(width));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return `# Routes

${rows.length} routes: the file that declares each, who may call it, what a repeat does, and what its calls are counted with. The words
of the last two columns stand in CONTRIBUTING.md and src/shared/rates.ts. This file is made by \`npm run routes\`.

${[head, dashes, ...rows].map(line).join("\n")}
`;
}

function accessOf({ access }: Contract): string {
  if (access.public) return "public";
  return access.step_up ? `${access.permission}, step-up` : access.permission;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
