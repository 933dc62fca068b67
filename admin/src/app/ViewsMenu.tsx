/** Saved views of the page: its filters, period and columns under a name of the person's own. */
import { ActionIcon, Button, Group, Menu, TextInput, Tooltip } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useText } from "#kit/text.ts";
import { useViews } from "./views.ts";

export function ViewsMenu() {
  const t = useText("frame");
  const { here, save, remove } = useViews();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <Tooltip label={t("views.title")}>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t("views.title")}>
            <IconBookmark size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{here.length ? t("views.title") : t("views.none")}</Menu.Label>
        {here.map((view) => (
          <Group key={view.name} gap={0} wrap="nowrap">
            <Menu.Item onClick={() => void navigate({ to: view.path as "/", search: view.search as never })}>
              {view.name}
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t("views.remove", { name: view.name })}
              onClick={() => remove(view.name)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Menu.Divider />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) save(name.trim());
            setName("");
          }}
        >
          <Group gap="xs" p="xs" wrap="nowrap">
            <TextInput
              size="xs"
              style={{ flex: 1 }}
              aria-label={t("views.name")}
              placeholder={t("views.name")}
              maxLength={60}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              // The menu moves by letters and arrows, which the name needs; Escape still closes it.
              onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
            />
            <Button size="xs" type="submit" disabled={!name.trim()}>
              {t("views.save")}
            </Button>
          </Group>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
