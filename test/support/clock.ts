/** Gives each test file the clock of the platform. A clock that a file before it moved stands still, and with it all that waits. */

import { afterAll, vi } from "vitest";

vi.useRealTimers();
afterAll(() => void vi.useRealTimers());
