/** What the server says to a gate: the shapes of the API's document, with what an older server leaves out. */

import type {
  DeviceCommand,
  DeviceLogin,
  GateBootstrap,
  GatePolicy,
  HeartbeatReply,
  SyncReply,
  Verdict,
} from "../generated/types.gen.ts";

export type WirePass = NonNullable<Verdict["first_pass"]>;

export type Zone = NonNullable<GateBootstrap["config"]["zone"]>;

/** Absent from an older server: how many people the zone takes, and how many are in it. */
export type CrowdedZone = Zone & Partial<GateBootstrap["zones"][number]>;

export interface Login extends Pick<DeviceLogin, "access_token" | "expires_in"> {
  device: Pick<DeviceLogin["device"], "name">;
}

export type Policy = Omit<GatePolicy, "store_id">;

export interface Bootstrap extends Omit<GateBootstrap, "zones" | "blocked" | "expires_at"> {
  zones: CrowdedZone[];
  /** Those of `revoked` that may be released yet. */
  blocked?: string[];
}

/** `attention` and `questions` are absent from a server that does not know them yet. */
export type WireVerdict = Pick<
  Verdict,
  "result" | "reason" | "remaining" | "unit" | "scan_id" | "first_pass" | "message"
> &
  Partial<Pick<Verdict, "attention" | "questions">>;

export type OpResult = Omit<SyncReply["results"][number], "data"> & { data?: Partial<WireVerdict> };

export type Command = DeviceCommand;

export type Pulse = Pick<HeartbeatReply, "commands">;

/** Any message: a newer server has types that this gate passes over. */
export interface LiveMessage {
  type: string;
  data: Record<string, unknown>;
}
