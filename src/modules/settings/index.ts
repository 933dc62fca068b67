export type { Settings } from "./domain/keys.ts";
export { SETTINGS_CHANGED } from "./events.ts";
export { createFlags } from "./service/flags.ts";
export { createSettings, readSettings } from "./service/settings.ts";
