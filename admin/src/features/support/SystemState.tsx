/** The provider's word on the state of the system, in two languages; everybody reads it at /status.json. */
import { Badge, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { postAdminStatus, type SentSystemState } from "#client";
import { useAct } from "#kit/act.ts";
import { fieldErrors } from "#kit/draft.ts";
import { Moment } from "#kit/Fields.tsx";
import { useIntention } from "#kit/intention.ts";
import { Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

const STATES = [
  "operational",
  "degraded",
  "maintenance",
  "outage",
] as const satisfies readonly SentSystemState["state"][];
const MOST_CHARACTERS = 500;

export function SystemState() {
  const t = useText("support");
  const act = useAct();
  const intend = useIntention<SentSystemState>();
  const [state, setState] = useState<SentSystemState["state"]>("degraded");
  const [message_en, setEnglish] = useState("");
  const [message_th, setThai] = useState("");
  const [ends_at, setEnd] = useState<string | null>(null);
  const body = { state, message_en: message_en.trim(), message_th: message_th.trim(), ends_at };
  const announce = useMutation({
    mutationFn: () =>
      act(
        () => intend(body, (asked, key) => postAdminStatus({ body: asked, headers: { "Idempotency-Key": key } })),
        t("state.done"),
      ),
  });
  const error = fieldErrors(announce.error);
  const told = announce.data;
  return (
    <Section title={t("state.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          announce.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t("state.help")}</Text>
          <Select
            label={t("state.state")}
            allowDeselect={false}
            value={state}
            error={error("state")}
            onChange={(value) => setState(STATES.find((each) => each === value) ?? state)}
            data={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          />
          <Textarea
            label={t("state.message_en")}
            required
            maxLength={MOST_CHARACTERS}
            value={message_en}
            error={error("message_en")}
            onChange={({ currentTarget }) => setEnglish(currentTarget.value)}
          />
          <Textarea
            label={t("state.message_th")}
            required
            maxLength={MOST_CHARACTERS}
            value={message_th}
            error={error("message_th")}
            onChange={({ currentTarget }) => setThai(currentTarget.value)}
          />
          <Moment
            label={t("state.ends_at")}
            description={t("state.ends_at_help")}
            value={ends_at}
            onChange={setEnd}
            error={error("ends_at")}
          />
          <Group gap="sm">
            <Button
              type="submit"
              loading={announce.isPending}
              disabled={body.message_en === "" || body.message_th === ""}
            >
              {t("state.announce")}
            </Button>
            {told && <Badge variant="light">{t("state.now", { state: t(`state.${told.state}`) })}</Badge>}
          </Group>
          {announce.error && <ErrorState error={announce.error} />}
        </Stack>
      </form>
    </Section>
  );
}
