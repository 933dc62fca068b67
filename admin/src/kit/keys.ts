/** Shortcuts by the place of a key, so that they also work on a Thai keyboard. Nothing happens while a person types, or the console is locked. */
import { useEffect, useEffectEvent } from "react";

/** `KeyJ`, `shift+Slash`, `mod+KeyK` (⌘ or Ctrl), or two keys one after the other: `KeyG KeyD`; each with its act. */
export type Keys = readonly (readonly [keys: string, act: () => void])[];

const SECOND_KEY_MS = 1_200;
let first: { code: string; at: number } | null = null;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function nameOf(event: KeyboardEvent): string | null {
  if (event.altKey || event.repeat) return null;
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const shift = event.shiftKey ? "shift+" : "";
  return `${mod}${shift}${event.code}`;
}

export function useKeys(keys: Keys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const name = nameOf(event);
    if (!name || event.defaultPrevented || document.documentElement.hasAttribute("data-locked")) return;
    const typing = isTyping(event.target) || document.querySelector('[aria-modal="true"]') !== null;
    if (typing && !name.startsWith("mod+")) return;
    const pair = first && event.timeStamp - first.at < SECOND_KEY_MS ? `${first.code} ${name}` : null;
    const actOf = (wanted: string | null) => keys.find(([each]) => each === wanted)?.[1];
    const act = actOf(pair) ?? actOf(name);
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

/** Remembers the first key of a pair, after every shortcut had its turn. */
export function useKeyPairs(): void {
  useEffect(() => {
    const note = (event: KeyboardEvent) => {
      if (event.code.startsWith("Shift") || isTyping(event.target)) return;
      first = event.defaultPrevented ? null : { code: event.code, at: event.timeStamp };
    };
    window.addEventListener("keydown", note);
    return () => window.removeEventListener("keydown", note);
  }, []);
}
