export type { DeviceType } from "./domain.ts";
export { createPairing, registerDevice } from "./service/pairing.ts";
export { storesOfDevices } from "./service/standing.ts";
