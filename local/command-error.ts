/** An error that the user of a command can correct: only its message is shown, without a stack. */
export class CommandError extends Error {}

/** Ends the process: shows the message of a CommandError, or the stack of a defect. */
export function exitWithError(error: unknown): never {
  console.error(error instanceof CommandError ? error.message : error);
  process.exit(1);
}
