/** Mail to people: an adapter sends one message; what goes wrong is told to the caller, who may ask again. */

import { type Env, settingsOf } from "../../env.ts";
import { postOut } from "../http/outgoing.ts";
import { logTrouble } from "../log/log.ts";

/** One message to one address. `to` and `subject` are each one line. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** How a deployment sends mail. `service`: the HTTPS API at MAIL_ENDPOINT. `mailbox`: the local server's. `none`: it cannot. */
export type MailWay = "service" | "mailbox" | "none";

/** A control character, which could begin another header where a service writes mail as text. */
const NOT_ONE_LINE = /\p{Cc}|\p{Zl}|\p{Zp}/u;

/** How mail leaves this deployment. Production has no mailbox that prints, because mails have codes. */
export function mailWayOf(env: Env): MailWay {
  if (env.MAIL_ENDPOINT && env.MAIL_KEY && env.MAIL_FROM) return isSafeEndpoint(env) ? "service" : "none";
  return env.MAILBOX && !isProduction(env) ? "mailbox" : "none";
}

/**
 * Sends a mail once, and returns whether a service took it. Without an answer in time it is unknown whether the mail goes:
 * that counts as not sent, and nothing repeats it but the person. Throws for a subject or an address that is not one line.
 */
export async function sendMail(env: Env, mail: Mail): Promise<boolean> {
  if (NOT_ONE_LINE.test(mail.to + mail.subject)) throw new Error("a mail's address and subject are one line");
  switch (mailWayOf(env)) {
    case "service":
      return toService(env, mail);
    case "mailbox":
      return (await env.MAILBOX?.fetch(asRequest(mail)))?.ok ?? false;
    case "none":
      return false;
  }
}

/**
 * The shape of Resend's API (`POST https://api.resend.com/emails`), which other services offer too: a bearer key, and the
 * fields `from`, `to`, `subject`, `text`, `html`. Its answer is not logged: it may repeat the mail.
 */
async function toService({ MAIL_ENDPOINT = "", MAIL_KEY, MAIL_FROM }: Env, mail: Mail): Promise<boolean> {
  const { to, ...rest } = mail;
  const body = JSON.stringify({ from: MAIL_FROM, to: [to], ...rest });
  const headers = { authorization: `Bearer ${MAIL_KEY}`, "user-agent": "PlayPark-Mail/1" };
  const { status, error } = await postOut(MAIL_ENDPOINT, body, () => headers);
  const sent = status !== null && status >= 200 && status < 300;
  if (!sent) logTrouble("error", "mail not sent", error ?? `status ${status}`);
  return sent;
}

function asRequest(mail: Mail): Request {
  return new Request("http://mailbox/", { method: "POST", body: JSON.stringify(mail) });
}

/** The key and the codes travel only encrypted, but for a service at this machine in a test. */
function isSafeEndpoint(env: Env): boolean {
  const url = URL.parse(env.MAIL_ENDPOINT ?? "");
  return url?.protocol === "https:" || (url?.hostname === "127.0.0.1" && !isProduction(env));
}

function isProduction(env: Env): boolean {
  return settingsOf(env).environment === "production";
}
