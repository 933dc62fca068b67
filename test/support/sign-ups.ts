/** Sign-ups of parks, with a mailbox that keeps what the Worker mails. */

import { env } from "cloudflare:workers";
import type { Mail } from "../../src/platform/mail/mail.ts";
import { type Client, call, clientOf, randomIp } from "./park.ts";
import { PARTS } from "./sign-up-parts.ts";

export { PARTS };

const mails: Mail[] = [];

env.MAILBOX = {
  fetch: async (request) => {
    mails.push(await request.json<Mail>());
    return new Response(null, { status: 204 });
  },
};

/** The mails to an address, the latest last. */
export function mailsTo(email: string): Mail[] {
  return mails.filter(({ to }) => to === email);
}

/** The code of the latest mail to an address. */
export function codeFor(email: string): string {
  return /^\d{6}$/m.exec(mailsTo(email).at(-1)?.text ?? "")?.[0] ?? "";
}

export function newAddress(): string {
  return `owner-${crypto.randomUUID()}@signup.test`;
}

export interface SignUp {
  email: string;
  onboarding_id: string;
  onboarding_token: string;
  /** Sends the sign-up's token. */
  client: Client;
}

/** Begins a sign-up at an address of its own. */
export async function begin(email = newAddress()): Promise<{ email: string; onboarding_id: string }> {
  const { data } = await call("POST", "/onboarding/start", { email, language: "en" }, { ip: randomIp() });
  return { email, onboarding_id: data.onboarding_id };
}

/** A sign-up whose address is proven. */
export async function signUp(sent = newAddress()): Promise<SignUp> {
  const { email, onboarding_id } = await begin(sent);
  const { data } = await call("POST", `/onboarding/${onboarding_id}/confirm`, { code: codeFor(email) });
  const { onboarding_token } = data;
  return { email, onboarding_id: data.onboarding_id, onboarding_token, client: clientOf(onboarding_token) };
}

/** A sign-up with all its steps. */
export async function filledIn(email?: string): Promise<SignUp> {
  const made = await signUp(email);
  for (const [step, part] of Object.entries(PARTS))
    await made.client.post(`/onboarding/${made.onboarding_id}/${step}`, part);
  return made;
}
