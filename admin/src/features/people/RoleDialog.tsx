/** Makes or changes a role of the park's own: its permissions in two blocks, and the difference before it is saved. */
import { Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Permission, putRolesRole, type RoleMatrix } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useText } from "#kit/text.ts";
import { blocksOf, usePermissionName, useRoleName } from "./words.ts";

type Role = RoleMatrix["roles"][number];

interface RoleDialogProps {
  /** Null: a new role. */
  role: Role | null;
  roles: readonly Role[];
  permissions: readonly Permission[];
  onClose: () => void;
}

const NAME = /^[a-z][a-z0-9_]{0,39}$/;

export function RoleDialog({ role, roles, permissions, onClose }: RoleDialogProps) {
  const t = useText("people");
  const act = useAct();
  const roleName = useRoleName();
  const permissionName = usePermissionName();
  const before: readonly Permission[] = role?.permissions ?? [];
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Permission[]>(before);
  const taken = role === null && roles.some((one) => one.role === name);
  const given = chosen.filter((one) => !before.includes(one));
  const taken_away = before.filter((one) => !chosen.includes(one));
  const changed = given.length + taken_away.length > 0;
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={role ? roleName(role.role) : t("roles.add")}
      label={t("save")}
      ready={changed && chosen.length > 0 && (role !== null || (NAME.test(name) && !taken))}
      onSave={() =>
        act(
          () => putRolesRole({ path: { role: role?.role ?? name }, body: { permissions: [...chosen] } }),
          t("roles.saved"),
        )
      }
    >
      {(error) => (
        <>
          {role === null && (
            <TextInput
              label={t("roles.name")}
              description={t("roles.name_help")}
              maxLength={40}
              required
              data-autofocus
              value={name}
              error={taken ? t("roles.taken") : error("role")}
              onChange={({ currentTarget }) =>
                setName(currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_"))
              }
            />
          )}
          {blocksOf(permissions).map((block) => (
            <Checkbox.Group
              key={block.name}
              label={t(`block.${block.name}`)}
              value={chosen.filter((one) => block.permissions.includes(one))}
              onChange={(values) =>
                setChosen([
                  ...chosen.filter((one) => !block.permissions.includes(one)),
                  ...block.permissions.filter((one) => values.includes(one)),
                ])
              }
            >
              <Stack gap={4} pt={4}>
                {block.permissions.map((one) => (
                  <Checkbox key={one} value={one} label={permissionName(one)} />
                ))}
              </Stack>
            </Checkbox.Group>
          ))}
          {role !== null && changed && (
            <Text role="status">
              {given.length > 0 && t("roles.gives", { permissions: given.map(permissionName).join(", ") })}{" "}
              {taken_away.length > 0 && t("roles.takes", { permissions: taken_away.map(permissionName).join(", ") })}{" "}
              {t("roles.reaches", { count: role.holders })}
            </Text>
          )}
        </>
      )}
    </FormDialog>
  );
}
