/** Preferences of a person on this device, kept in the browser under the person's id. */
import { useCallback, useContext, useSyncExternalStore } from "react";
import { OfficeContext } from "./office.ts";

const listeners = new Set<() => void>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** A kept value and its change; every part of the page that reads it follows. */
export function useKept<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const person = useContext(OfficeContext)?.me.employee_id ?? "nobody";
  const key = `playpark.${person}.${name}`;
  const text = useSyncExternalStore(
    useCallback((listener: () => void) => {
      listeners.add(listener);
      addEventListener("storage", listener);
      return () => {
        listeners.delete(listener);
        removeEventListener("storage", listener);
      };
    }, []),
    () => read(key),
  );
  const set = useCallback(
    (value: Value) => {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // A full or forbidden storage keeps nothing; the page still works.
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [parse(text, initial), set];
}

function parse<Value>(text: string | null, initial: Value): Value {
  if (text === null) return initial;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return initial;
  }
}
