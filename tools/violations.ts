/** How a simulation ends that found something: what it is, where the data is, and how to see it again. */
import type { Violation } from "../simulator/check.ts";
import type { DataFolder } from "../simulator/server.ts";
import { CommandError } from "./command-error.ts";

const SHOWN = 20;

/** Keeps the data and throws when there are violations. `again`: the command that lives the seed once more. */
export function failWith(violations: readonly Violation[], seed: number, folder: DataFolder, again?: string): void {
  if (violations.length === 0) return;
  folder.keep();
  const listed = violations.slice(0, SHOWN).map((violation) => `  ${violation}`);
  const more = violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : [];
  const replay = again === undefined ? [] : [`Live it again with: ${again}`];
  throw new CommandError(
    [
      `\nSeed ${seed}: ${violations.length} violations; the data is kept in ${folder.path}`,
      ...listed,
      ...more,
      ...replay,
    ].join("\n"),
  );
}
