/** Fields of a package: whole numbers and moments, which may be empty. */
import { NumberInput, TextInput } from "@mantine/core";
import { useOffice } from "#kit/office.ts";
import { fromWall, toWall } from "#kit/times.ts";

interface FieldProps<Value> {
  label: string;
  description?: string;
  value: Value | null;
  error: string | undefined;
  onChange: (value: Value | null) => void;
}

/** A whole number; empty is none. */
export function Whole({ value, onChange, ...props }: FieldProps<number> & { min: number }) {
  return (
    <NumberInput
      allowDecimal={false}
      value={value ?? ""}
      onChange={(typed) => onChange(typed === "" || typed === "-" ? null : Number(typed))}
      {...props}
    />
  );
}

/** A moment on the store's clock; empty is none. */
export function Moment({ value, onChange, ...props }: FieldProps<string>) {
  const { time_zone } = useOffice();
  return (
    <TextInput
      type="datetime-local"
      value={value === null ? "" : toWall(value, time_zone)}
      onChange={({ currentTarget }) => onChange(fromWall(currentTarget.value, time_zone) ?? null)}
      {...props}
    />
  );
}
