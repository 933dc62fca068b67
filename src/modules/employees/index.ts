export { employeeErrors } from "./domain/errors.ts";
export { drawPin } from "./domain/pins.ts";
export { judgePerson } from "./service/named.ts";
export { reloadEmployee, reloadEmployees } from "./service/objects.ts";
export { approversMadeBy, listApprovers, ownsPark } from "./service/origins.ts";
export { createEmployee, findPerson, requireStrongPin } from "./service/people.ts";
export { planPinReset } from "./service/pin-resets.ts";
export { auditRefusal, provePin } from "./service/proof.ts";
export { seedRoles } from "./service/roles.ts";
