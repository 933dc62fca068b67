/** The main act of a page, which stands once: in an empty list where there is one, and else in the page's head. */
import { createContext, useCallback, useState } from "react";

/** Takes the act out of the head; the answer gives it back. */
type Take = () => () => void;

const nobody: Take = () => () => undefined;

export const PageActContext = createContext<Take>(nobody);

export function usePageAct(): { taken: boolean; take: Take } {
  const [places, setPlaces] = useState(0);
  const take = useCallback<Take>(() => {
    setPlaces((count) => count + 1);
    return () => setPlaces((count) => count - 1);
  }, []);
  return { taken: places > 0, take };
}
