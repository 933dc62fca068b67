/** The idle lock: after 15 minutes without an act of the person, in any tab, the console asks for the PIN. */
import { useEffect } from "react";
import { lastSeen, lock, markActivity, useSession } from "./session.ts";

const IDLE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 10_000;
const MARK_EVERY_MS = 60_000;

const ACTS = ["pointerdown", "keydown", "wheel", "touchstart"];

export function useIdleLock(): void {
  const { state } = useSession();
  useEffect(() => {
    if (state !== "in") return;
    let acted_at = lastSeen();
    let marked_at = acted_at;
    const tabs = new BroadcastChannel("playpark.activity");
    const act = () => {
      acted_at = Date.now();
    };
    tabs.onmessage = act;
    const look = () => {
      const now = Date.now();
      if (now - acted_at >= IDLE_MS) return void lock();
      if (acted_at <= marked_at || now - marked_at < MARK_EVERY_MS) return;
      marked_at = now;
      tabs.postMessage("acted");
      void markActivity();
    };
    for (const name of ACTS) addEventListener(name, act, { passive: true, capture: true });
    const timer = setInterval(look, LOOK_EVERY_MS);
    // A machine that slept is looked at before anybody sees the page.
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const name of ACTS) removeEventListener(name, act, { capture: true });
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
      tabs.close();
    };
  }, [state]);
}
