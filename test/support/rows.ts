/** How many rows requests read, as their log lines tell it. */

import { vi } from "vitest";

/** The rows read by each request that `work` makes, in their order. */
export async function rowsReadBy(work: () => Promise<unknown>): Promise<number[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await work();
    return log.mock.calls.map(([line]) => JSON.parse(String(line)).rows_read);
  } finally {
    log.mockRestore();
  }
}
