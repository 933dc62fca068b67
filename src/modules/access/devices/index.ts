export { deviceErrors } from "./domain/errors.ts";
export {
  DEFAULT_POLICY,
  type GatePolicy,
  listExpiresAt,
  OFFLINE_POLICIES,
  policyInForce,
  UNBOUND_POLICIES,
} from "./domain/gate-policy.ts";
export { isBelowVersion } from "./domain/heartbeat.ts";
export type { LiveMessage } from "./domain/live.ts";
export { isOpenWithin } from "./domain/opening.ts";
export { REHEARSAL_MINUTES } from "./domain/rehearsal.ts";
export type { UnreadScan } from "./domain/unread.ts";
export { hadZone, zoneAt } from "./domain/zones.ts";
export { DEVICE_EVENTS, GATE_POLICY_CHANGED } from "./events.ts";
export { listDays, signsOf } from "./service/fleet.ts";
export { recordGatePolicy } from "./service/gate-policy.ts";
export { type HeartbeatInput, recordHeartbeat, recordSkew, requireReportedDevice } from "./service/heartbeat.ts";
export { openLive } from "./service/live.ts";
export { pushToDevice, pushToGates, recordUnreadScan, reloadDevice, reloadDevices } from "./service/objects.ts";
export { createPairing, registerDevice } from "./service/pairing.ts";
export { endRehearsal, listRehearsals, startRehearsal } from "./service/rehearsal.ts";
export { nameOfDevice, storesOfDevices } from "./service/standing.ts";
export { countAllDevices, countDevices, findGatePolicy, listDeviceNames, listNamedDevices } from "./store.ts";
