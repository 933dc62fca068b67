export { countSockets } from "./service.ts";
