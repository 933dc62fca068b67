/** The console's build: pages, scripts and styles below /admin/, for browsers of the last three years. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page /admin/kit is for builders: it is in a build only where VITE_KIT is 1. */
const shows_kit = process.env.VITE_KIT === "1" || process.env.NODE_ENV !== "production";

const api = process.env.PLAYPARK_API ?? "http://127.0.0.1:48080";

export default defineConfig({
  root: import.meta.dirname,
  base: "/admin/",
  plugins: [react()],
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
