/** What the world hears of gates. */

export const POLICY_CHANGED = "gate.policy_changed";
