export { redeemHandedIn } from "./service/handed-in.ts";
export type { Verdict } from "./service/scans.ts";
export { listPeopleInside } from "./service/stats.ts";
