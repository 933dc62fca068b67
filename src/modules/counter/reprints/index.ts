export { REPRINT_CREATED } from "./events.ts";
export { listKeyedReprints, listReprintRows, type Reprint, reprintsOf } from "./store.ts";
