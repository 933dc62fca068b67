/** What can go wrong with people, their roles and their logins. */

export { employeeErrors } from "../../../../shared/errors/access.ts";
