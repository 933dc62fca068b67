/** The table of error codes for people; `npm run errors` writes it to docs/errors.md. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../local/build.ts";
import type { ErrorSpec } from "../src/shared/errors/spec.ts";

const folder = join(root, "src/shared/errors");

/** Every declared error with its group, sorted by code. A code that is declared twice appears twice. */
export async function readRegistry(): Promise<(ErrorSpec & { group: string; name: string })[]> {
  const groups = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
  const found = await Promise.all(
    groups.map(async (group) => {
      const declared = (await import(pathToFileURL(join(folder, `${group}.ts`)).href)) as Record<string, object>;
      const lists = Object.values(declared).filter((value) => typeof value === "object");
      return lists.flatMap((specs) =>
        Object.entries(specs as Record<string, ErrorSpec>).map(([name, spec]) => ({ ...spec, group, name })),
      );
    }),
  );
  return found.flat().toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** The text of docs/errors.md. */
export async function errorTable(): Promise<string> {
  const rows = (await readRegistry()).map(({ code, status, message, message_th }) => {
    const [, meaning = message, remedy = ""] = /^(.*?\.) (.*)$/.exec(message) ?? [];
    return `| \`${code}\` | ${status} | ${meaning} | ${remedy} | ${message_th} |`;
  });
  return `${[
    "# Error codes",
    "",
    "Made from `src/shared/errors` by `npm run errors`; a test compares them. An error's `message` is English; with",
    "`Accept-Language: th` it is Thai. The texts of fields in `details`, and the results of `POST /sync/batch`, are English.",
    "Decide by `code`, never by the text. Status 200 marks the codes of a gate's verdicts, where `reason` says the same.",
    "",
    "| Code | Status | What is wrong | What to do | Thai |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n")}\n`;
}
