/** The lines of a sale: each step from the listed price to the paid one, with the rule that made it. */
import { Box, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Sale } from "#client";
import { Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { useLanguage, useText } from "#kit/text.ts";

type Line = Sale["lines"][number];

export function SaleLines({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const language = useLanguage();
  const { name, knows } = useNames();
  // A line keeps the English name of its day; the Thai one is that of the package, as on a receipt.
  const nameOf = (line: Line) => (language === "th" && knows(line.package_id) ? name(line.package_id) : line.name);
  return (
    <Section title={t("lines")}>
      <Stack gap="sm">
        {sale.lines.map((line) => (
          <Box key={line.line_no} pb="sm" style={{ borderBottom: "1px solid var(--frame-border)" }}>
            <Step
              label={
                <Text component="span" fw={600}>
                  {t("line", { qty: line.qty, name: nameOf(line) })}
                </Text>
              }
              satang={line.total}
              strong
            />
            <Steps line={line} />
          </Box>
        ))}
        <Totals sale={sale} />
        {sale.not_applied.length > 0 && (
          <Facts of={sale.not_applied.map(({ code, reason }) => [t("code", { code }), reason] as const)} />
        )}
      </Stack>
    </Section>
  );
}

function Steps({ line }: { line: Line }) {
  const t = useText("sales");
  const { base_price, unit_price, listed_price, price_source, qty, gross, applied, tax_total } = line;
  const source = price_source?.kind ?? "package";
  const named = price_source?.name
    ? t("source.named", { source: t(`source.${source}`), name: price_source.name })
    : null;
  return (
    <Box pl="md" c="dimmed">
      {base_price !== undefined && base_price !== unit_price && <Step label={t("base_price")} satang={base_price} />}
      {listed_price !== undefined && <Step label={t("listed_price")} satang={listed_price} />}
      <Step label={named ?? t(`source.${source}`)} satang={unit_price} />
      {qty !== 1 && <Step label={t("gross", { qty })} satang={gross} />}
      {applied.map((rule) => (
        <Step key={`${rule.rule_id ?? ""}${rule.name}`} label={rule.name} satang={-rule.amount} />
      ))}
      <Step label={t("tax_inside")} satang={tax_total} />
    </Box>
  );
}

function Totals({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { subtotal, discount_total, rounding, grand_total, surcharge_total, refunded_total, taxes } = sale;
  return (
    <Box>
      {discount_total > 0 && (
        <>
          <Step label={t("subtotal")} satang={subtotal} />
          <Step label={t("discount")} satang={-discount_total} />
        </>
      )}
      {rounding !== 0 && <Step label={t("rounding")} satang={rounding} />}
      <Step label={t("total")} satang={grand_total} strong />
      {surcharge_total > 0 && <Step label={t("surcharge")} satang={surcharge_total} />}
      {taxes.map(({ rate_bps, tax_total }) => (
        <Step
          key={rate_bps}
          label={rate_bps === null ? t("tax_inside") : t("tax_of", { rate: rate_bps / 100 })}
          satang={tax_total}
        />
      ))}
      {refunded_total > 0 && <Step label={t("refunded")} satang={-refunded_total} strong />}
    </Box>
  );
}

function Step({ label, satang, strong = false }: { label: ReactNode; satang: number; strong?: boolean }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md" fw={strong ? 600 : 400}>
      <span style={{ minWidth: 0 }}>{label}</span>
      <Money satang={satang} />
    </Group>
  );
}
