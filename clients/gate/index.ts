/** The reference gate client: everything that an app needs to admit guests with and without the server. */

export type { GateEvent, GateOptions, GateState, GateVerdict, ScanOptions } from "./api.ts";
export { type Gate, openGate } from "./gate.ts";
export type { Change, GateStorage, Rejection } from "./memory.ts";
export type { Conflict, SyncReport } from "./outbox.ts";
export { GateError } from "./session.ts";
export { memoryStorage } from "./storage-memory.ts";
