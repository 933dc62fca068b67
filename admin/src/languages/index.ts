/** The languages of the console: the texts of the first picture are loaded before it, and those of all pages right after it. */
import i18next from "i18next";
import ICU from "i18next-icu";
import { initReactI18next } from "react-i18next";
import type { Language } from "#kit/text.ts";

type Texts = Record<string, Record<string, string>>;
type Load = Record<Language, () => Promise<{ default: Texts }>>;

const loadFirst: Load = { en: () => import("./en.ts"), th: () => import("./th.ts") };
const loadRest: Load = { en: () => import("./en-rest.ts"), th: () => import("./th-rest.ts") };

/** Starts with one language. */
export async function startLanguages(language: Language): Promise<void> {
  const { default: texts } = await loadFirst[language]();
  await i18next
    .use(new ICU())
    .use(initReactI18next)
    .init({
      lng: language,
      resources: { [language]: texts },
      fallbackLng: false,
      keySeparator: false,
      nsSeparator: ":",
      interpolation: { escapeValue: false },
      react: { useSuspense: false, bindI18nStore: "added" },
    });
  document.documentElement.lang = language;
}

let rest: Promise<void> | undefined;

/** Loads the texts of all pages in the present language, once; a load that failed is tried again by the next page. */
export function loadTexts(): Promise<void> {
  rest ??= addRest(i18next.language as Language).catch((error) => {
    rest = undefined;
    throw error;
  });
  return rest;
}

async function addRest(language: Language): Promise<void> {
  const { default: texts } = await loadRest[language]();
  add(language, texts);
}

function add(language: Language, texts: Texts): void {
  for (const [namespace, words] of Object.entries(texts))
    i18next.addResourceBundle(language, namespace, words, true, true);
}

/** Changes the language without loading the page again; the choice is kept in the browser. */
export async function setLanguage(language: Language): Promise<void> {
  const { default: texts } = await loadFirst[language]();
  add(language, texts);
  await addRest(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem("playpark.language", language);
}
