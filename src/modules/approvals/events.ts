/** What the world hears of approvals. */

export const APPROVAL_GRANTED = "approval.granted";
