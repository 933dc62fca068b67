/** The field of a picture: a file that the browser draws anew and uploads, or an address elsewhere. */
import { Button, FileButton, Group, Stack, TextInput } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { postPictures } from "#client";
import { ApiError } from "./api.ts";
import { newKey } from "./idempotency.ts";
import { useOffice } from "./office.ts";
import { drawPicture, type PictureUse } from "./picture.ts";
import { ErrorState } from "./States.tsx";
import { useText } from "./text.ts";

interface PictureFieldProps {
  label: string;
  description: string;
  /** Empty for none. */
  url: string;
  onUrl: (url: string) => void;
  use: PictureUse;
  error: string | undefined;
}

/** The page may load pictures of our own origin only. */
export const isUploaded = (url: string | null) => url?.startsWith("/v1/pictures/") ?? false;

const SHOWN_PX = 120;

export function PictureField({ label, description, url, onUrl, use, error }: PictureFieldProps) {
  const t = useText("kit");
  const { can } = useOffice();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const body = await drawPicture(file, use);
      if (!body) throw new ApiError({ code: "PICTURE", status: 0, message: t("picture.unreadable") });
      const { data } = await postPictures({ body, headers: { "Idempotency-Key": newKey() } });
      return data.data;
    },
    onSuccess: (picture) => onUrl(picture.url),
  });
  return (
    <Stack gap="xs">
      <TextInput
        label={label}
        description={description}
        maxLength={500}
        value={url}
        error={error}
        onChange={({ currentTarget }) => onUrl(currentTarget.value)}
      />
      {isUploaded(url) && (
        <img
          src={url}
          alt={t("picture.shown")}
          style={{ maxWidth: SHOWN_PX, maxHeight: SHOWN_PX, objectFit: "contain" }}
        />
      )}
      <Group gap="xs">
        {can("catalog_write") && (
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && upload.mutate(file)}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={upload.isPending}
                leftSection={<IconUpload size={16} aria-hidden />}
              >
                {t("picture.choose")}
              </Button>
            )}
          </FileButton>
        )}
        {url && (
          <Button variant="default" disabled={upload.isPending} onClick={() => onUrl("")}>
            {t("picture.remove")}
          </Button>
        )}
      </Group>
      {upload.error && <ErrorState error={upload.error} />}
    </Stack>
  );
}
