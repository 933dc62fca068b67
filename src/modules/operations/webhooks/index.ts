export type { BreakerState } from "./domain/health.ts";
export { readHealth, readOwnHealth } from "./service/metrics.ts";
