/** Locks of PINs survive the server: killing it during guesses gives no further guess (rule A3). */

import { expect, test } from "vitest";
import { freePort, makeDataFolder, startServer } from "../../simulator/server.ts";
import { shortOrLong } from "../support/storms.ts";

interface Answer {
  status: number;
  code: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the route answers
  data: any;
}

const port = await freePort();

/** A route's answer; null if the server was killed meanwhile. */
async function call(method: string, path: string, token: string | null, body?: object): Promise<Answer | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: body && JSON.stringify(body),
    });
    const { data, error } = (await response.json()) as { data: unknown; error: { code: string } | null };
    return { status: response.status, code: error?.code ?? null, data };
  } catch {
    return null;
  }
}

const login = (email: string, pin: string, token: string | null = null) =>
  call("POST", "/employees/login", token, { email, pin });

/** One address may try 300 logins a minute; these stay below it, so that none is refused for that. */
const GUESSES_A_ROUND = 60;
const ROUNDS = shortOrLong(1, 3);

test(`[A3] kill -9 during guesses, ${ROUNDS} times, leaves five checked guesses in each place and both locks in force`, async () => {
  const folder = makeDataFolder();
  let server = await startServer(folder.path, port);
  try {
    const { cashier, owner } = server.park.employees;
    if (!cashier || !owner) throw new Error("the demo has no people");
    const device = await call("POST", "/auth/device/login", null, server.park.devices.pos);
    const token: string = device?.data.access_token;

    const answers: (Answer | null)[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const guesses = Array.from({ length: GUESSES_A_ROUND }, (_, number) => {
        const pin = String(99_999_999 - round * GUESSES_A_ROUND - number);
        return login(cashier.email, pin, number % 2 === 0 ? token : null);
      });
      // One is answered, the others are on their way.
      await Promise.race(guesses);
      await server.kill();
      answers.push(...(await Promise.all(guesses)));
      server = await startServer(folder.path, port);
    }
    const heard = answers.filter((answer) => answer !== null);
    expect(heard.length).toBeLessThan(answers.length);
    const codes = heard.map(({ code }) => code);
    // Half of them come from the till, half from the console.
    expect(codes.filter((code) => code === "E_CREDENTIALS").length).toBeLessThanOrEqual(10);
    for (const code of codes) expect(["E_CREDENTIALS", "E_PIN_LOCKED"]).toContain(code);

    for (const from of [token, null]) {
      for (let tried = 0; tried < 5; tried++) await login(cashier.email, "00000000", from);
      const locked = await login(cashier.email, cashier.pin, from);
      expect([locked?.status, locked?.code]).toEqual([429, "E_PIN_LOCKED"]);
    }
    const other = await login(owner.email, owner.pin);
    expect(other?.status).toBe(200);
    const query = `employee_id=${cashier.employee_id}&event=employee.login_refused&limit=200`;
    const log = await call("GET", `/employees/access-log?${query}`, other?.data.access_token);
    const tried: { changes: { result: string } }[] = log?.data ?? [];
    const results = tried.map(({ changes }) => changes.result);
    expect(results.filter((result) => result === "wrong").length).toBeLessThanOrEqual(10);
    expect(results).toContain("locked");
  } finally {
    await server.kill();
    folder.remove();
  }
});
