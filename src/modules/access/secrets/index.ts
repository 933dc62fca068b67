export { readSecret } from "./service.ts";
