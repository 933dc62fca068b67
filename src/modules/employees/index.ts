export { employeeErrors } from "./domain.ts";
export { createEmployee, findPerson, provePin, seedRoles } from "./service.ts";
