export { employeeErrors } from "./domain/errors.ts";
export { drawPin, isStrongPin } from "./domain/pins.ts";
export type { Factor, OpenSession, PinRefusal, Standing } from "./domain/requests.ts";
export { EMPLOYEE_EVENTS } from "./events.ts";
export { employeeManaged, employeeSeen, getEmployee } from "./service/managing.ts";
export { objectOf, reloadEmployee, reloadEmployees } from "./service/objects.ts";
export { approversMadeBy, listApprovers, ownsPark } from "./service/origins.ts";
export {
  findPerson,
  listEmployees,
  permissionsHeld,
  recordEmployee,
  recordLoginEmail,
  recordPin,
  requireStrongPin,
} from "./service/people.ts";
export { recordPinReset, settlePinReset } from "./service/pin-resets.ts";
export { recordRoles } from "./service/roles.ts";
export {
  findEmployeeByEmail,
  findForeignEmail,
  findLogin,
  listActiveOwnerIds,
  listEmployeeNames,
  listNamedEmployees,
  listPlacedEmployees,
} from "./store/people.ts";
