export { SETTING_CHANGED } from "./domain/errors.ts";
export { KIOSK_FLAG } from "./domain/flags.ts";
export type { Settings } from "./domain/keys.ts";
export { LOOSENED, SETTINGS_CHANGED } from "./events.ts";
export { isFlagOn, recordFlags } from "./service/flags.ts";
export {
  changeGuard,
  LOOSENING_ERRORS,
  type LooseningPermit,
  loosenedBy,
  type SecondPerson,
} from "./service/loosening.ts";
export { levelToRead, type Place, placeToSet } from "./service/places.ts";
export { createSettings, readNumberOfTenants, readSettings, recordSettings } from "./service/settings.ts";
