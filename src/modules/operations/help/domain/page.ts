/** Draws a guide or policy as a page without scripts, to read on a phone and to print. */

import { drawFrame, escapeHtml } from "../../../../shared/html.ts";
import type { Guide, Language } from "./names.ts";

/** The park that the page is shown for; null: PlayPark's own. */
export interface Brand {
  name: string;
  email: string;
  phone: string;
}

const OTHER: Readonly<Record<Language, { lang: Language; name: string }>> = {
  en: { lang: "th", name: "ภาษาไทย" },
  th: { lang: "en", name: "English" },
};

const CONTACT: Readonly<Record<Language, string>> = { en: "Contact", th: "ติดต่อ" };

/** A whole page in HTML; `path` is its own, for the link to the other language. */
export function drawPage(
  { title, intro, sections }: Guide,
  { lang, path, brand, own_url }: { lang: Language; path: string; brand: Brand | null; own_url?: string },
): string {
  const say = (text: readonly [string, string]) => escapeHtml(text[lang === "en" ? 0 : 1]);
  const parts = sections.map(
    (section) => `
    <section>
      <h2>${say(section.title)}</h2>
      <ul>${section.steps.map((step) => `<li>${say(step)}</li>`).join("")}</ul>
    </section>`,
  );
  const other = OTHER[lang];
  return drawFrame({
    lang,
    title: say(title),
    head: `<span>${escapeHtml(brand?.name ?? "PlayPark")}</span>
    <a href="${escapeHtml(`${path}${path.includes("?") ? "&" : "?"}lang=${other.lang}`)}" lang="${other.lang}">${other.name}</a>`,
    body: own_url
      ? `<p><a href="${escapeHtml(own_url)}" rel="noreferrer">${escapeHtml(own_url)}</a></p>`
      : `<p>${say(intro)}</p>${parts.join("")}`,
    foot: contactOf(brand, lang),
  });
}

function contactOf(brand: Brand | null, lang: Language): string {
  const ways = [brand?.phone, brand?.email].filter((way) => way);
  return ways.length === 0 ? "" : `${CONTACT[lang]}: ${ways.map((way) => escapeHtml(String(way))).join(" · ")}`;
}
