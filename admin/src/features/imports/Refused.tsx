/** The refused rows: why each was refused, and the rows as a file to correct and load again. */
import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { getImportsImportIdRefused, type ImportDetails, type ImportRowError } from "#client";
import { toApiError } from "#kit/api.ts";
import { saveFile } from "#kit/Csv.tsx";
import { DataTable } from "#kit/DataTable.tsx";
import { Section } from "#kit/Page.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { getImportsImportIdErrorsOptions } from "#queries";

export function Refused({ job }: { job: ImportDetails }) {
  const t = useText("imports");
  const kit = useText("kit");
  const language = useLanguage();
  const path = { import_id: job.import_id };
  const save = useMutation({
    mutationFn: () => getImportsImportIdRefused({ path, parseAs: "blob" }),
    onSuccess: ({ data }) => saveFile(data as unknown as Blob, `${job.file_name.replace(/\.\w+$/, "")}-refused.csv`),
    onError: (error) => tellError(kit, toApiError(error, undefined)),
  });
  return (
    <Section title={t("errors")} flush>
      <Group gap="sm" p="md" justify="space-between">
        <Text maw={520}>{t("errors_help")}</Text>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("refused_file")}
        </Button>
      </Group>
      <DataTable<ImportRowError>
        label={t("errors")}
        key={`${job.status} ${job.next_page} ${job.failed}`}
        list={({ limit, cursor }) => ({
          ...getImportsImportIdErrorsOptions({ path, query: { limit, ...(cursor && { cursor }) } }),
          staleTime: 0,
        })}
        rowId={({ row, column, code }) => `${row} ${column} ${code}`}
        csv={{ url: `/v1/imports/${job.import_id}/errors`, query: {}, name: `${job.file_name}-errors` }}
        empty={t("no_errors")}
        columns={[
          { id: "row", header: t("row"), align: "right", cell: ({ row }) => row },
          { id: "column", header: t("column_head"), cell: ({ column }) => column ?? "—" },
          {
            id: "message",
            header: t("problem"),
            card: "head",
            cell: ({ message, message_th }) => (language === "th" ? message_th : message),
          },
        ]}
      />
    </Section>
  );
}
