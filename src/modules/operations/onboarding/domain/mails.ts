/** The mails of a sign-up, in the language of the person. Nothing that a person typed is in them. */

import { escapeHtml } from "../../../../shared/html.ts";
import type { Language } from "./steps.ts";

interface Letter {
  subject: string;
  /** Paragraphs; the code stands alone between the first and the second. */
  lines: readonly string[];
}

const CODE: Readonly<Record<Language, (code: string) => Letter>> = {
  en: (code) => ({
    subject: `${code} is your PlayPark code`,
    lines: [
      "Type this code to go on with setting up your park:",
      "It is valid for 15 minutes. Never pass it on: we do not ask for it by telephone or chat.",
      "If you did not ask for it, ignore this mail. Nothing is set up without the code.",
    ],
  }),
  th: (code) => ({
    subject: `${code} คือรหัส PlayPark ของคุณ`,
    lines: [
      "กรอกรหัสนี้เพื่อตั้งค่าสวนของคุณต่อ:",
      "รหัสใช้ได้ 15 นาที โปรดอย่าบอกรหัสนี้กับผู้อื่น เราไม่ขอรหัสทางโทรศัพท์หรือแชต",
      "หากคุณไม่ได้ขอรหัสนี้ ไม่ต้องทำอะไร จะไม่มีการตั้งค่าใด ๆ หากไม่มีรหัส",
    ],
  }),
};

const KNOWN: Readonly<Record<Language, Letter>> = {
  en: {
    subject: "You already have a PlayPark login",
    lines: [
      "Somebody asked to set up a new park with this e-mail address, which already signs in to PlayPark.",
      "Was it you? Sign in to the console with this address and your PIN. For another park, use another address.",
      "If it was not you, ignore this mail. Nothing has changed.",
    ],
  },
  th: {
    subject: "อีเมลนี้ใช้เข้าสู่ระบบ PlayPark อยู่แล้ว",
    lines: [
      "มีผู้ขอตั้งค่าสวนใหม่ด้วยอีเมลนี้ ซึ่งใช้เข้าสู่ระบบ PlayPark อยู่แล้ว",
      "หากเป็นคุณ กรุณาเข้าสู่ระบบหน้าจัดการด้วยอีเมลนี้และ PIN ของคุณ หากต้องการเปิดสวนอีกแห่ง กรุณาใช้อีเมลอื่น",
      "หากไม่ใช่คุณ ไม่ต้องทำอะไร ไม่มีสิ่งใดเปลี่ยนแปลง",
    ],
  },
};

/** The mail with a code. */
export function codeMail(language: Language, code: string) {
  return write(language, CODE[language](code), code);
}

/** The mail to an address that signs in already: it has no code. */
export function knownMail(language: Language) {
  return write(language, KNOWN[language], null);
}

function write(language: Language, { subject, lines }: Letter, code: string | null) {
  const [first = "", ...others] = lines;
  const text = [first, ...(code ? [code] : []), ...others].join("\n\n");
  const big = code && `<p style="font-size:28px;font-weight:700;letter-spacing:6px">${escapeHtml(code)}</p>`;
  const paragraphs = [`<p>${escapeHtml(first)}</p>`, big ?? "", ...others.map((line) => `<p>${escapeHtml(line)}</p>`)];
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><body style="font:16px/1.6 sans-serif">${paragraphs.join("")}</body></html>`;
  return { subject, text: `${text}\n`, html };
}
