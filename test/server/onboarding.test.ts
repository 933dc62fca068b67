/** `npm start -- --empty`: an owner signs up with the code that the terminal shows, and the park survives a restart. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePort } from "../../simulator/server.ts";
import { PARTS } from "../support/sign-up-parts.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;

afterAll(async () => {
  await server?.end("SIGKILL");
  folder.remove();
});

async function send(path: string, body: object, token?: string) {
  const response = await fetch(`${server.url}/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const { data, error } = (await response.json()) as { data: Record<string, string>; error: { code: string } | null };
  return { status: response.status, data, code: error?.code };
}

test("[Z6] an empty folder leads to the wizard, and a sign-up by its mail makes a park whose owner signs in, also after a restart", async () => {
  const port = await freePort();
  server = await startServer(folder.path, port, {}, ["--empty"]);
  expect(server.output()).toContain(`${server.url}/admin/onboarding`);
  const email = "malee@signup.test";
  const { onboarding_id } = (await send("/onboarding/start", { email, language: "th" })).data;
  const file = join(folder.path, "mails.jsonl");
  const mail = JSON.parse(readFileSync(file, "utf8"));
  expect([mail.to, (statSync(file).mode & 0o777).toString(8)]).toEqual([email, "600"]);
  const code = /^\d{6}$/m.exec(mail.text)?.[0] ?? "";
  expect(server.output()).toContain(`│ ${code}`);
  const path = `/onboarding/${onboarding_id}`;
  const { onboarding_token } = (await send(`${path}/confirm`, { code })).data;
  for (const [step, part] of Object.entries(PARTS))
    expect([step, (await send(`${path}/${step}`, part, onboarding_token)).status]).toEqual([step, 200]);
  expect((await send(`${path}/finish`, {}, onboarding_token)).status).toBe(200);

  await server.end("SIGKILL");
  server = await startServer(folder.path, port, {}, []);
  const { pin } = PARTS.profile.owner;
  expect((await send("/employees/login", { email, pin })).status).toBe(200);
});
