/** The calculator: a cart priced by the server as a till would sell it, with each step and the name of its rule. */
import { Box, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PreviewRequest, postPricingPreview } from "#client";
import { Moment } from "#kit/Fields.tsx";
import { useHomeStore } from "#kit/home.ts";
import { type PackageCount, PackageCounts } from "#kit/PackageCounts.tsx";
import { Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import classes from "./Calculator.module.css";
import { usePackages } from "./choices.ts";
import { Steps } from "./Steps.tsx";

/** `rule_id` is the rule whose steps stand out. */
export function Calculator({ rule_id }: { rule_id?: string }) {
  const t = useText("pricing");
  const { at: place } = useHomeStore();
  const { packages, choices } = usePackages();
  const [counts, setCounts] = useState<PackageCount[] | null>(null);
  const [code, setCode] = useState("");
  const [at, setAt] = useState<string | null>(null);
  // A first look explains itself: it has an item.
  const first = packages.find(({ open_price }) => !open_price);
  const cart = counts ?? (first ? [{ package_id: first.package_id, qty: 2 }] : []);
  const body: PreviewRequest = {
    ...place,
    items: cart,
    ...(code.trim() && { promo_codes: [code.trim()] }),
    ...(at && { at }),
  };
  const [asked] = useDebouncedValue(JSON.stringify(body), 300);
  const ready = (JSON.parse(asked) as PreviewRequest).items.length > 0;
  const preview = useQuery({
    queryKey: ["preview", asked],
    queryFn: async () => (await postPricingPreview({ body: JSON.parse(asked) as PreviewRequest })).data,
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  return (
    <Box className={classes.beside}>
      <Section title={t("calculator")}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t("calculator.help")}
          </Text>
          <PackageCounts
            counts={cart}
            onCounts={setCounts}
            choices={choices}
            max={1000}
            empty={t("calculator.empty")}
            error={() => undefined}
          />
          <TextInput
            label={t("calculator.code")}
            maxLength={50}
            value={code}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
          />
          <Moment
            label={t("calculator.at")}
            description={t("calculator.at_help")}
            value={at}
            error={undefined}
            onChange={setAt}
          />
          {cart.length > 0 && ready && (
            <div aria-live="polite">
              {preview.isError ? (
                <ErrorState error={preview.error} retry={() => void preview.refetch()} />
              ) : (
                <Loaded query={preview} rows={4}>
                  {({ data }) => <Steps priced={data} {...(rule_id && { rule_id })} />}
                </Loaded>
              )}
            </div>
          )}
        </Stack>
      </Section>
    </Box>
  );
}
