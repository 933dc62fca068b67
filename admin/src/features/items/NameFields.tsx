/** The names of a thing in English and Thai. */
import { TextInput } from "@mantine/core";
import { useText } from "#kit/text.ts";

interface Names {
  name: string;
  name_th: string;
}

interface NameFieldsProps {
  names: Names;
  onNames: (names: Names) => void;
  error: (path: string) => string | undefined;
}

export function NameFields({ names, onNames, error }: NameFieldsProps) {
  const t = useText("items");
  return (
    <>
      <TextInput
        label={t("name_en")}
        maxLength={100}
        required
        data-autofocus
        value={names.name}
        error={error("name")}
        onChange={({ currentTarget }) => onNames({ ...names, name: currentTarget.value })}
      />
      <TextInput
        label={t("name_th")}
        description={t("name_th_help")}
        maxLength={100}
        value={names.name_th}
        error={error("name_th")}
        onChange={({ currentTarget }) => onNames({ ...names, name_th: currentTarget.value })}
      />
    </>
  );
}
