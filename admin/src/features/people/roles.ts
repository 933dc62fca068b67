/** The park's roles as choices of a field; those that a person may give are decided by the server. */
import { useQuery } from "@tanstack/react-query";
import { getRolesOptions } from "#queries";
import { useRoleName } from "./words.ts";

export function useRoleChoices(): { value: string; label: string }[] {
  const roleName = useRoleName();
  const roles = useQuery(getRolesOptions());
  return (roles.data?.data.roles ?? [])
    .filter(({ permissions }) => !permissions.includes("provider"))
    .map(({ role }) => ({ value: role, label: roleName(role) }));
}
