export { employeeErrors } from "./domain.ts";
export { createEmployee, findPerson, provePin, reloadEmployees, seedRoles } from "./service.ts";
