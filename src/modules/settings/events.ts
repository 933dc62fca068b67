/** What the world hears of settings. */

export const SETTINGS_CHANGED = "settings.changed";
/** Something that guards a risky act is loosened: a setting, or what an act requires; `data.from` says from when. */
export const LOOSENED = "requirement.loosened";
export const FLAG_CHANGED = "settings.flag_changed";
