import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const migrations = await readD1Migrations("migrations");

/** Suites that share a workerd; the longest ones stand alone, so that two cores end together. */
const WORKER_PROJECTS = {
  guesses: ["test/modules/access/employees/guesses.test.ts"],
  walk: ["test/contracts/walk.test.ts"],
  contracts: ["test/contracts/!(walk).test.ts"],
  house: ["test/{platform,durable-objects}/**/*.test.ts"],
  access: ["test/modules/{access,guests}/**/!(guesses).test.ts"],
  offer: ["test/modules/offer/**/*.test.ts"],
  admission: ["test/modules/admission/**/*.test.ts"],
  money: ["test/modules/counter/{payments,refunds,shifts,timecards}/**/*.test.ts"],
  counter: ["test/modules/counter/{sales,reprints,receipts}/**/*.test.ts"],
  operations: ["test/modules/operations/**/*.test.ts"],
};

function workerProject(name: string, include: string[]) {
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: {
            ENVIRONMENT: "test",
            AUTH_KEYS: JSON.stringify({ a1: "dGVzdC1hdXRoLWtleS1vbmUtdGVzdC1hdXRoLWtleS1vbmU=" }),
            TICKET_KEYS: JSON.stringify({ 1: "dGVzdC10aWNrZXQta2V5LXRlc3QtdGlja2V0LWtleS10ZXM=" }),
            PIN_PEPPER: "dGVzdC1wZXBwZXItdGVzdC1wZXBwZXItdGVzdC1wZXA=",
            SECRET_KEYS: JSON.stringify({ s1: "dGVzdC1zZWNyZXQta2V5LXRlc3Qtc2VjcmV0LWtleS10ZXM=" }),
            BOOTSTRAP_TOKEN: "test-bootstrap-token",
            TEST_MIGRATIONS: migrations,
          },
        },
      }),
    ],
    test: {
      name,
      include,
      exclude: ["test/**/domain.test.ts"],
      setupFiles: ["test/support/pool.ts", "test/support/migrate.ts"],
      // A race of many rounds takes its time where two cores are shared; what must be fast is measured by the bench.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      isolate: false,
      maxWorkers: 1,
    },
  };
}

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
          // Ten thousand carts take their time where two cores are shared.
          testTimeout: 180_000,
        },
      },
      ...Object.entries(WORKER_PROJECTS).map(([name, include]) => workerProject(`worker ${name}`, include)),
      {
        test: {
          name: "server",
          include: ["test/server/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
