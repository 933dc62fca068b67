/** Tests of the console's colours: texts and borders stand out from both grounds, and more where a person asks for it. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync("admin/src/kit/styles.css", "utf8");
const more_at = css.indexOf("@media (prefers-contrast: more)");

/** The colours by name that a theme has in one part of the sheet. */
function tokensOf(part: string, selector: string): Record<string, string> {
  const start = part.indexOf(`${selector} {`);
  const block = part.slice(start, part.indexOf("}", start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]),
  );
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXTS = ["frame-text", "frame-dim", "frame-bad", "frame-warn", "frame-good", "frame-accent"];

describe.each([
  ["light", ":root"],
  ["dark", ':root[data-mantine-color-scheme="dark"]'],
])("the %s theme", (_, selector) => {
  const plain = tokensOf(css.slice(0, more_at), selector);
  const strong = { ...plain, ...tokensOf(css.slice(more_at), selector) };
  const against = (tokens: Record<string, string>, name: string) =>
    Math.min(...["frame-ground", "frame-soft"].map((ground) => contrast(tokens[name] ?? "", tokens[ground] ?? "")));

  test.each(TEXTS)("[ADM-08] %s has 4.5:1, and 7:1 where the person asks for more", (name) => {
    expect(against(plain, name)).toBeGreaterThanOrEqual(4.5);
    expect(against(strong, name)).toBeGreaterThanOrEqual(7);
  });

  test.each(["frame-border", "chart-now", "chart-earlier"])(
    "[ADM-08] %s has 3:1 where the person asks for more",
    (name) => {
      expect(against(strong, name)).toBeGreaterThanOrEqual(3);
    },
  );
});
