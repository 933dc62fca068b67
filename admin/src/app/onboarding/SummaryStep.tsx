/** Everything that was told, each with its way back, and the button that makes the park. */
import { Anchor, Box, Group, Stack, Text } from "@mantine/core";
import { postOnboardingOnboardingIdFinish } from "#client";
import { useText } from "#kit/text.ts";
import type { Step, StepProps } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

interface SummaryStepProps extends Omit<StepProps, "onDone"> {
  onStep: (step: Step) => void;
  /** The park is made. */
  onFinished: () => Promise<void>;
}

export function SummaryStep({ onboarding, auth, onStep, onFinished, onBack }: SummaryStepProps) {
  const t = useText("onboarding");
  const { profile, tax, tables, payments, missing } = onboarding;
  const told: Record<Exclude<Step, "summary">, string | undefined> = {
    profile: profile
      ? [profile.name, profile.owner.name, profile.address].filter((text) => text !== null).join(" · ")
      : undefined,
    tax: tax ? (tax.vat_registered ? `${t(`mode.${tax.mode}`)} · ${tax.tax_id}` : t("vat.no")) : undefined,
    tables: tables ? t("summary.tables", { count: tables.tables.length }) : undefined,
    payments: payments?.types.map((type) => t(`types.${type}`)).join(" · "),
  };
  const finish = async () => {
    await postOnboardingOnboardingIdFinish({ ...auth, body: {} });
    await onFinished();
  };
  return (
    <StepForm ready={missing.length === 0} label={t("finish")} onSave={finish} onBack={onBack}>
      {() => (
        <Stack gap="sm">
          {onboarding.steps.map(({ step, required, done }) => (
            <Group key={step} justify="space-between" wrap="nowrap" align="flex-start">
              <Box style={{ minWidth: 0 }}>
                <Text fw={600}>{t(`step.${step}`)}</Text>
                <Text c={done || !required ? "dimmed" : "var(--frame-bad)"} style={{ overflowWrap: "anywhere" }}>
                  {told[step] ?? t(required ? "summary.missing" : "summary.skipped")}
                </Text>
              </Box>
              <Anchor
                component="button"
                type="button"
                aria-label={t("summary.change", { step: t(`step.${step}`) })}
                onClick={() => onStep(step)}
              >
                {t("change")}
              </Anchor>
            </Group>
          ))}
        </Stack>
      )}
    </StepForm>
  );
}
