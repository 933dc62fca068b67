/** Names of audit rows of reports; no event leaves the house. */

/** Audit only: a person marked a finding of Fraud Watch as looked at. */
export const FINDING_LOOKED_AT = "report.finding_looked_at";

/** Audit only: a rebuild of the roll-ups began. */
export const REBUILD_STARTED = "report.rebuild_started";
