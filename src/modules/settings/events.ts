/** What the world hears of settings. */

export const SETTINGS_CHANGED = "settings.changed";
export const FLAG_CHANGED = "settings.flag_changed";
