/** The page's head, its sections, and the drawer of an opened row. */
import { Box, Group, Drawer as MantineDrawer, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { PageActContext, usePageAct } from "./page-act.ts";
import { useText } from "./text.ts";

/** A page: its title, the controls beside it, and its parts. It names the browser's tab. */
export function Page({
  title,
  subtitle,
  actions,
  act,
  children,
}: {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** The page's main act. An empty list that offers it, by its `emptyAction`, shows it in place of the head. */
  act?: ReactNode;
  children: ReactNode;
}) {
  const { taken, take } = usePageAct();
  useEffect(() => {
    document.title = `${title} · PlayPark`;
  }, [title]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Box>
          <Title order={1}>{title}</Title>
          {subtitle && (
            <Text component="div" c="dimmed" fz="xs">
              {subtitle}
            </Text>
          )}
        </Box>
        {(actions || act) && (
          <Group gap="xs" className="no-print">
            {actions}
            {!taken && act}
          </Group>
        )}
      </Group>
      <PageActContext value={take}>{children}</PageActContext>
    </Stack>
  );
}

/** A part of a page under its own heading. `flush` lets a table reach the border. */
export function Section({
  title,
  aside,
  flush = false,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <Paper
      component="section"
      {...(title !== undefined && { "aria-label": title })}
      style={{ minWidth: 0, overflow: "hidden" }}
    >
      {(title || aside) && (
        <Group
          justify="space-between"
          px="md"
          py="xs"
          gap="xs"
          mih={44}
          style={{ borderBottom: "1px solid var(--frame-border)" }}
        >
          {title && <Title order={2}>{title}</Title>}
          {aside}
        </Group>
      )}
      <Box p={flush ? 0 : "md"}>{children}</Box>
    </Paper>
  );
}

/** The drawer of one thing beside its list. Esc closes it, and the focus returns to the row. */
export function Drawer({
  opened,
  onClose,
  title,
  children,
  footer,
}: {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const t = useText("kit");
  return (
    <MantineDrawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={560}
      overlayProps={{ backgroundOpacity: 0.15 }}
      closeButtonProps={{ "aria-label": t("close") }}
      styles={{ title: { fontWeight: 600, minWidth: 0 }, body: { paddingBottom: footer ? 80 : 16 } }}
    >
      {children}
      {footer && (
        <Group
          pos="absolute"
          bottom={0}
          left={0}
          right={0}
          p="md"
          gap="xs"
          justify="flex-end"
          bg="var(--frame-ground)"
          style={{ borderTop: "1px solid var(--frame-border)" }}
        >
          {footer}
        </Group>
      )}
    </MantineDrawer>
  );
}

/** Names and values of one thing, one under the other: `<Facts of={[[t("total"), <Money … />]]} />`. */
export function Facts({ of }: { of: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <Box
      component="dl"
      m={0}
      style={{ display: "grid", gridTemplateColumns: "minmax(96px, 160px) 1fr", gap: "4px 16px" }}
    >
      {of.map(([label, value]) => (
        <Box key={label} style={{ display: "contents" }}>
          <Text component="dt" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} style={{ minWidth: 0 }}>
            {value}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
