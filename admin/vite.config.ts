/** The console's build: pages, scripts and styles below /admin/, for browsers of the last three years. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The page /admin/kit is for builders: it is in a build only where VITE_KIT is 1. */
const shows_kit = process.env.VITE_KIT === "1" || process.env.NODE_ENV !== "production";

const api = process.env.PLAYPARK_API ?? "http://127.0.0.1:48080";

const TITLES = "virtual:titles/";

/**
 * Makes `virtual:titles/en` and `virtual:titles/th`: the texts that features name as titles of pages and acts, because menu
 * and search show them before a page has its other texts.
 */
function titles(): Plugin {
  return {
    name: "titles",
    resolveId: (id) => (id.startsWith(TITLES) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${TITLES}`)) return;
      const language = id.slice(`\0${TITLES}`.length);
      const texts: Record<string, Record<string, string>> = {};
      for (const file of globSync(join(import.meta.dirname, "src/features/*/routes.tsx"))) {
        const own: Record<string, string> = JSON.parse(readFileSync(join(dirname(file), `${language}.json`), "utf8"));
        for (const [, namespace = "", key = ""] of readFileSync(file, "utf8").matchAll(/title: "([\w-]+):([^"]+)"/g))
          texts[namespace] = { ...texts[namespace], [key]: own[key] ?? "" };
      }
      return `export default ${JSON.stringify(texts)}`;
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/admin/",
  plugins: [react(), titles()],
  define: { SHOWS_KIT: JSON.stringify(shows_kit) },
  build: {
    outDir: "../dist/admin",
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: false,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: Object.fromEntries(["/v1", "/session"].map((path) => [path, { target: api, ws: true }])),
  },
});
