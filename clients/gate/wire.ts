/** Wire form of the server's answers to a gate: the document's shapes, with optional fields that an older server lacks. */

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

/** A zone. An older server does not send the limit and the number of its people. */
export type CrowdedZone = Zone & Partial<GateBootstrap["zones"][number]>;

export interface Login extends Pick<DeviceLogin, "access_token" | "expires_in"> {
  device: Pick<DeviceLogin["device"], "name">;
}

export type Policy = Omit<GatePolicy, "store_id">;

export interface Bootstrap extends Omit<GateBootstrap, "config" | "zones" | "blocked" | "expires_at"> {
  config: Omit<GateBootstrap["config"], "foreign_code_key"> & { foreign_code_key?: string | null };
  zones: CrowdedZone[];
  /** The part of `revoked` that may still be released. */
  blocked?: string[];
}

/** A verdict. An older server does not send `code`, `attention` and `questions`. */
export type WireVerdict = Pick<
  Verdict,
  "result" | "reason" | "remaining" | "unit" | "scan_id" | "first_pass" | "message"
> &
  Partial<Pick<Verdict, "code" | "attention" | "questions">>;

export type OpResult = Omit<SyncReply["results"][number], "data"> & { data?: Partial<WireVerdict> };

export type Command = DeviceCommand;

export type Pulse = Pick<HeartbeatReply, "commands">;

/** Any message. This gate ignores types of a newer server. */
export interface LiveMessage {
  type: string;
  data: Record<string, unknown>;
}
