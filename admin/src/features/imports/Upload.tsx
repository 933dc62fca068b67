/** The file to bring: its kind, its store, and the file itself, by drop or by choice. Its limits are told before. */
import { Box, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type ImportUpload, postImports } from "#client";
import { ApiError } from "#kit/api.ts";
import { useIntention } from "#kit/intention.ts";
import { useGo } from "#kit/Links.tsx";
import { ErrorState } from "#kit/States.tsx";
import { StoreField } from "#kit/StoreField.tsx";
import { useText } from "#kit/text.ts";
import { type KindOfFile, MOST_BYTES, readBase64 } from "./kinds.ts";

interface UploadProps {
  kinds: readonly KindOfFile[];
  chosen: KindOfFile;
  onKind: (kind: string) => void;
}

export function Upload({ kinds, chosen, onKind }: UploadProps) {
  const t = useText("imports");
  const go = useGo();
  const intend = useIntention<ImportUpload>();
  const [store_id, setStore] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MOST_BYTES) throw refusal("TOO_LARGE", t("too_large.hint"), t("too_large"));
      if (file.size === 0) throw refusal("EMPTY", t("no_bytes.hint"), t("no_bytes"));
      const body: ImportUpload = {
        kind: chosen.kind,
        store_id: chosen.of_store ? store_id : null,
        file_name: file.name.slice(-200),
        content: await readBase64(file),
      };
      const { data } = await intend(body, (asked, key) =>
        postImports({ body: asked, headers: { "Idempotency-Key": key } }),
      );
      return data.data;
    },
    onSuccess: ({ import_id }) => go(`/imports/${import_id}`),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !send.isPending) send.mutate(file);
  };
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t("kind")}
        value={chosen.kind}
        onChange={onKind}
        disabled={send.isPending}
        data={kinds.map(({ kind }) => ({ value: kind, label: t(`kind.${kind}`) }))}
        style={{ alignSelf: "flex-start", maxWidth: "100%" }}
      />
      <Text>{t(`kind_help.${chosen.kind}`)}</Text>
      {chosen.of_store && (
        <Box maw={320}>
          <StoreField store_id={store_id} onStore={setStore} error={undefined} />
        </Box>
      )}
      <Box
        p="lg"
        ta="center"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
        style={{
          border: `1px dashed ${over ? "var(--mantine-color-accent-filled)" : "var(--frame-border)"}`,
          borderRadius: 6,
          background: over ? "var(--frame-soft)" : undefined,
        }}
      >
        <Stack align="center" gap="xs">
          <IconFileUpload size={28} stroke={1.3} color="var(--frame-dim)" aria-hidden />
          <Text>{t("drop")}</Text>
          <Group gap="xs" justify="center">
            <Button id="import-file" loading={send.isPending} onClick={() => input.current?.click()}>
              {t("choose")}
            </Button>
          </Group>
          <Text c="dimmed" fz="xs">
            {t("limits")}
          </Text>
        </Stack>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t("choose")}
          accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
          onChange={({ currentTarget }) => {
            take(currentTarget.files);
            // The same file, corrected, can be chosen again.
            currentTarget.value = "";
          }}
        />
      </Box>
      {send.isPending && <Text role="status">{t("sending")}</Text>}
      {send.error && <ErrorState error={send.error} />}
    </Stack>
  );
}

/** A refusal of the page itself, before anything is sent. */
function refusal(code: string, hint: string, message: string): ApiError {
  return new ApiError({ code, message, hint, status: 422 });
}
