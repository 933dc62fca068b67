/** Installed packages: each is pinned by its hash, and only few may run scripts during installation. */

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: true;
  hasInstallScript?: true;
}

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, LockedPackage>;
};
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const installed = Object.entries(packages).filter(([path]) => path !== "");

/** Replaces a package that reports each installation to its maker; it has no code and no script. */
const STAND_IN = "tools/no-scarf";

test("[T11] every package of the lock file has its hash, also those for other machines", () => {
  expect(installed.length).toBeGreaterThan(200);
  const unknown = installed.filter(([path, { integrity, link }]) => !integrity && !link && path !== STAND_IN);
  expect(unknown.map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, { integrity = "sha512-" }]) => !integrity.startsWith("sha512-"))).toEqual([]);
  expect(installed.filter(([, { link, resolved }]) => link && resolved !== STAND_IN)).toEqual([]);
});

test("[T11] only the three listed packages have scripts that run during installation, with any version of npm", () => {
  const named = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split("/").at(-1));
  expect([...new Set(named)].toSorted()).toEqual(["esbuild", "node", "workerd"]);
  const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may);
  expect(allowed.map(([name]) => name).toSorted()).toEqual(["esbuild", "node", "workerd"]);
});

test("[T11] the stand-in of a package that reports installations is empty", () => {
  expect(manifest.overrides).toEqual({ "@scarf/scarf": `file:${STAND_IN}` });
  expect(packages["node_modules/@scarf/scarf"]).toEqual({ resolved: STAND_IN, link: true });
  const stand_in = JSON.parse(readFileSync(`${STAND_IN}/package.json`, "utf8"));
  expect(Object.keys(stand_in).toSorted()).toEqual(["name", "private", "version"]);
  expect(existsSync(`${STAND_IN}/report.js`)).toBe(false);
});
