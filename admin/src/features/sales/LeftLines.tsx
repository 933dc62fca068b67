/** The lines of a sale with the tickets and units that are left, to choose for a refund. */
import { Checkbox, Group, NumberInput, ScrollArea, Stack, Text } from "@mantine/core";
import type { Refundable } from "#client";
import { Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useText } from "#kit/text.ts";
import type { Choice } from "./refund.ts";

interface LeftLinesProps {
  left: Refundable;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

export function LeftLines({ left, choice, onChange }: LeftLinesProps) {
  const t = useText("sales");
  const { name } = useNames();
  const lines = left.lines.filter(({ qty_left }) => qty_left > 0);
  const toggle = (ticket_id: string) => {
    const ticket_ids = new Set(choice.ticket_ids);
    if (!ticket_ids.delete(ticket_id)) ticket_ids.add(ticket_id);
    onChange({ ...choice, ticket_ids });
  };
  return (
    <ScrollArea.Autosize mah={320} offsetScrollbars>
      <Stack gap="sm">
        {lines.map(({ line_no, name: line_name, qty_left, tickets, units }) => (
          <div key={line_no}>
            <Text fw={600}>{t("refund.line", { name: line_name, count: qty_left })}</Text>
            {tickets.map(({ ticket_id, package_id, used, amount_left }) => (
              <Group key={ticket_id} justify="space-between" wrap="nowrap" py={4}>
                <Checkbox
                  label={
                    <>
                      {name(package_id)} <span className="figure">…{ticket_id.slice(-6)}</span>
                      {used && ` · ${t("refund.used")}`}
                    </>
                  }
                  disabled={used && left.used_tickets === "never"}
                  checked={choice.ticket_ids.has(ticket_id)}
                  onChange={() => toggle(ticket_id)}
                />
                <Money satang={amount_left} />
              </Group>
            ))}
            {units.length > 0 && (
              <NumberInput
                label={t("refund.units", { count: units.length })}
                min={0}
                max={units.length}
                clampBehavior="strict"
                allowDecimal={false}
                value={choice.units.get(line_no) ?? 0}
                onChange={(qty) => onChange({ ...choice, units: new Map(choice.units).set(line_no, Number(qty)) })}
              />
            )}
          </div>
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}
