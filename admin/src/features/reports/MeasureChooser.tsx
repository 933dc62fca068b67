/** The choice of the figures that a table shows, each with its definition. */
import { Button, Checkbox, Group, Popover, ScrollArea, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { Definition } from "#kit/StatTile.tsx";
import { useText } from "#kit/text.ts";
import type { Measure } from "./figures.ts";

interface MeasureChooserProps {
  measures: ReadonlyMap<string, Measure>;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

export function MeasureChooser({ measures, chosen, onChange }: MeasureChooserProps) {
  const t = useText("reports");
  return (
    <Group justify="flex-end" px="md" py={4} className="no-print">
      <Popover position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <Button size="xs" variant="subtle" color="gray" leftSection={<IconColumns3 size={14} aria-hidden />}>
            {t("figures")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <ScrollArea.Autosize mah={320}>
            <Stack gap={4}>
              {[...measures.values()].map(({ id, name, text }) => (
                <Group key={id} gap={4} wrap="nowrap">
                  <Checkbox
                    size="xs"
                    label={name}
                    checked={chosen.includes(id)}
                    disabled={chosen.length === 1 && chosen[0] === id}
                    onChange={({ currentTarget }) =>
                      onChange(currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                    }
                  />
                  <Definition name={name} text={text} />
                </Group>
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
