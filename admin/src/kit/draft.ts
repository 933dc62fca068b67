/** The draft of a form on a page: what a person changed and did not save, and what the server said about it. */
import { useEffect, useState } from "react";
import { ApiError } from "./api.ts";

/** `saved` is what the server has. Another person's save replaces the draft, so nobody overwrites it unseen. */
export function useDraft<Draft>(saved: Draft) {
  const text = JSON.stringify(saved);
  const [draft, setDraft] = useState(saved);
  useEffect(() => setDraft(JSON.parse(text)), [text]);
  return { draft, setDraft, changed: JSON.stringify(draft) !== text, reset: () => setDraft(saved) };
}

/** The server's message on a field, by its path. */
export type FieldErrors = (path: string) => string | undefined;

export function fieldErrors(error: unknown): FieldErrors {
  return (path) => (error instanceof ApiError ? error.fields[path] : undefined);
}
