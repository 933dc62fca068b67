export { applyPunch } from "./service.ts";
