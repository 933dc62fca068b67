export { heartbeat } from "./service/bootstrap.ts";
