/** Reads of the console's texts and their uses, without a compiler. */
import { globSync, readFileSync } from "node:fs";

export type Texts = Record<string, string>;

/** The texts of each namespace in one language: of a feature by its folder, of kit, frame and others by the file's name. */
export function readTexts(language: "en" | "th"): Record<string, Texts> {
  const files = globSync([`admin/src/languages/*.${language}.json`, `admin/src/features/*/${language}.json`]);
  return Object.fromEntries(
    files.map((path) => {
      const parts = path.replaceAll("\\", "/").split("/");
      const is_feature = parts.at(-1) === `${language}.json`;
      const name = is_feature ? parts.at(-2) : parts.at(-1)?.split(".")[0];
      return [name ?? path, JSON.parse(readFileSync(path, "utf8"))];
    }),
  );
}

export interface Source {
  path: string;
  text: string;
}

export function readSources(): Source[] {
  const paths = globSync(["admin/src/**/*.ts", "admin/src/**/*.tsx"]).map((path) => path.replaceAll("\\", "/"));
  return paths
    .filter((path) => !/^admin\/src\/(?:client|stories)\//.test(path))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** A use of texts. `namespace` is null where a function got its texts from its caller. */
interface Use {
  path: string;
  namespace: string | null;
  /** The key as it is written; a template's expressions are stars. */
  key: string;
}

const GIVEN = /const (?:(\w+)|\{[^}]*\bt\b[^}]*\}) = (?:useText|useTranslation)\("(\w[\w-]*)"\)/g;

/** Keys in calls of a function that `useText` gave, or that is a parameter of type Text. */
export function usesIn({ path, text }: Source): { uses: Use[]; unclear: string[] } {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const namespaces = new Map<string, string | null>();
  for (const [, name = "t", namespace] of code.matchAll(GIVEN)) namespaces.set(name, namespace ?? null);
  for (const [, name = ""] of code.matchAll(/\b(\w+): Text\b/g)) if (!namespaces.has(name)) namespaces.set(name, null);
  const uses: Use[] = [];
  const unclear: string[] = [];
  for (const [name, namespace] of namespaces) {
    for (const { index } of code.matchAll(new RegExp(`(?<![\\w.])${name}\\(`, "g"))) {
      const argument = firstArgument(code, index + name.length + 1);
      const keys = keysIn(argument);
      // A word of a list is a key of its own: its namespace holds that list.
      if (keys.length === 0 && !/^\w+$/.test(argument.trim())) unclear.push(`${path}: ${name}(${argument})`);
      for (const key of keys) uses.push({ path, namespace, key });
    }
  }
  return { uses, unclear };
}

export function fits(key: string, { key: written }: Use): boolean {
  if (!written.includes("*")) return key === written;
  const parts = written.split("*").map((part) => part.replaceAll(/[.?+^$[\]\\(){}|-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`).test(key);
}

/** The text of the first argument of a call, from its opening parenthesis on. */
function firstArgument(text: string, start: number): string {
  let depth = 0;
  let quote = "";
  for (let at = start; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quote) {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "`") quote = char;
    else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) {
      if (depth === 0) return text.slice(start, at);
      depth -= 1;
    } else if (char === "," && depth === 0) return text.slice(start, at);
  }
  return "";
}

function keysIn(argument: string): string[] {
  const templates = [...argument.matchAll(/`((?:[^`$]|\$\{[^}]*\})+)`/g)].map(([, key = ""]) =>
    key.replaceAll(/\$\{[^}]*\}/g, "*"),
  );
  const rest = argument.replaceAll(/`[^`]*`/g, "").replaceAll(/[!=]== "[^"]*"/g, "");
  const literals = [...rest.matchAll(/"([^"]+)"/g)].map(([, key = ""]) => key);
  return [...literals, ...templates.filter((key) => /[^*]/.test(key))];
}

/** Texts that stand in the code: between tags, or as an attribute that a person reads. */
export function bareTextsIn({ path, text }: Source): string[] {
  if (!path.endsWith(".tsx")) return [];
  const between = [...text.matchAll(/>\s*([^<>{}();=]*[A-Za-z\u0E00-\u0E7F]{2,}[^<>{}();=]*?)\s*<\//g)];
  const attributes = [
    ...text.matchAll(
      /\s(?:label|title|placeholder|description|alt|aria-label|empty|name_text)="([^"]*[A-Za-z\u0E00-\u0E7F]{2,}[^"]*)"/g,
    ),
  ];
  return [...between, ...attributes].map(([, bare]) => `${path}: ${bare}`);
}

/** The names of values in an ICU text. */
export function valuesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name = ""]) => name))].toSorted();
}
