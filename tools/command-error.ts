/** A failure the person at the keyboard can mend: its message alone is shown, without a stack. */
export class CommandError extends Error {}

/** Ends the process with the one sentence, or with the stack when the failure is a defect. */
export function exitWithError(error: unknown): never {
  console.error(error instanceof CommandError ? error.message : error);
  process.exit(1);
}
