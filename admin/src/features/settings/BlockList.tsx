/** The blocks of a receipt in their printed order: switched on and off, and moved up and down. */
import { ActionIcon, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useText } from "#kit/text.ts";
import { BLOCKS, type Block, moved } from "./look.ts";

export function BlockList({ blocks, onChange }: { blocks: readonly Block[]; onChange: (blocks: Block[]) => void }) {
  const t = useText("settings");
  const off = BLOCKS.filter((block) => !blocks.includes(block));
  return (
    <Stack gap={4} component="fieldset" m={0} p={0} style={{ border: 0 }}>
      <Text component="legend" fw={500}>
        {t("receipts.blocks")}
      </Text>
      {[...blocks, ...off].map((block) => {
        const at = blocks.indexOf(block);
        const name = t(`block.${block}`);
        return (
          <Group key={block} justify="space-between" wrap="nowrap">
            <Checkbox
              label={name}
              checked={at >= 0}
              disabled={at >= 0 && blocks.length === 1}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? [...blocks, block] : blocks.filter((one) => one !== block))
              }
            />
            {at >= 0 && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  size={32}
                  aria-label={t("receipts.up", { block: name })}
                  disabled={at === 0}
                  onClick={() => onChange(moved(blocks, block, -1))}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  size={32}
                  aria-label={t("receipts.down", { block: name })}
                  disabled={at === blocks.length - 1}
                  onClick={() => onChange(moved(blocks, block, 1))}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
