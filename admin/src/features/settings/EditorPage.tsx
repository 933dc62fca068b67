/** The editor of a receipt's look: its fields beside a preview that follows them, at the width and in the language chosen. */
import { Box, Button, Group, SegmentedControl, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useBlocker, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type NewReceiptTemplate, postReceiptTemplates, putReceiptTemplatesReceiptTemplateId } from "#client";
import { useAct } from "#kit/act.ts";
import { ApiError } from "#kit/api.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { PageLink, useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PictureField } from "#kit/PictureField.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReceiptTemplatesReceiptTemplateIdOptions } from "#queries";
import { BlockList } from "./BlockList.tsx";
import { LastChange } from "./LastChange.tsx";
import { type Draft, draftOf, lookOf, NEW } from "./look.ts";
import { Preview } from "./Preview.tsx";

export function EditorPage() {
  const { receipt_template_id } = useParams({ strict: false }) as { receipt_template_id: string };
  const is_new = receipt_template_id === "new";
  const template = useQuery({
    ...getReceiptTemplatesReceiptTemplateIdOptions({ path: { receipt_template_id } }),
    enabled: !is_new,
  });
  if (is_new) return <Editor saved={NEW} id={null} />;
  return (
    <Loaded query={template} rows={12}>
      {({ data }) => <Editor key={receipt_template_id} saved={draftOf(data)} id={receipt_template_id} />}
    </Loaded>
  );
}

function Editor({ saved, id }: { saved: Draft; id: string | null }) {
  const t = useText("settings");
  const go = useGo();
  const act = useAct();
  const { stores, store_id } = useOffice();
  const intend = useIntention<NewReceiptTemplate>();
  const [draft, setDraft] = useState(saved);
  const kept_new = useRef(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const unsaved = JSON.stringify(draft) !== JSON.stringify(saved);
  const save = useMutation({
    mutationFn: async () => {
      const body = { ...lookOf(draft), name: draft.name.trim(), active: draft.active };
      const kept = await act(
        () =>
          id === null
            ? intend({ ...body, store_id: draft.store_id }, (asked, key) =>
                postReceiptTemplates({ body: asked, headers: { "Idempotency-Key": key } }),
              )
            : putReceiptTemplatesReceiptTemplateId({ path: { receipt_template_id: id }, body }),
        t("receipts.saved"),
      );
      return kept.receipt_template_id;
    },
    onSuccess: (kept) => {
      if (id !== null) return;
      kept_new.current = true;
      go(`/receipts/${kept}`);
    },
  });
  const leaving = useBlocker({ shouldBlockFn: () => unsaved && !kept_new.current, withResolver: true });
  const error = (path: string) => (save.error instanceof ApiError ? save.error.fields[path] : undefined);
  return (
    <Page title={saved.name || t("receipts.add")} subtitle={<PageLink to="/receipts">{t("receipts.back")}</PageLink>}>
      <Box style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 340px), 1fr))", gap: 16 }}>
        <Section title={t("receipts.look")}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            <Stack gap="sm">
              <TextInput
                label={t("receipts.name")}
                maxLength={100}
                required
                value={draft.name}
                error={error("name")}
                onChange={({ currentTarget }) => change({ name: currentTarget.value })}
              />
              <Select
                label={t("receipts.store")}
                description={t("receipts.store_help")}
                disabled={id !== null}
                allowDeselect={false}
                value={draft.store_id ?? "all"}
                error={error("store_id")}
                onChange={(value) => change({ store_id: value === "all" ? null : value })}
                data={[
                  { value: "all", label: t("level.all") },
                  ...stores.map((store) => ({ value: store.store_id, label: store.name })),
                ]}
              />
              <div>
                <Text fw={500}>{t("receipts.width")}</Text>
                <SegmentedControl
                  aria-label={t("receipts.width")}
                  value={String(draft.paper_width_mm)}
                  onChange={(value) => change({ paper_width_mm: value === "58" ? 58 : 80 })}
                  data={["58", "80"].map((value) => ({ value, label: `${value} mm` }))}
                />
              </div>
              <Textarea
                label={t("receipts.header")}
                description={t("receipts.lines_help")}
                autosize
                minRows={2}
                maxRows={20}
                value={draft.header}
                error={error("header_lines")}
                onChange={({ currentTarget }) => change({ header: currentTarget.value })}
              />
              <Textarea
                label={t("receipts.footer")}
                description={t("receipts.lines_help")}
                autosize
                minRows={2}
                maxRows={20}
                value={draft.footer}
                error={error("footer_lines")}
                onChange={({ currentTarget }) => change({ footer: currentTarget.value })}
              />
              <PictureField
                label={t("receipts.logo")}
                description={t("receipts.logo_help")}
                use="logo"
                url={draft.logo_url}
                error={error("logo_url")}
                onUrl={(logo_url) => change({ logo_url })}
              />
              <BlockList blocks={draft.blocks} onChange={(blocks) => change({ blocks })} />
              <Switch
                label={t("receipts.active")}
                description={t("receipts.active_help")}
                checked={draft.active}
                onChange={({ currentTarget }) => change({ active: currentTarget.checked })}
              />
              {save.error && <ErrorState error={save.error} />}
              <Group justify="flex-end" gap="xs">
                {unsaved && <Text c="dimmed">{t("receipts.unsaved")}</Text>}
                <Button variant="default" disabled={!unsaved} onClick={() => setDraft(saved)}>
                  {t("receipts.discard")}
                </Button>
                <Button type="submit" disabled={!unsaved || draft.name.trim() === ""} loading={save.isPending}>
                  {t("save")}
                </Button>
              </Group>
              {id !== null && <LastChange setting={id} kind="receipt_template" />}
            </Stack>
          </form>
        </Section>
        <Preview draft={draft} store_id={draft.store_id ?? store_id ?? stores[0]?.store_id ?? ""} />
      </Box>
      <ReasonDialog
        opened={leaving.status === "blocked"}
        onClose={() => leaving.reset?.()}
        title={t("receipts.leave")}
        thing={t("receipts.leave_means")}
        act={t("receipts.leave_act")}
        danger
        onConfirm={async () => leaving.proceed?.()}
      />
    </Page>
  );
}
