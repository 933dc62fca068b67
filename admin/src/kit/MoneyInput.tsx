/** A field for an amount: a person types baht, and the page has satang. */
import { NumberInput, type NumberInputProps } from "@mantine/core";

type MoneyInputProps = Omit<NumberInputProps, "value" | "onChange" | "prefix" | "decimalScale"> & {
  /** Null: the field is empty. */
  satang: number | null;
  onSatang: (satang: number | null) => void;
};

/** More than any sale; the server has the last word. */
const MOST_BAHT = 10_000_000;

export function MoneyInput({ satang, onSatang, ...props }: MoneyInputProps) {
  return (
    <NumberInput
      min={0}
      max={MOST_BAHT}
      decimalScale={2}
      fixedDecimalScale
      thousandSeparator=","
      prefix="฿"
      hideControls
      inputMode="decimal"
      value={satang === null ? "" : satang / 100}
      onChange={(baht) => onSatang(baht === "" || baht === "-" ? null : Math.round(Number(baht) * 100))}
      {...props}
    />
  );
}
