export type { Settings } from "./domain/keys.ts";
export { createFlags } from "./service/flags.ts";
export { createSettings, readSettings } from "./service/settings.ts";
