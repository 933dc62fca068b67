/** The export of a list: the same filter as on the screen, as a file of CSV. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { client } from "../client/client.gen.ts";
import { toApiError } from "./api.ts";
import { useText } from "./text.ts";
import { tellError } from "./toast.ts";

export interface CsvSource {
  /** The list's path, such as `/v1/sales`. */
  url: string;
  /** The filter of the screen. */
  query: object;
  /** The file's name without its ending. */
  name: string;
}

export function CsvButton({ source }: { source: CsvSource }) {
  const t = useText("kit");
  const save = useMutation({
    mutationFn: async () => {
      const { data } = await client.get({
        url: source.url,
        query: { ...source.query, format: "csv" },
        parseAs: "blob",
        throwOnError: true,
      });
      saveFile(data as Blob, `${source.name}.csv`);
    },
    onError: (error) => tellError(t, toApiError(error, undefined)),
  });
  return (
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
  );
}

/** Offers a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
