export { recordTimecard } from "./service.ts";
