/** The end of a simulation with violations: shows them, the place of the data, and the command that repeats them. */

import { CommandError } from "../local/command-error.ts";
import type { Violation } from "../simulator/check.ts";
import type { DataFolder } from "../simulator/server.ts";

const SHOWN = 20;

/** Keeps the data and throws if there are violations. `again` is the command that repeats the seed. */
export function failWith(violations: readonly Violation[], seed: number, folder: DataFolder, again?: string): void {
  if (violations.length === 0) return;
  folder.keep();
  const listed = violations.slice(0, SHOWN).map((violation) => `  ${violation}`);
  const more = violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : [];
  const replay = again === undefined ? [] : [`Repeat it with: ${again}`];
  throw new CommandError(
    [
      `\nSeed ${seed}: ${violations.length} violations; the data is kept in ${folder.path}`,
      ...listed,
      ...more,
      ...replay,
    ].join("\n"),
  );
}
