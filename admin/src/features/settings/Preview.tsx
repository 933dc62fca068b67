/** The preview of a receipt's look over an example sale, as the server prints it. */
import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postReceiptTemplatesPreview } from "#client";
import { toApiError } from "#kit/api.ts";
import { saveFile } from "#kit/Csv.tsx";
import { postFile } from "#kit/files.ts";
import { Section } from "#kit/Page.tsx";
import { Paper } from "#kit/Paper.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { type Draft, lookOf } from "./look.ts";

const WAIT_MS = 400;

type Lang = "th" | "en" | "both";

export function Preview({ draft, store_id }: { draft: Draft; store_id: string }) {
  const t = useText("settings");
  const kit = useText("kit");
  const [lang, setLang] = useState<Lang>(useLanguage());
  const [width, setWidth] = useState<58 | 80 | null>(null);
  const shown = width ?? draft.paper_width_mm;
  const [body] = useDebouncedValue(JSON.stringify({ ...lookOf(draft), store_id }), WAIT_MS);
  const preview = useQuery({
    queryKey: ["receipt preview", body, lang, shown],
    queryFn: async () => {
      const reply = await postReceiptTemplatesPreview({ body: JSON.parse(body), query: { lang, width: shown } });
      return reply.data;
    },
    placeholderData: keepPreviousData,
  });
  const file = useMutation({
    mutationFn: async (format: "pdf" | "escpos") => {
      const query = { lang, width: shown, format };
      const made = await postFile("/v1/receipt-templates/preview", JSON.parse(body), query);
      saveFile(made, `receipt-${shown}.${format === "pdf" ? "pdf" : "bin"}`);
    },
    onError: (error) => tellError(kit, toApiError(error, undefined)),
  });
  return (
    <Section title={t("preview.title")}>
      <Stack gap="md">
        <Group gap="xs">
          <SegmentedControl
            aria-label={t("preview.width")}
            value={String(shown)}
            onChange={(value) => setWidth(value === "58" ? 58 : 80)}
            data={["58", "80"].map((value) => ({ value, label: `${value} mm` }))}
          />
          <SegmentedControl
            aria-label={t("preview.language")}
            value={lang}
            onChange={(value) => setLang(value as Lang)}
            data={(["th", "en", "both"] as const).map((value) => ({ value, label: t(`lang.${value}`) }))}
          />
        </Group>
        {preview.error && preview.data ? <ErrorState error={preview.error} /> : null}
        <Loaded query={preview} rows={16}>
          {({ data }) => (
            <Paper rows={data.rows} width_mm={shown} label={t("preview.title")} logo_url={data.logo_url} />
          )}
        </Loaded>
        <Group gap="xs">
          <Button variant="default" loading={file.isPending} onClick={() => file.mutate("pdf")}>
            {t("preview.pdf")}
          </Button>
          <Button variant="default" loading={file.isPending} onClick={() => file.mutate("escpos")}>
            {t("preview.bytes")}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
