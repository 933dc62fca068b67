/** Names of audit rows about the state of the system. */

/** Audit only. */
export const STATE_ANNOUNCED = "system_state.announced";
