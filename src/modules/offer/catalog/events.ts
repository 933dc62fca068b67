/** Events of packages and zones. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

const Package = z.object({ package_id: id });

export const PACKAGE_CREATED = defineEvent("package.created", "A package was created", Package, {
  package_id: SAMPLE.package_id,
});
export const PACKAGE_CHANGED = defineEvent("package.changed", "A package was changed or taken off sale", Package, {
  package_id: SAMPLE.package_id,
});

/** The objects and lists of gates follow this event. */
export const ZONE_CHANGED = defineEvent("zone.changed", "A zone was changed", z.object({ zone_id: id }), {
  zone_id: SAMPLE.id,
});
