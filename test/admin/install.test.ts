/** Tests of the console as an app that a browser installs: its manifest names icons of the sizes that they have. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConsoleFile } from "../../local/console-files.ts";

const PUBLIC = "admin/public";

interface Manifest {
  start_url: string;
  scope: string;
  display: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
}

const manifest = JSON.parse(readFileSync(`${PUBLIC}/console.webmanifest`, "utf8")) as Manifest;
const fileOf = (src: string) => readFileSync(`${PUBLIC}/${src.slice("/admin/".length)}`);

test("the manifest opens the console alone, and has the sizes that browsers ask for", () => {
  const { start_url, scope, display, icons } = manifest;
  expect({ start_url, scope, display }).toEqual({ start_url: "/admin/", scope: "/admin/", display: "standalone" });
  expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? "any"}`)).toEqual(
    expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]),
  );
});

test.each(manifest.icons.filter(({ type }) => type === "image/png"))(
  "$src has the size that the manifest says",
  ({ src, sizes }) => {
    const png = fileOf(src);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
  },
);

test("the page names the manifest, and the local server gives each file its type", async () => {
  expect(readFileSync("admin/index.html", "utf8")).toContain('rel="manifest" href="/admin/console.webmanifest"');
  const folder = { fetch: async () => new Response("x") } as unknown as Fetcher;
  const typeOf = async (name: string) =>
    (await readConsoleFile(folder, new Request(`http://a.test/${name}`))).headers.get("content-type");
  expect(await Promise.all(["console.webmanifest", "icon-192.png"].map(typeOf))).toEqual([
    "application/manifest+json; charset=utf-8",
    "image/png",
  ]);
});
