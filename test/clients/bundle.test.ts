/** The clients' bundles: they have no server code but the gate's pure rules, and the gate decides like the source. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as source from "../../clients/gate/index.ts";
import { buildClient, root } from "../../local/build.ts";
import { codeOf, fakeServer } from "../support/gate-server.ts";
import { typedOn } from "../support/keyboards.ts";
import { importsOf } from "../tree/source.ts";

const folder = mkdtempSync(join(tmpdir(), "gate-bundle-"));
let built: { file: string; inputs: string[] };

beforeAll(async () => {
  built = await buildClient("gate", join(folder, "gate.js"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("clients import only each other, the rules, the document's types and, for file storage, Node", () => {
  const names = readdirSync(join(root, "clients"), { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts") && !name.startsWith("generated"));
  expect(sources.length).toBeGreaterThan(5);
  for (const name of sources) {
    const text = readFileSync(join(root, "clients", name), "utf8");
    const foreign = importsOf(text)
      .map(({ specifier }) => specifier)
      .filter((specifier) => !/^\.\/[\w-]+\.ts$/.test(specifier) && !/^#(?:gate|code)-rules$/.test(specifier))
      .filter((specifier) => !(name === "gate/wire.ts" && specifier === "../generated/types.gen.ts"))
      .filter((specifier) => !(name.endsWith("storage-file.ts") && specifier.startsWith("node:")));
    expect(foreign, name).toEqual([]);
    expect(text, name).toMatch(/^\/\*\* .+\. \*\/\n|^\/\*\* .+\) ?\. \*\/\n/);
    expect(text.split("\n").length, name).toBeLessThan(400);
  }
});

test("the built file has only the client and the pure rules, and stays small", () => {
  const rules = built.inputs.filter((path) => !path.startsWith("clients/gate/"));
  expect(
    rules.filter(
      (path) => !/^src\/(?:shared|modules\/admission\/(?:tickets|ticket-codes)\/domain)\/[\w-]+\.ts$/.test(path),
    ),
  ).toEqual([]);
  const text = readFileSync(built.file, "utf8");
  expect(text).not.toMatch(/\b(?:from|import)\b *["'(]/);
  expect([text.length < 42_800, gzipSync(text).length < 17_600]).toEqual([true, true]);
});

test("the built live client has only its own sources, and stays small", async () => {
  const live = await buildClient("live", join(folder, "live.js"));
  expect(live.inputs.filter((path) => !path.startsWith("clients/live/"))).toEqual([]);
  const text = readFileSync(live.file, "utf8");
  expect(text).not.toMatch(/\b(?:from|import)\b *["'(]/);
  expect([text.length < 4_000, gzipSync(text).length < 2_000]).toEqual([true, true]);
});

test("[O10] the built file decides every kind of scan exactly like the source", async () => {
  const bundle: typeof source = await import(/* @vite-ignore */ pathToFileURL(built.file).href);
  const server = fakeServer();
  const codes = [await server.add(), await server.add(codeOf(1), 3), await server.add(codeOf(2)), codeOf(), "junk"];
  const revoked = await server.add();
  server.revoke(revoked);
  server.config.revoked_key_versions = [2];
  const typedIn = (["thai", "german", "french", "slovak", "russian"] as const).map((layout) =>
    typedOn(layout, codes[1] ?? ""),
  );
  const scans = [...codes, ...codes, revoked, "K7NP-W3MX-Q", ` ]Q1${codes[0]?.toLowerCase()}`, ...typedIn].flatMap(
    (code) => [
      { code, direction: "entry" as const, party: 1 },
      { code, direction: "exit" as const, party: 1 },
      { code, direction: "entry" as const, party: 2 },
    ],
  );
  const verdicts = async ({ openGate }: typeof source, late_ms: number) => {
    let ids = 0;
    let clock = 1_790_000_000_000;
    const gate = openGate({
      base_url: "https://park.test",
      device_id: "D1",
      device_token: "secret",
      fetch: server.fetch,
      now: () => clock,
      newId: () => `S${++ids}`,
      connect: null,
    });
    server.down = false;
    await gate.start();
    server.down = true;
    clock += late_ms;
    const said = [];
    for (const { code, ...how } of scans) said.push(await gate.scan(code, how));
    gate.close();
    return said.map(({ first_pass, ...verdict }) => ({ ...verdict, first_pass: first_pass?.device_name }));
  };
  for (const late_ms of [0, 30 * 86_400_000]) {
    const [built_said, source_said] = [await verdicts(bundle, late_ms), await verdicts(source, late_ms)];
    expect(built_said).toEqual(source_said);
    expect(new Set(source_said.map(({ reason }) => reason)).size).toBeGreaterThan(late_ms ? 3 : 4);
  }
});
