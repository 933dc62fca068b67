/** Texts of the console: `useText("sales")` gives the texts of one namespace, in the person's language. */
import { useTranslation } from "react-i18next";

export const LANGUAGES = ["th", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Values = Record<string, string | number>;
export type Text = (key: string, values?: Values) => string;

/** The texts of a namespace: a feature's folder name, or `kit` and `frame`. A key is written out, or begins with a fixed part. */
export function useText(namespace: string): Text {
  const { t } = useTranslation(namespace);
  return (key, values) => t(key, values ?? {});
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "th" ? "th" : "en";
}
