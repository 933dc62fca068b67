import { randomInt } from "node:crypto";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { Response } from "miniflare";
import { defineConfig } from "vitest/config";
import { PROJECTS, type Project } from "./test/projects.ts";

const migrations = await readD1Migrations("migrations");

const seed = Number(process.env.PLAYPARK_SEED ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(seed)) throw new Error("PLAYPARK_SEED must be a whole number, as a run printed it.");
console.log(`Random tests draw from seed ${seed}: PLAYPARK_SEED=${seed} runs them again.`);
const storms = process.env.PLAYPARK_STORMS === "long" ? ("long" as const) : ("short" as const);
const provide = { seed, storms };

function inWorkerd({ name, include, exclude }: Project) {
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          // No test reaches other people's servers; a receiver of webhooks is a fake of its own test.
          outboundService: () => new Response("nobody is here", { status: 502 }),
          bindings: {
            ENVIRONMENT: "test",
            RESOLVER_URL: "",
            AUTH_KEYS: JSON.stringify({ a1: "dGVzdC1hdXRoLWtleS1vbmUtdGVzdC1hdXRoLWtleS1vbmU=" }),
            TICKET_KEYS: JSON.stringify({ 1: "dGVzdC10aWNrZXQta2V5LXRlc3QtdGlja2V0LWtleS10ZXM=" }),
            PIN_PEPPER: "dGVzdC1wZXBwZXItdGVzdC1wZXBwZXItdGVzdC1wZXA=",
            SECRET_KEYS: JSON.stringify({ s1: "dGVzdC1zZWNyZXQta2V5LXRlc3Qtc2VjcmV0LWtleS10ZXM=" }),
            BOOTSTRAP_TOKEN: "test-bootstrap-token",
            METRICS_TOKEN: "test-metrics-token-of-32-letters",
            TEST_MIGRATIONS: migrations,
          },
        },
      }),
    ],
    test: {
      name,
      include,
      exclude,
      provide,
      setupFiles: ["test/support/pool.ts", "test/support/clock.ts", "test/support/migrate.ts"],
      // A race of many rounds takes its time where two cores are shared; what must be fast is measured by the bench.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      isolate: false,
      maxWorkers: 1,
    },
  };
}

function inNode({ name, include, exclude }: Project) {
  const over_http = name.startsWith("server");
  return {
    test: {
      name,
      include,
      exclude,
      provide,
      // Ten thousand carts take their time where two cores are shared, and a server its time to start.
      testTimeout: over_http ? 300_000 : 180_000,
      hookTimeout: 300_000,
      fileParallelism: !over_http,
    },
  };
}

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: PROJECTS.map((project) => (project.runs_in === "workerd" ? inWorkerd(project) : inNode(project))),
  },
});
