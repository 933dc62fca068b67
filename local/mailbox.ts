/** The local server's mailbox: it shows each mail in the terminal, and keeps the last ones in the data folder. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Request, Response } from "miniflare";
import { writePrivateFile } from "./data-folder.ts";

interface KeptMail {
  /** ISO 8601. */
  at: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
}

const MAILS_KEPT = 20;
const FRAME = "─".repeat(60);

/** The file with the last mails, one JSON a line, the latest last. Only its owner may read it. */
export function mailsFile(data_dir: string): string {
  return join(data_dir, "mails.jsonl");
}

/** A service that receives mails. `print` gets each in a frame. */
export function openMailbox(data_dir: string, print: (text: string) => void) {
  const file = mailsFile(data_dir);
  return async (request: Request): Promise<Response> => {
    const mail = { at: new Date().toISOString(), ...((await request.json()) as Omit<KeptMail, "at">) };
    const kept = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
    const lines = [...kept, JSON.stringify(mail)].slice(-MAILS_KEPT);
    writePrivateFile(file, `${lines.join("\n")}\n`);
    print(drawn(mail));
    return new Response(null, { status: 204 });
  };
}

/** A mail in a frame. Control characters are left out, because a terminal obeys them. */
function drawn({ to, subject, text }: KeptMail): string {
  const body = `To: ${to}\nSubject: ${subject}\n\n${text.trim()}`.replaceAll(/[^\P{Cc}\n]/gu, "");
  return `\n┌${FRAME}\n${body.replaceAll(/^/gm, "│ ")}\n└${FRAME}\n`;
}
