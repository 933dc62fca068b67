/** The guide to the file in the old system, in short steps. */
import { List, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { useText } from "#kit/text.ts";
import type { KindOfFile } from "./kinds.ts";

export function Guide({ of: { kind, systems } }: { of: KindOfFile }) {
  const t = useText("imports");
  const [system, setSystem] = useState<string | null>(null);
  return (
    <Tabs
      value={systems.find((name) => name === system) ?? systems[0] ?? null}
      onChange={setSystem}
      keepMounted={false}
    >
      <Tabs.List>
        {systems.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`source.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {systems.map((name) => (
        <Tabs.Panel key={name} value={name} pt="sm">
          <List type="ordered" spacing={4}>
            {t(`guide.${name}.${kind}`)
              .split("\n")
              .map((step) => (
                <List.Item key={step}>{step}</List.Item>
              ))}
          </List>
          <Text c="dimmed" fz="xs" mt="sm">
            {t("guide.again")}
          </Text>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
