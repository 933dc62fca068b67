/** The columns of a file: which one is each field, with the file's first rows beside it; then the dry run. */
import { Alert, Box, Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ImportDetails, type ImportMapping, putImportsImportIdMapping } from "#client";
import { ApiError } from "#kit/api.ts";
import { useIntention } from "#kit/intention.ts";
import { Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getImportsImportIdQueryKey, getImportsQueryKey } from "#queries";

interface ColumnsProps {
  job: ImportDetails;
  /** The columns differ from those of the last dry run. */
  onDirty: (dirty: boolean) => void;
}

type Mapping = Readonly<Record<string, number>>;

/** The rows and letters of samples beside a field. */
const SAMPLES = 3;
const SAMPLE_CHARS = 40;
const PREVIEW_ROWS = 5;

export function Columns({ job, onDirty }: ColumnsProps) {
  const t = useText("imports");
  const queries = useQueryClient();
  const intend = useIntention<{ mapping: Mapping }>();
  const [mapping, setMapping] = useState<Mapping>(job.mapping);
  const path = { import_id: job.import_id };
  const check = useMutation({
    mutationFn: async () => {
      const { data } = await intend({ mapping }, (body, key) =>
        putImportsImportIdMapping({ path, body: body as ImportMapping, headers: { "Idempotency-Key": key } }),
      );
      return data;
    },
    onSuccess: (reply) => {
      queries.setQueryData(getImportsImportIdQueryKey({ path }), reply);
      void queries.invalidateQueries({ queryKey: getImportsQueryKey() });
      onDirty(false);
    },
  });
  const choose = (field: string, column: string | null) => {
    const { [field]: _, ...others } = mapping;
    const next = column === null ? others : { ...others, [field]: Number(column) };
    setMapping(next);
    onDirty(job.status === "checked" && !same(next, job.mapping));
  };
  const columns = job.header.map((name, at) => ({ value: String(at), label: name || t("column", { number: at + 1 }) }));
  const missing = job.fields.filter(({ field, required }) => required && mapping[field] === undefined);
  const used = new Set(Object.values(mapping));
  const unused = columns.filter(({ value }) => !used.has(Number(value)));
  const error = (field: string) =>
    check.error instanceof ApiError ? check.error.fields[`mapping.${field}`] : undefined;
  const checked = job.status === "checked" && same(mapping, job.mapping);
  return (
    <Section title={t("columns")}>
      <Stack gap="md">
        <Text>
          {t("columns_help", { source: t(`source.${job.source}`), known: job.source === "other" ? "no" : "yes" })}
        </Text>
        <Box style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(240px, 1fr))", gap: 16 }}>
          {job.fields.map(({ field, required }) => (
            <Select
              key={field}
              label={t(`field.${field}`)}
              description={sampleOf(job, mapping[field]) || t("no_sample")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              placeholder={t("no_column")}
              required={required}
              clearable={!required}
              searchable
              disabled={check.isPending}
              data={columns}
              value={mapping[field] === undefined ? null : String(mapping[field])}
              onChange={(column) => choose(field, column)}
              error={error(field)}
              clearButtonProps={{ "aria-label": t("no_column") }}
            />
          ))}
        </Box>
        {unused.length > 0 && (
          <Text c="dimmed" fz="xs">
            {t("unused", { columns: unused.map(({ label }) => label).join(", ") })}
          </Text>
        )}
        <Preview job={job} />
        {missing.length > 0 && (
          <Alert variant="outline" color="var(--frame-warn)" role="status">
            {t("missing", { fields: missing.map(({ field }) => t(`field.${field}`)).join(", ") })}
          </Alert>
        )}
        {check.error && <ErrorState error={check.error} />}
        <Group gap="xs">
          <Button
            variant={checked ? "default" : "filled"}
            disabled={missing.length > 0}
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            {t(checked ? "check_again" : "check")}
          </Button>
          {check.isPending && <Text role="status">{t("checking", { rows: job.rows })}</Text>}
        </Group>
      </Stack>
    </Section>
  );
}

/** The first rows of the file as they are. */
function Preview({ job }: { job: ImportDetails }) {
  const t = useText("imports");
  return (
    <Table.ScrollContainer minWidth={0} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table
        withTableBorder
        fz="xs"
        aria-label={t("preview")}
        style={{ width: "max-content", minWidth: "100%", whiteSpace: "nowrap" }}
      >
        <Table.Thead>
          <Table.Tr>
            {job.header.map((name, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
              <Table.Th key={at}>{name || t("column", { number: at + 1 })}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {job.sample.slice(0, PREVIEW_ROWS).map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
            <Table.Tr key={row}>
              {job.header.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
                <Table.Td key={at}>{shortened(cells[at] ?? "")}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function sampleOf({ sample }: ImportDetails, column: number | undefined): string {
  if (column === undefined) return "";
  const cells = sample.map((row) => row[column] ?? "").filter((cell) => cell !== "");
  return cells.slice(0, SAMPLES).map(shortened).join(" · ");
}

function shortened(text: string): string {
  return text.length > SAMPLE_CHARS ? `${text.slice(0, SAMPLE_CHARS)}…` : text;
}

function same(one: Mapping, other: Mapping): boolean {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].every((field) => one[field] === other[field]);
}
