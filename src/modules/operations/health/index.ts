export { checkReadiness } from "./service.ts";
