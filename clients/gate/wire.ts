/** What the server says to a gate, as it stands on the wire: times are ISO 8601. */

import type { ListEntry, Message, Pass, Question, Terms, Unit } from "#gate-rules";

type OnWire<Kept, Times extends keyof Kept> = {
  [Field in keyof Kept]: Field extends Times ? (null extends Kept[Field] ? string | null : string) : Kept[Field];
};

export type WirePass = OnWire<Pass, "at">;

export interface Zone {
  zone_id: string;
  name: string;
}

/** Absent from an older server: how many people the zone takes, and how many are in it. */
export interface CrowdedZone extends Zone {
  max_people?: number | null;
  people?: number;
}

export interface Login {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  device: { name: string };
}

export interface Policy {
  admit_offline: "never" | "after_seconds" | "always";
  list_max_age_s: number;
  unbound_lots: "admit_and_flag" | "refuse";
  min_app_version: string | null;
}

export interface Config extends Policy {
  store_id: string;
  time_zone: string;
  cutoff_hour: number;
  revoked_key_versions: number[];
  zone: Zone | null;
}

export type WireEntry = Omit<OnWire<ListEntry, "valid_from" | "valid_to" | "last_pass_at">, "first_pass"> & {
  first_pass: WirePass | null;
};

export interface Bootstrap {
  config: Config;
  zones: CrowdedZone[];
  allow_list: WireEntry[];
  terms: Record<string, Terms>;
  revoked: string[];
  /** Those of `revoked` that may be released yet. */
  blocked?: string[];
  whole: boolean;
  cursor: string;
  has_more: boolean;
  server_time: string;
}

export interface WireVerdict {
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  unit: Unit;
  scan_id: string;
  first_pass: WirePass | null;
  message: Message;
  /** Absent from a server that does not know it yet. */
  attention?: Message | null;
  questions?: Question[];
}

export interface OpResult {
  op_id: string | null;
  status: "applied" | "duplicate" | "conflict" | "rejected";
  code?: string;
  message?: string;
  retry?: boolean;
  data?: Partial<WireVerdict>;
}

export type Command =
  | { type: "refresh_list" }
  | { type: "zone_changed"; zone_id: string | null; name: string | null }
  | { type: "minimum_version"; min_app_version: string };

export interface Pulse {
  commands: Command[];
}

export interface LiveMessage {
  type: string;
  data: Record<string, unknown>;
}
