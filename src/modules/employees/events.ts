/** What the world hears of employees. */

export const EMPLOYEE_EVENTS = {
  created: "employee.created",
  suspended: "employee.suspended",
  resumed: "employee.resumed",
} as const;
