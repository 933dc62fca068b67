/** The Vitest projects with their test files: one project for each group of modules, and the storms apart. */

export interface Project {
  name: string;
  /** workerd: what needs D1 and objects, one isolate for all files. node: rules, and the commands over real HTTP. */
  runs_in: "workerd" | "node";
  include: string[];
  exclude: string[];
}

const STORMS = "test/**/*.storm.test.ts";
const RULES = "test/**/domain.test.ts";

function inWorkerd(name: string, ...include: string[]): Project {
  return { name, runs_in: "workerd", include, exclude: [STORMS, RULES] };
}

/** The longest first, so that the cores end together. Few, because the start of each costs ten seconds. */
export const PROJECTS: readonly Project[] = [
  { name: "server", runs_in: "node", include: ["test/server/**/*.test.ts"], exclude: [STORMS] },
  inWorkerd("contracts", "test/contracts/**/*.test.ts"),
  inWorkerd("counter", "test/modules/counter/**/*.test.ts"),
  inWorkerd("operations", "test/modules/operations/**/*.test.ts"),
  inWorkerd("access guests offer", "test/modules/{access,guests,offer}/**/*.test.ts"),
  { name: "server storms", runs_in: "node", include: ["test/server/**/*.storm.test.ts"], exclude: [] },
  inWorkerd(
    "admission and house",
    "test/modules/admission/**/*.test.ts",
    "test/{platform,durable-objects}/**/*.test.ts",
  ),
  { ...inWorkerd("storms", "test/{modules,contracts}/**/*.storm.test.ts"), exclude: [] },
  {
    name: "pure",
    runs_in: "node",
    include: ["test/{shared,tree,clients,simulator,admin}/**/*.test.ts", "test/{modules,platform}/**/domain.test.ts"],
    exclude: [],
  },
];
