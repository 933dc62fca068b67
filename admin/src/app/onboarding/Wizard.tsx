/** The sign-up of a park: e-mail, code, its steps, and the first sign-in. The server keeps each step; this browser keeps the way to it. */
import { Button, Progress, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "#kit/api.ts";
import { useKept } from "#kit/kept.ts";
import { ErrorState, Loaded, Waiting } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { getOnboardingOnboardingIdOptions, getOnboardingOptions } from "#queries";
import { Gate } from "../Gate.tsx";
import { SignIn } from "../SignIn.tsx";
import { readSession, signIn, useSession } from "../session.ts";
import { CodeStep } from "./CodeStep.tsx";
import { EmailStep } from "./EmailStep.tsx";
import { PaymentsStep } from "./PaymentsStep.tsx";
import { ProfileStep } from "./ProfileStep.tsx";
import { type Kept, nextOf, STEPS, type Step, type StepProps, stepOf } from "./progress.ts";
import { SummaryStep } from "./SummaryStep.tsx";
import { TablesStep } from "./TablesStep.tsx";
import { TaxStep } from "./TaxStep.tsx";

const WIDTH = 480;

export function Wizard() {
  const t = useText("onboarding");
  const session = useSession();
  const state = useQuery({ ...getOnboardingOptions(), staleTime: Number.POSITIVE_INFINITY });
  const [kept, keep] = useKept<Kept | null>("onboarding", null);
  const [over, setOver] = useState<string | null>(null);
  // A signed-in person's calls need the proof of their session, also here.
  useEffect(() => void readSession(), []);
  useEffect(() => {
    document.title = `${t("title")} · PlayPark`;
  }, [t]);
  if (kept?.token)
    return (
      <Steps
        kept={{ ...kept, token: kept.token }}
        onForget={() => keep(null)}
        onOver={() => {
          setOver(kept.email);
          keep(null);
        }}
      />
    );
  // Another tab finished the sign-up and signed in, or somebody who has a park came here.
  if (!kept && (session.state === "in" || session.state === "locked"))
    return (
      <Gate title={t("title")} width={WIDTH}>
        <Text>{t("signed_in")}</Text>
        <Button component={Link} to={"/first-run" as never}>
          {t("signed_in.act")}
        </Button>
      </Gate>
    );
  return (
    <Gate title={t(kept ? "step.code" : "title")} width={WIDTH}>
      <Loaded query={state}>
        {({ data: { open, reason } }) =>
          !open ? (
            <Text>{t(`closed.${reason}`)}</Text>
          ) : kept ? (
            <CodeStep
              kept={kept}
              onSent={keep}
              onOther={() => keep(null)}
              onConfirmed={({ onboarding_id, onboarding_token }) =>
                keep({ ...kept, onboarding_id, token: onboarding_token })
              }
            />
          ) : (
            <EmailStep known={over ?? ""} over={over !== null} onSent={keep} />
          )
        }
      </Loaded>
    </Gate>
  );
}

interface StepsProps {
  kept: Kept & { token: string };
  /** The sign-up is finished, and nothing of it stays here. */
  onForget: () => void;
  /** The server no longer takes the token. */
  onOver: () => void;
}

function Steps({ kept, onForget, onOver }: StepsProps) {
  const t = useText("onboarding");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search, change] = useUrl();
  const [pin, setPin] = useState("");
  const auth = {
    path: { onboarding_id: kept.onboarding_id },
    headers: { authorization: `Bearer ${kept.token}` },
  };
  const options = getOnboardingOnboardingIdOptions(auth);
  const query = useQuery(options);
  const gone = query.error instanceof ApiError && query.error.code === "E_NOT_FOUND";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the refusal itself ends the sign-up here.
  useEffect(() => {
    if (gone) onOver();
  }, [gone]);
  const onboarding = query.data?.data;
  const first = onboarding && stepOf(onboarding.steps, search.step);
  // The browser's way back then leads to this step, also after it is done.
  useEffect(() => {
    if (first && search.step !== first) change({ step: first });
  }, [first, search.step, change]);
  const enter = () => {
    onForget();
    void navigate({ to: "/first-run" as never, search: {} as never, replace: true });
  };
  const finished = async () => {
    try {
      if (pin) {
        await signIn({ email: kept.email, pin });
        return enter();
      }
    } catch {
      setPin("");
    }
    await query.refetch();
  };
  if (!onboarding)
    return (
      <Gate title={t("title")} width={WIDTH}>
        {query.error && !gone ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Waiting rows={4} />
        )}
      </Gate>
    );
  // In another tab, or after a reload, the PIN is asked for: no browser keeps it.
  if (onboarding.status === "finished" && !pin)
    return <SignIn ended={false} email={onboarding.email} title={t("done")} onDone={enter} />;
  const step = stepOf(onboarding.steps, search.step);
  const at = STEPS.indexOf(step);
  const go = (to: Step) => change({ step: to }, { push: true });
  const props: StepProps = {
    onboarding,
    auth,
    onBack: at > 0 ? () => go(STEPS[at - 1] ?? "profile") : undefined,
    onDone: (saved) => {
      queries.setQueryData(options.queryKey, (old) => old && { ...old, data: saved });
      go(nextOf(step, saved.steps));
    },
  };
  return (
    <Gate title={t(`step.${step}`)} width={WIDTH}>
      <div>
        <Text fz="xs" c="dimmed" mb={4}>
          {t("step_of", { number: at + 1, all: STEPS.length })}
        </Text>
        <Progress value={((at + 1) / STEPS.length) * 100} size={4} aria-label={t("title")} />
      </div>
      {step === "profile" && <ProfileStep {...props} pin={pin} onPin={setPin} />}
      {step === "tax" && <TaxStep {...props} />}
      {step === "tables" && <TablesStep {...props} />}
      {step === "payments" && <PaymentsStep {...props} />}
      {step === "summary" && <SummaryStep {...props} onStep={go} onFinished={finished} />}
    </Gate>
  );
}
