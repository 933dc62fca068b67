export { listReprintRows, type Reprint, reprintsOf } from "./store.ts";
