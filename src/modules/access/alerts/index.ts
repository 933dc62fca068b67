export type { NewAlert } from "./domain.ts";
export { changeAlert, forgetAlerts, listAlerts } from "./service.ts";
export { recordAlert, recordAlertOf, recordKnownAlert, resolveAlert } from "./store/acts.ts";
export { type Alert, countLasting, countOpen, findLasting, listLastingRows, listWorstRows } from "./store/rows.ts";
