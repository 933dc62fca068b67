/** The test pool keeps its speed: a newer one that is built otherwise must not quietly make every suite slow. */

import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";

interface Mocker {
  moduleRunner: { import(id: string): Promise<unknown> };
}

test("a call of an object that was called before loads no module", async () => {
  const { moduleRunner } = (globalThis as unknown as { __vitest_mocker__: Mocker }).__vitest_mocker__;
  const person = env.EMPLOYEE.getByName(crypto.randomUUID());
  const loads = vi.spyOn(moduleRunner, "import");
  await person.pinLocks(Date.now());
  const first = loads.mock.calls.length;
  for (let call = 0; call < 10; call++) await person.pinLocks(Date.now());
  expect([first, loads.mock.calls.length]).toEqual([1, 1]);
  loads.mockRestore();
});
