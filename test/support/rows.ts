/** Rows that requests read, from their log lines. */

import { vi } from "vitest";

/** The rows read by each request of `work`, in order. */
export async function rowsReadBy(work: () => Promise<unknown>): Promise<number[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await work();
    return log.mock.calls.map(([line]) => JSON.parse(String(line)).rows_read);
  } finally {
    log.mockRestore();
  }
}
