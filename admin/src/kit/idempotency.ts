/** Keys of acts: the same key sent again repeats no act. */
import { useRef } from "react";

export function newKey(): string {
  return crypto.randomUUID();
}

/** A key that stays for the tries of one act, and a function that draws another for the next act. */
export function useActKey(): [() => string, () => void] {
  const key = useRef<string | null>(null);
  const take = () => {
    key.current ??= newKey();
    return key.current;
  };
  const renew = () => {
    key.current = null;
  };
  return [take, renew];
}
