/** The export of a list: the same filter as on the screen, as a file of CSV. A long list comes in parts, and shows its progress. */
import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client } from "../client/client.gen.ts";
import { toApiError } from "./api.ts";
import { countCsvRows } from "./files.ts";
import { useStepUp } from "./StepUp.tsx";
import { useText } from "./text.ts";
import { tellDone, tellError } from "./toast.ts";

export interface CsvSource {
  /** The path of a list, such as `/v1/sales`, or of a report. */
  url: string;
  /** The filter of the screen. */
  query: object;
  /** The file's name without its ending. */
  name: string;
  /** True for a report: it is never too long for one reply. */
  whole?: boolean;
}

export function CsvButton({ source }: { source: CsvSource }) {
  const t = useText("kit");
  const [rows, setRows] = useState(0);
  const stop = useRef(new AbortController());
  const proven = useStepUp();
  const save = useMutation({
    mutationFn: async () => {
      stop.current = new AbortController();
      setRows(0);
      const { file, read, parts } = await proven(() =>
        readParts(source, stop.current.signal, setRows).catch((error) => {
          throw toApiError(error, undefined);
        }),
      );
      if (!file) return;
      saveFile(file, `${source.name}.csv`);
      if (parts > 1) tellDone(t("csv.ready", { name: source.name, rows: read }));
    },
    onError: (error) => tellError(t, toApiError(error, undefined)),
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="xs"
        h={32}
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t("csv")}
      </Button>
      {save.isPending && rows > 0 && (
        <>
          <Text size="sm" role="status">
            {t("csv.progress", { rows })}
          </Text>
          <Button size="xs" h={32} variant="subtle" onClick={() => stop.current.abort()}>
            {t("csv.stop")}
          </Button>
        </>
      )}
    </Group>
  );
}

/** Reads a list part by part. The file is undefined if the person stopped it: nobody takes a part for the whole. */
async function readParts(
  { url, query, whole }: CsvSource,
  signal: AbortSignal,
  tell: (rows: number) => void,
): Promise<{ file: Blob | undefined; read: number; parts: number }> {
  // Blobs, because a browser keeps large ones on disk.
  const parts: Blob[] = [new Blob([BYTE_ORDER_MARK])];
  let cursor: string | null = null;
  let read = 0;
  do {
    const place: object = cursor === null ? {} : { cursor };
    const { data, response } = await client.get({
      url,
      query: { ...query, ...place, format: whole ? "csv" : "csv_part" },
      parseAs: "text",
      throwOnError: true,
    });
    const text = String(data);
    parts.push(new Blob([text.replace(BYTE_ORDER_MARK, "")]));
    read += countCsvRows(text);
    cursor = response.headers.get("x-cursor");
    if (cursor !== null) tell(read);
  } while (cursor !== null && !signal.aborted);
  const file = cursor === null ? new Blob(parts, { type: "text/csv;charset=utf-8" }) : undefined;
  return { file, read, parts: parts.length - 1 };
}

/** Browsers drop it when they read text, and spreadsheets need it. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Offers a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
