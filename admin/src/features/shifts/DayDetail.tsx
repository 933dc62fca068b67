/** The Z report of a closed day as its 80 mm paper, to read, print and save as PDF. */
import { Button, Group, Stack } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { toApiError } from "#kit/api.ts";
import { saveFile } from "#kit/Csv.tsx";
import { fetchFile } from "#kit/files.ts";
import { PageLink } from "#kit/Links.tsx";
import { Paper } from "#kit/Paper.tsx";
import { Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { getDayClosesStoreIdBusinessDatePaperOptions } from "#queries";

/** `id`: the store and the business date, with a dot between. */
export function DayDetail({ id }: { id: string }) {
  const t = useText("shifts");
  const tellText = useText("kit");
  const lang = useLanguage();
  const [store_id = "", business_date = ""] = id.split(".");
  const path = { store_id, business_date };
  const paper = useQuery(getDayClosesStoreIdBusinessDatePaperOptions({ path, query: { lang, width: 80 } }));
  const pdf = useMutation({
    mutationFn: async () => {
      const url = `/v1/day_closes/${store_id}/${business_date}/paper`;
      saveFile(await fetchFile(url, { format: "pdf", lang, width: 80 }), `Z-${business_date}.pdf`);
    },
    onError: (error) => tellError(tellText, toApiError(error, undefined)),
  });
  return (
    <Stack gap="md">
      <Group gap="xs" className="no-print">
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => globalThis.print()}
          disabled={!paper.data}
        >
          {t("days.print")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={pdf.isPending}
          onClick={() => pdf.mutate()}
        >
          {t("days.pdf")}
        </Button>
        <PageLink to="/shifts" search={{ from: business_date, to: business_date }}>
          {t("days.open_shifts")}
        </PageLink>
      </Group>
      <Loaded query={paper} rows={20}>
        {({ data }) => <Paper rows={data.rows} width_mm={data.paper_width_mm} label={t("days.paper")} />}
      </Loaded>
    </Stack>
  );
}
