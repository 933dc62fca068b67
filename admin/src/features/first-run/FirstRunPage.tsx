/** First steps: what stands between this park and its first guest, and the form of each. */
import { Alert, Box, Button, Progress, Stack, Text } from "@mantine/core";
import { IconConfetti } from "@tabler/icons-react";
import { useState } from "react";
import { useHomeStore } from "#kit/home.ts";
import { PageLink, useGo } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PairDialog } from "#kit/PairDialog.tsx";
import { useRefusalName } from "#kit/refusals.ts";
import { EmptyState, ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { HowDialog } from "./HowDialog.tsx";
import { PackageDialog } from "./PackageDialog.tsx";
import { PersonDialog } from "./PersonDialog.tsx";
import { StepRow } from "./StepRow.tsx";
import { StoreDialog } from "./StoreDialog.tsx";
import { EXTRAS, type Extra, STEPS, type Step, useSteps } from "./steps.ts";

/** Steps whose form is on a page of its own. */
const ELSEWHERE = { tax: "/pricing/taxes?add=yes", payments: "/payment-types?add=yes" } as const;
const EXTRA_PAGES: Record<Extra, string> = {
  receipt: "/receipts",
  printer: "/printers",
  webhook: "/webhooks",
  import: "/imports",
};

/** Where to see what a step made. */
const MADE: Record<Step, string> = {
  store: "/settings/billing",
  tax: "/pricing/taxes",
  payments: "/payment-types",
  package: "/packages",
  person: "/employees",
  till: "/devices",
  gate: "/devices",
  sale: "/sales",
  scan: "/rows/redemptions",
};

export function FirstRunPage() {
  const t = useText("first-run");
  const { can } = useOffice();
  const { home } = useHomeStore();
  if (!home || !can("settings_write"))
    return (
      <Page title={t("title")}>
        <EmptyState title={t("not_allowed")} />
      </Page>
    );
  return <FirstRun key={home.store_id} />;
}

function FirstRun() {
  const t = useText("first-run");
  const go = useGo();
  const { stores } = useOffice();
  const { home } = useHomeStore();
  const { steps, extras, refused, error, retry } = useSteps();
  const refusalName = useRefusalName();
  const [opened, open] = useState<Step | null>(null);
  const close = () => open(null);
  const standing = STEPS.filter((step) => steps[step]).length;
  const next = STEPS.find((step) => steps[step] === false);
  const begin = (step: Step) => {
    if (step !== "tax" && step !== "payments") return open(step);
    const [to = "", search = ""] = ELSEWHERE[step].split("?");
    go(to, Object.fromEntries(new URLSearchParams(search)));
  };
  return (
    <Page title={t("title")} subtitle={stores.length > 1 ? home?.name : undefined}>
      {error !== undefined && <ErrorState error={error} retry={retry} />}
      <Box>
        <Text component="p" m={0} mb={4} aria-live="polite">
          {t("progress", { done: standing, all: STEPS.length })}
        </Text>
        <Progress value={(standing / STEPS.length) * 100} aria-label={t("title")} />
      </Box>
      {standing === STEPS.length && (
        <Alert color="accent" icon={<IconConfetti size={18} aria-hidden />} title={t("finished")}>
          <Stack gap="xs" align="flex-start">
            <Text>{t("finished.help")}</Text>
            <Button onClick={() => go("/")}>{t("finished.act")}</Button>
          </Stack>
        </Alert>
      )}
      <Section title={t("steps")} flush>
        <Box component="ol" m={0} p={0} style={{ listStyle: "none" }}>
          {STEPS.map((step) => (
            <StepRow
              key={step}
              done={steps[step]}
              next={step === next}
              title={t(`step.${step}`)}
              why={t(`step.${step}.why`)}
              label={t(`step.${step}.act`)}
              onBegin={() => begin(step)}
              made={<PageLink to={MADE[step]}>{t("see")}</PageLink>}
            >
              {step === "scan" && !steps.scan && refused && (
                <Text fz="sm" c="var(--frame-bad)">
                  {t("scan.refused", { reason: refusalName(refused.reason) })} <DateTime at={refused.happened_at} />
                </Text>
              )}
            </StepRow>
          ))}
        </Box>
      </Section>
      <Section title={t("extras")} flush>
        <Box component="ul" m={0} p={0} style={{ listStyle: "none" }}>
          {EXTRAS.map((extra) => (
            <StepRow
              key={extra}
              done={extras[extra]}
              next={false}
              title={t(`step.${extra}`)}
              why={t(`step.${extra}.why`)}
              label={t(`step.${extra}.act`)}
              onBegin={() => go(EXTRA_PAGES[extra])}
              made={<PageLink to={EXTRA_PAGES[extra]}>{t("see")}</PageLink>}
            />
          ))}
        </Box>
      </Section>
      {opened === "store" && <StoreDialog onClose={close} />}
      {opened === "package" && <PackageDialog onClose={close} />}
      {opened === "person" && <PersonDialog onClose={close} />}
      {opened === "till" && <PairDialog kind="POS" onClose={close} />}
      {opened === "gate" && <PairDialog kind="GATE" onClose={close} />}
      {(opened === "sale" || opened === "scan") && <HowDialog step={opened} onClose={close} />}
    </Page>
  );
}
