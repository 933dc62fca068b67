/** The names of a thing in English and Thai. */
import { TextInput } from "@mantine/core";
import { useText } from "./text.ts";

interface Names {
  name: string;
  name_th: string;
}

interface NameFieldsProps {
  names: Names;
  onNames: (names: Names) => void;
  error: (path: string) => string | undefined;
  /** The form begins at the English name, as most do. */
  focus?: boolean;
}

export function NameFields({ names, onNames, error, focus = true }: NameFieldsProps) {
  const t = useText("kit");
  return (
    <>
      <TextInput
        label={t("name.en")}
        maxLength={100}
        required
        data-autofocus={focus || undefined}
        value={names.name}
        error={error("name")}
        onChange={({ currentTarget }) => onNames({ ...names, name: currentTarget.value })}
      />
      <TextInput
        label={t("name.th")}
        description={t("name.th_help")}
        maxLength={100}
        value={names.name_th}
        error={error("name_th")}
        onChange={({ currentTarget }) => onNames({ ...names, name_th: currentTarget.value })}
      />
    </>
  );
}
