/** Errors of employees, their roles and their logins. */

export { employeeErrors } from "../../../../shared/errors/access.ts";
