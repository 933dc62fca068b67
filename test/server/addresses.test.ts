/** Addresses on the local server: the socket's address counts, whatever a client claims (rules L1, U1). */

import { expect, test } from "vitest";
import { freePort, makeDataFolder, startServer } from "../../simulator/server.ts";

test("[L1] a client that names an address in its headers is counted and recorded by its socket's", async () => {
  const folder = makeDataFolder();
  const server = await startServer(folder.path, await freePort());
  const lies = (number: number) => ({
    "cf-connecting-ip": `203.0.113.${number}`,
    "mf-cf-blob": JSON.stringify({ clientIp: `203.0.113.${number}:80` }),
    "x-forwarded-for": `203.0.113.${number}`,
  });
  const post = async (path: string, body: object, number: number) => {
    const headers = { "content-type": "application/json", ...lies(number) };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${server.park.base_url}/v1${path}`, init);
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the route answers
    return { status: response.status, json: (await response.json()) as any };
  };
  try {
    const { owner } = server.park.employees;
    const login = await post("/employees/login", { email: owner?.email, pin: owner?.pin }, 1);
    const headers = { authorization: `Bearer ${login.json.data.access_token}`, ...lies(2) };
    const log = await fetch(`${server.park.base_url}/v1/employees/access-log?event=employee.login`, { headers });
    const { data } = (await log.json()) as { data: { ip: string }[] };
    expect(data.map(({ ip }) => ip)).toEqual(["127.0.0.1"]);

    const statuses = [];
    for (let number = 1; number <= 11; number++) {
      const device = { name: "Till", type: "POS" };
      statuses.push((await post("/auth/device/register", { site_key: "pps_junk", device }, number)).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, -1)).not.toContain(429);
  } finally {
    await server.kill();
    folder.remove();
  }
});
