/** Reads of source files without a compiler: imports, and code with comments and strings blanked out. */

export interface SourceFile {
  /** The path from the root of the repository, with forward slashes. */
  path: string;
  text: string;
}

interface Import {
  specifier: string;
  /** `import type`, `export type` or `typeof import()`: absent at run time. */
  type_only: boolean;
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/y;
const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** From a backtick, or from the brace that ends an expression, to the next expression or the end. */
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
/** A slash after one of these begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+]|\breturn|=>)$/;

/** The source with every comment, string and regular expression blanked; every character keeps its place. */
export function blank(text: string): string {
  let code = "";
  let depth = 0;
  const templates: number[] = [];
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = code.length;
    return pattern.exec(text)?.[0];
  };
  const hide = (piece: string) => piece.replaceAll(/[^\n]/g, " ");
  const quoted = (piece: string, close = 1) =>
    `${piece[0]}${hide(piece.slice(1, -close))}${piece.slice(piece.length - close)}`;
  while (code.length < text.length) {
    const char = text[code.length];
    const comment = char === "/" ? take(COMMENT) : undefined;
    const string = char === '"' || char === "'" ? take(STRING) : undefined;
    const goes_on = char === "`" || (char === "}" && templates.at(-1) === depth);
    const template = goes_on ? take(TEMPLATE) : undefined;
    const regex = char === "/" && BEFORE_REGEX.test(code.slice(-300).trimEnd()) ? take(REGEX) : undefined;
    if (comment) code += hide(comment);
    else if (string) code += quoted(string);
    else if (template) {
      const opens = template.endsWith("${");
      if (char === "`" && opens) templates.push(depth);
      if (char === "}" && !opens) templates.pop();
      code += quoted(template, opens ? 2 : 1);
    } else if (regex) code += quoted(regex);
    else {
      depth += char === "{" ? 1 : char === "}" ? -1 : 0;
      code += char;
    }
  }
  return code;
}

const FROM = /\b(?:import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?[^;'"`()=]*?\bfrom\s*(["'])( *)\2/g;
const BARE = /\bimport\s*(["'])( *)\1/g;
const DYNAMIC = /(\btypeof\s+)?\bimport\s*\(\s*(["'`])( *)\2/g;

/** Every import of a source file: static, for its effects, re-exported or dynamic. */
export function importsOf(text: string, code = blank(text)): Import[] {
  const read = (match: RegExpExecArray, inner: string) => {
    const end = match.index + match[0].length - 1;
    return text.slice(end - inner.length, end);
  };
  const found: Import[] = [];
  for (const match of code.matchAll(FROM))
    found.push({ specifier: read(match, match[3] ?? ""), type_only: match[1] !== undefined });
  for (const match of code.matchAll(BARE)) found.push({ specifier: read(match, match[2] ?? ""), type_only: false });
  for (const match of code.matchAll(DYNAMIC))
    found.push({ specifier: read(match, match[3] ?? ""), type_only: match[1] !== undefined });
  return found;
}

/** The file of a relative import, from the root of the repository; undefined for a package. */
export function resolveImport(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const parts = path.split("/").slice(0, -1);
  for (const step of specifier.split("/"))
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  return parts.join("/");
}
