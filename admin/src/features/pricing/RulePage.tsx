/** One price rule, new or known, and the calculator beside it. */
import { Alert, Grid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type PricingRuleRequest, postPricingRules, putPricingRulesRuleId } from "#client";
import { useAct } from "#kit/act.ts";
import { ApiError } from "#kit/api.ts";
import { fieldErrors, useDraft } from "#kit/draft.ts";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getPricingRulesRuleIdOptions } from "#queries";
import { Calculator } from "./Calculator.tsx";
import { RuleForm } from "./RuleForm.tsx";
import { type Draft, draftOf, NEW_RULE, requestOf } from "./rule.ts";

const NEW = "new";

export function RulePage() {
  const t = useText("pricing");
  const language = useLanguage();
  const { store_id = null } = useOffice();
  const { rule_id } = useParams({ strict: false }) as { rule_id: string };
  const query = useQuery({ ...getPricingRulesRuleIdOptions({ path: { rule_id } }), enabled: rule_id !== NEW });
  const known = rule_id === NEW ? undefined : query.data?.data;
  const name = language === "th" ? (known?.name_th ?? known?.name) : known?.name;
  return (
    <Page
      title={name ?? t(rule_id === NEW ? "add" : "rule")}
      subtitle={<PageLink to="/pricing/rules">{t("back")}</PageLink>}
    >
      {rule_id === NEW ? (
        <Editor key={NEW} saved={{ ...NEW_RULE, store_id }} />
      ) : (
        <Loaded query={query} rows={12}>
          {({ data }) => <Editor key={rule_id} rule_id={rule_id} saved={draftOf(data)} uses={data.uses_count} />}
        </Loaded>
      )}
    </Page>
  );
}

/** `uses` is the number of sales so far; null where nobody counts them. */
function Editor({ rule_id, saved, uses = null }: { rule_id?: string; saved: Draft; uses?: number | null }) {
  const t = useText("pricing");
  const act = useAct();
  const go = useGo();
  const intend = useIntention<PricingRuleRequest>();
  const { draft, setDraft, changed, reset } = useDraft(saved);
  const save = useMutation({
    mutationFn: async () => {
      const asked = requestOf(draft);
      if (rule_id)
        return act(() => putPricingRulesRuleId({ path: { rule_id }, body: asked }), t("saved", { name: asked.name }));
      const added = await act(
        () => intend(asked, (body, key) => postPricingRules({ body, headers: { "Idempotency-Key": key } })),
        t("added", { name: asked.name }),
      );
      go(`/pricing/rules/${added.rule_id}`);
      return added;
    },
  });
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="md">
          {save.error && <Refusal error={save.error} />}
          <RuleForm draft={draft} onChange={setDraft} error={fieldErrors(save.error)} is_new={!rule_id} uses={uses} />
          {rule_id && <LastChange kind="pricing_rule" id={rule_id} />}
          <Unsaved changed={changed} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Calculator {...(rule_id && { rule_id })} />
      </Grid.Col>
    </Grid>
  );
}

/** A refused save. A conflict names the other rule, with the way to it. */
function Refusal({ error }: { error: Error }) {
  const t = useText("pricing");
  const { rule_id, name } = error instanceof ApiError ? error.details : {};
  if (typeof rule_id !== "string" || typeof name !== "string") return <ErrorState error={error} />;
  return (
    <Alert variant="outline" color="red" role="alert" title={t("conflict", { name })}>
      <Text size="sm">{error.message}</Text>
      <PageLink to={`/pricing/rules/${rule_id}`}>{t("conflict.open", { name })}</PageLink>
    </Alert>
  );
}
