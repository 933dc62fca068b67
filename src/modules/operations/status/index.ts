export { readState } from "./service.ts";
