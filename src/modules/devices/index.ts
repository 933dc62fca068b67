export type { DeviceType } from "./domain.ts";
export { createPairing, registerDevice } from "./service/pairing.ts";
