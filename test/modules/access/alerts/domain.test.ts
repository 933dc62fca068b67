/** Tests of an alert's life cycle. */

import { expect, test } from "vitest";
import { ALERT_STATUSES, decideAlert } from "../../../../src/modules/access/alerts/domain.ts";

test("[D5] an alert goes from open to acknowledged to resolved, may skip a step, and never goes back", () => {
  const next = (act: "acknowledge" | "resolve") => ALERT_STATUSES.map((status) => decideAlert(status, act));
  expect(next("acknowledge")).toEqual(["acknowledged", null, null]);
  expect(next("resolve")).toEqual(["resolved", "resolved", null]);
});
