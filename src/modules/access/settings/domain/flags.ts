/** For whom a feature flag is on: the same caller always gets the same answer, and a larger share only adds callers. */

/** The one flag that the house asks itself: whether a kiosk sells. Every other is for clients. */
export const KIOSK_FLAG = "kiosk";

/** Every condition that is named must hold; `percentage_bps` is a stable share of devices, or of people in the console. */
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

/** Who asks; a person in the console has no device, and perhaps no store. */
export interface FlagSubject {
  /** The device's, or the person's. */
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

/** Where a subject lies among the 10,000 parts of a flag; each flag deals anew. */
function shareOf(flag: string, id: string): number {
  return fnv1a(`${flag}:${id}`) % 10_000;
}

/** FNV-1a, 32 bits, of a text's UTF-16 units: flags and ids are ASCII, so any client can reckon it. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
