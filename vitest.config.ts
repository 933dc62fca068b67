import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const migrations = await readD1Migrations("migrations");

/**
 * pure: rules and the shape of the tree, in Node. worker: everything that needs D1 and objects, in workerd,
 * one isolate for all files because each test makes its own tenant. server: the commands, over real HTTP.
 */
export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/{shared,tree,clients,simulator}/**/*.test.ts", "test/**/domain.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ENVIRONMENT: "test",
                AUTH_KEYS: JSON.stringify({ a1: "dGVzdC1hdXRoLWtleS1vbmUtdGVzdC1hdXRoLWtleS1vbmU=" }),
                TICKET_KEYS: JSON.stringify({ 1: "dGVzdC10aWNrZXQta2V5LXRlc3QtdGlja2V0LWtleS10ZXM=" }),
                PIN_PEPPER: "dGVzdC1wZXBwZXItdGVzdC1wZXBwZXItdGVzdC1wZXA=",
                TEST_MIGRATIONS: migrations,
              },
            },
          }),
        ],
        test: {
          name: "worker",
          include: [
            "test/platform/**/*.test.ts",
            "test/modules/**/*.test.ts",
            "test/durable-objects/**/*.test.ts",
            "test/contracts/**/*.test.ts",
          ],
          exclude: ["test/**/domain.test.ts"],
          setupFiles: ["test/support/migrate.ts"],
          // A race of many rounds takes its time where two cores are shared; what must be fast is measured by the bench.
          testTimeout: 60_000,
          isolate: false,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: "server",
          include: ["test/server/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
