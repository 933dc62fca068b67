/** The field of a note: two lines that grow with the text, up to the length that the API takes. */
import { Textarea } from "@mantine/core";

interface NoteFieldProps {
  label: string;
  description: string;
  value: string;
  onChange: (note: string) => void;
  max_length?: number;
  error?: string | undefined;
  /** The dialog opens with the cursor here, where no earlier field asks for it. */
  first?: boolean;
}

export function NoteField({ label, description, value, onChange, max_length = 200, error, first }: NoteFieldProps) {
  return (
    <Textarea
      label={label}
      description={description}
      maxLength={max_length}
      autosize
      minRows={2}
      value={value}
      error={error}
      data-autofocus={first || undefined}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
