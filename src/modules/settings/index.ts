export { createFlags } from "./service.ts";
