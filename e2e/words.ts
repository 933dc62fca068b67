/** The console's texts in a language, read from its own files, so that a flow names each thing as the person sees it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { namespaces } from "../admin/src/languages/namespaces.ts";
import type { Look } from "./browser.ts";

type Values = Record<string, string | number>;

export interface Words {
  /** The text of a key such as `sales:refund.act`. */
  (key: string, values?: Values): string;
  /** Matches the text of a key, with anything in place of the values that are not given. */
  like(key: string, values?: Values): RegExp;
}

const source = join(import.meta.dirname, "../admin/src");

function textsOf(language: Look["language"]) {
  const files = [
    ...readdirSync(join(source, "languages"))
      .filter((name) => name.endsWith(`.${language}.json`))
      .map((name) => [`./${name}`, join(source, "languages", name)] as const),
    ...readdirSync(join(source, "features"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [`../${name}/x.json`, join(source, "features", name, `${language}.json`)] as const),
  ];
  return namespaces(Object.fromEntries(files.map(([name, path]) => [name, JSON.parse(readFileSync(path, "utf8"))])));
}

const texts = { en: textsOf("en"), th: textsOf("th") };
const ANYTHING = "\u0001";

export function wordsOf(language: Look["language"]): Words {
  const messageOf = (key: string) => {
    const [namespace = "", name = ""] = key.split(/:(.*)/s);
    const text = texts[language][namespace]?.[name];
    if (text === undefined) throw new Error(`The console has no text ${key} in ${language}.`);
    return text;
  };
  const say = (key: string, values: Values = {}) =>
    String(new IntlMessageFormat(messageOf(key), language).format(values));
  const like = (key: string, values: Values = {}) => {
    const missing = [...messageOf(key).matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, ANYTHING]);
    const text = say(key, { ...Object.fromEntries(missing), ...values });
    return new RegExp(text.split(ANYTHING).map(escaped).join(".*"));
  };
  return Object.assign(say, { like });
}

/** A text as a pattern that matches it. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
