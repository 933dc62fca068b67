/** The steps of a price: from each line's own price over its rules to what the guest pays. */
import { Box, Divider, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Preview } from "#client";
import { Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useText } from "#kit/text.ts";

export function Steps({ priced, rule_id }: { priced: Preview; rule_id?: string }) {
  const t = useText("pricing");
  const { name: nameOf, knows } = useNames();
  const labelOf = (line: Preview["lines"][number]) => (knows(line.package_id) ? nameOf(line.package_id) : line.name);
  const { lines, subtotal, discount_total, tax_total, rounding, grand_total, not_applied } = priced;
  return (
    <Stack gap={4}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may have the same package
        <Box key={place} component="section" aria-label={labelOf(line)}>
          <Step name={t("step.line", { name: labelOf(line), count: line.qty })} satang={line.gross} strong />
          <PriceStep line={line} {...(rule_id && { rule_id })} />
          {line.applied.map(({ rule_id: of, name, amount }) => (
            <Step
              key={`${of} ${name}`}
              name={name}
              satang={-amount}
              strong={of !== undefined && of === rule_id}
              indent
            />
          ))}
        </Box>
      ))}
      <Divider my={4} />
      <Step name={t("step.subtotal")} satang={subtotal} />
      {discount_total !== 0 && <Step name={t("step.discounts")} satang={-discount_total} />}
      <Step name={t("step.tax")} satang={tax_total} />
      {rounding !== 0 && <Step name={t("step.rounding")} satang={rounding} />}
      <Step name={t("step.total")} satang={grand_total} strong />
      {not_applied.map(({ code, reason }) => (
        <Text key={code} size="sm" role="status">
          {t("not_applied", { code })} {t(`reason.${reason}`)}
        </Text>
      ))}
    </Stack>
  );
}

/** The source of a unit's price, where it is not the package itself. */
function PriceStep({ line, rule_id }: { line: Preview["lines"][number]; rule_id?: string }) {
  const t = useText("pricing");
  const { price_source: source, base_price, unit_price } = line;
  if (!source || source.kind === "package") return null;
  return (
    <Step
      indent
      strong={source.id !== null && source.id === rule_id}
      name={t(`source.${source.kind}`, { name: source.name ?? "" })}
      value={
        <>
          {base_price !== undefined && base_price !== unit_price && (
            <s>
              <Money satang={base_price} />
            </s>
          )}{" "}
          <Money satang={unit_price} />
        </>
      }
    />
  );
}

interface StepProps {
  name: string;
  satang?: number;
  value?: ReactNode;
  strong?: boolean;
  indent?: boolean;
}

function Step({ name, satang, value, strong = false, indent = false }: StepProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" fw={strong ? 600 : 400} pl={indent ? "md" : 0}>
      <Text size="sm" fw="inherit" c={indent && !strong ? "dimmed" : undefined} style={{ minWidth: 0 }}>
        {name}
      </Text>
      <Text component="div" size="sm" fw="inherit" style={{ whiteSpace: "nowrap" }}>
        {value ?? <Money satang={satang} />}
      </Text>
    </Group>
  );
}
