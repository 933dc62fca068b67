export type { BreakerState } from "./domain/health.ts";
export { readHealth } from "./service/metrics.ts";
