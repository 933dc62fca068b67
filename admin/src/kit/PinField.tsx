/** The field of a PIN: its digits may be typed under a Thai layout, and on a phone it opens the keypad. */
import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { digitsTyped } from "./pin.ts";

type PinFieldProps = Omit<PasswordInputProps, "value" | "onChange" | "inputMode"> & {
  pin: string;
  onPin: (pin: string) => void;
};

export function PinField({ pin, onPin, ...props }: PinFieldProps) {
  return (
    <PasswordInput
      inputMode="numeric"
      value={pin}
      onChange={({ currentTarget }) => onPin(digitsTyped(currentTarget.value))}
      {...props}
    />
  );
}
