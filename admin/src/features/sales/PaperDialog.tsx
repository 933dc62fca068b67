/** A receipt or a refund's slip on the screen, as paper and as PDF. A print is counted first, so that a copy says so. */
import { Alert, Button, Group, ScrollArea, SegmentedControl, Stack } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type PrintRequest, postReceiptsSaleIdPrints } from "#client";
import { saveFile } from "#kit/Csv.tsx";
import { Dialog } from "#kit/Dialogs.tsx";
import { fetchFile } from "#kit/files.ts";
import { useIntention } from "#kit/intention.ts";
import { useOffice } from "#kit/office.ts";
import { Paper } from "#kit/Paper.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReceiptsSaleIdOptions, getRefundsRefundIdSlipOptions } from "#queries";

export type SalePaper = { kind: "receipt" | "slip"; id: string };

const LANGUAGES = ["th", "en", "both"] as const;

export function PaperDialog({ paper, onClose }: { paper: SalePaper | null; onClose: () => void }) {
  const t = useText("sales");
  return (
    <Dialog opened={paper !== null} onClose={onClose} title={t(paper?.kind === "slip" ? "refund.slip" : "receipt")}>
      {paper && <Shown paper={paper} />}
    </Dialog>
  );
}

function Shown({ paper: { kind, id } }: { paper: SalePaper }) {
  const t = useText("sales");
  const { can } = useOffice();
  const queries = useQueryClient();
  const intend = useIntention<PrintRequest>();
  const [lang, setLang] = useState<(typeof LANGUAGES)[number]>("both");
  const receipt = useQuery({
    ...getReceiptsSaleIdOptions({ path: { sale_id: id }, query: { lang } }),
    enabled: kind === "receipt",
  });
  const slip = useQuery({
    ...getRefundsRefundIdSlipOptions({ path: { refund_id: id }, query: { lang } }),
    enabled: kind === "slip",
  });
  const url = kind === "receipt" ? `/v1/receipts/${id}` : `/v1/refunds/${id}/slip`;
  const save = useMutation({
    mutationFn: async () => saveFile(await fetchFile(url, { format: "pdf", lang }), `${kind}-${id}.pdf`),
  });
  const print = useMutation({
    mutationFn: async () => {
      if (kind === "receipt") {
        await intend({}, (body, key) =>
          postReceiptsSaleIdPrints({ path: { sale_id: id }, body, headers: { "Idempotency-Key": key } }),
        );
        await queries.invalidateQueries();
      }
      window.print();
    },
  });
  const query = kind === "receipt" ? receipt : slip;
  const failed = save.error ?? print.error;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs" className="no-print">
        <SegmentedControl
          size="xs"
          aria-label={t("paper.language")}
          value={lang}
          onChange={(value) => setLang(value as typeof lang)}
          data={LANGUAGES.map((value) => ({ value, label: t(`paper.${value}`) }))}
        />
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t("paper.pdf")}
          </Button>
          {(kind === "slip" || can("sell")) && (
            <Button
              size="xs"
              leftSection={<IconPrinter size={14} aria-hidden />}
              loading={print.isPending}
              disabled={!query.data}
              onClick={() => print.mutate()}
            >
              {t("paper.print")}
            </Button>
          )}
        </Group>
      </Group>
      {failed && <ErrorState error={failed} />}
      <Loaded query={query as typeof receipt} rows={10}>
        {({ data }) => (
          <>
            {data.pages > 1 && <Alert variant="outline">{t("paper.pages", { pages: data.pages })}</Alert>}
            <ScrollArea>
              <Paper rows={data.rows} width_mm={data.paper_width_mm} label={t("receipt")} />
            </ScrollArea>
          </>
        )}
      </Loaded>
    </Stack>
  );
}
