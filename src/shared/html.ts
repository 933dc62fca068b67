/** HTML for people: escaping, and one frame of a page without scripts, for a phone and for paper. */

/** A phone loads only the letters that it shows. */
const RANGES: Readonly<Record<string, string>> = {
  thai: "U+0E01-0E5B, U+200C-200D, U+25CC",
  latin: "U+0000-00FF, U+2000-206F",
};

const FACES = ["thai", "latin"].flatMap((script) =>
  [400, 700].map(
    (weight) => `@font-face { font-family: "Sarabun"; font-weight: ${weight}; font-display: swap;
    src: url("/fonts/sarabun-${script}-${weight}.woff2") format("woff2"); unicode-range: ${RANGES[script]}; }`,
  ),
);

const STYLE = `
  ${FACES.join("\n  ")}
  :root { color-scheme: light dark; --ink: #1a1c1f; --ground: #fff; --line: #d9dce1; --accent: #0b6e4f; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --ground: #141618; --line: #383c42; --accent: #5fd0a5; } }
  body { margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--ink);
    font: 16px/1.6 "Sarabun", "Noto Sans Thai", system-ui, sans-serif; }
  header, footer { display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; font-size: 0.875rem; }
  header { border-bottom: 1px solid var(--line); padding-bottom: 0.5rem; }
  footer { border-top: 1px solid var(--line); padding-top: 0.5rem; margin-top: 2rem; }
  h1 { font-size: 1.625rem; line-height: 1.4; } h2 { font-size: 1.125rem; margin-top: 1.75rem; }
  li { margin: 0.375rem 0; } a { color: var(--accent); }
  @media print { header a { display: none; } body { padding: 0; } }
`;

/** A text as it stands between tags or in an attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The frame of every page. All texts are escaped already. */
export function drawFrame(texts: { lang: string; title: string; head: string; body: string; foot: string }): string {
  const { lang, title, head, body, foot } = texts;
  return `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <header>${head}</header>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
    <footer>${foot}</footer>
  </body>
</html>
`;
}
