/** The ground of the pages before the office: sign-in, lock, a new PIN. */
import { Box, Center, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { type Language, useLanguage, useText } from "#kit/text.ts";
import { setLanguage } from "../languages/index.ts";

export function Gate({ title, width = 376, children }: { title: string; width?: number; children: ReactNode }) {
  const t = useText("frame");
  const language = useLanguage();
  return (
    <Center mih="100dvh" p="md" bg="var(--frame-soft)">
      <Box component="main" w="100%" maw={width}>
        <Group justify="space-between" mb="md">
          <Group gap="xs">
            <img src="/admin/icon.svg" width={24} height={24} alt="" />
            <Text fw={600}>{t("brand")}</Text>
          </Group>
          <SegmentedControl
            size="xs"
            aria-label={t("language.label")}
            value={language}
            onChange={(value) => void setLanguage(value as Language)}
            data={[
              { value: "th", label: t("language.th") },
              { value: "en", label: t("language.en") },
            ]}
          />
        </Group>
        <Paper p="lg">
          <Stack gap="md">
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </Paper>
      </Box>
    </Center>
  );
}
