/** Fields of forms: whole numbers, percents, moments and days of the week, which may be empty. */
import { Checkbox, Group, NumberInput, type NumberInputProps, TextInput } from "@mantine/core";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";
import { fromWall, toWall } from "./times.ts";

interface FieldProps<Value> {
  label: string;
  description?: string;
  value: Value | null;
  error: string | undefined;
  onChange: (value: Value | null) => void;
}

/** What a person typed as a number; null while the field is empty. */
function numberOf(typed: string | number): number | null {
  return typed === "" || typed === "-" ? null : Number(typed);
}

/** A whole number; empty is none. */
export function Whole({
  value,
  onChange,
  ...props
}: FieldProps<number> & { min: number; max?: number; required?: boolean }) {
  return (
    <NumberInput allowDecimal={false} value={value ?? ""} onChange={(typed) => onChange(numberOf(typed))} {...props} />
  );
}

type PercentInputProps = Omit<NumberInputProps, "value" | "onChange"> & {
  /** Null: the field is empty. */
  bps: number | null;
  onBps: (bps: number | null) => void;
};

/** A field for a share: a person types percent, and the page has basis points. */
export function PercentInput({ bps, onBps, ...props }: PercentInputProps) {
  return (
    <NumberInput
      min={0}
      max={100}
      decimalScale={2}
      suffix=" %"
      hideControls
      inputMode="decimal"
      value={bps === null ? "" : bps / 100}
      onChange={(typed) => {
        const percent = numberOf(typed);
        onBps(percent === null ? null : Math.round(percent * 100));
      }}
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

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Days of the week, 1 Monday to 7 Sunday; null is each day. */
export function Weekdays({ value, onChange, ...props }: FieldProps<number[]>) {
  const t = useText("kit");
  return (
    <Checkbox.Group
      value={(value ?? [...WEEKDAYS]).map(String)}
      onChange={(chosen) =>
        onChange(chosen.length === WEEKDAYS.length ? null : chosen.map(Number).toSorted((a, b) => a - b))
      }
      {...props}
    >
      <Group gap="sm" mt={4}>
        {WEEKDAYS.map((day) => (
          <Checkbox key={day} value={String(day)} label={t(`weekday.${day}`)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
