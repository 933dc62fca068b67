/** Decides for which callers a feature flag is on: always the same ones, and a larger share only adds callers. */

/** The one flag that the server checks itself: whether a kiosk sells. All others are for clients. */
export const KIOSK_FLAG = "kiosk";

/** All given conditions must hold; `percentage_bps` is a stable share of devices, or of people in the console. */
export interface FlagConditions {
  store_ids?: string[];
  device_types?: string[];
  percentage_bps?: number;
}

export interface Flag {
  flag: string;
  enabled: boolean;
  conditions: FlagConditions | null;
}

/** The caller; a person in the console has no device, and perhaps no store. */
export interface FlagSubject {
  /** The id of the device, or of the person. */
  id: string;
  store_id: string | null;
  device_type: string | null;
}

export function isOn({ flag, enabled, conditions }: Flag, subject: FlagSubject): boolean {
  const { store_ids, device_types, percentage_bps } = conditions ?? {};
  return (
    enabled &&
    includes(store_ids, subject.store_id) &&
    includes(device_types, subject.device_type) &&
    (percentage_bps === undefined || shareOf(flag, subject.id) < percentage_bps)
  );
}

function includes(wanted: readonly string[] | undefined, one: string | null): boolean {
  return wanted === undefined || (one !== null && wanted.includes(one));
}

/** The place of a subject among the 10,000 parts of a flag; it differs from flag to flag. */
function shareOf(flag: string, id: string): number {
  return fnv1a(`${flag}:${id}`) % 10_000;
}

/** FNV-1a, 32 bits, of a text's UTF-16 units: flags and ids are ASCII, so any client can compute it. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
