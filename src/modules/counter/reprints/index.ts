export { listReprintRows } from "./store.ts";
