/** The fields of a person's name and e-mail address. */
import { TextInput } from "@mantine/core";
import type { FieldErrors } from "./draft.ts";

interface PersonFieldsProps {
  name: string;
  onName: (name: string) => void;
  email: string;
  onEmail: (email: string) => void;
  texts: { name: string; email: string; email_help: string };
  error: FieldErrors;
}

export function PersonFields({ name, onName, email, onEmail, texts, error }: PersonFieldsProps) {
  return (
    <>
      <TextInput
        label={texts.name}
        maxLength={100}
        required
        data-autofocus
        value={name}
        error={error("name")}
        onChange={({ currentTarget }) => onName(currentTarget.value)}
      />
      <TextInput
        label={texts.email}
        description={texts.email_help}
        type="email"
        maxLength={254}
        required
        value={email}
        error={error("email")}
        onChange={({ currentTarget }) => onEmail(currentTarget.value)}
      />
    </>
  );
}
