/** The languages of the console: each is loaded whole when it is first chosen. */
import i18next from "i18next";
import ICU from "i18next-icu";
import { initReactI18next } from "react-i18next";
import type { Language } from "#kit/text.ts";

const load: Record<Language, () => Promise<{ default: Record<string, Record<string, string>> }>> = {
  en: () => import("./en.ts"),
  th: () => import("./th.ts"),
};

/** Starts with one language. */
export async function startLanguages(language: Language): Promise<void> {
  const { default: texts } = await load[language]();
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
      react: { useSuspense: false },
    });
  document.documentElement.lang = language;
}

/** Changes the language without loading the page again; the choice is kept in the browser. */
export async function setLanguage(language: Language): Promise<void> {
  const { default: texts } = await load[language]();
  for (const [namespace, words] of Object.entries(texts))
    i18next.addResourceBundle(language, namespace, words, true, true);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem("playpark.language", language);
}
