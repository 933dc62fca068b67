/** A package as the editor has it: what the server gave, in the form in which it takes it back. */
import type { Package, PackageReplacement, PackageRequest } from "#client";
import type { FieldErrors } from "#kit/draft.ts";

export type Draft = PackageReplacement;
export type PackageType = PackageRequest["type"];

/** Each type with the meaning of its quota. */
export const TYPES: readonly PackageType[] = ["single", "multi", "timepass", "credit", "party", "bundle"];

/** The quota is fixed for these: one use, or what the parts have. */
export const WITHOUT_QUOTA: readonly PackageType[] = ["single", "bundle"];

/** A replacement sets every term, so the draft has all of them, also those that no field shows. */
export function draftOf(known: Package): Draft {
  const { package_id: _id, store_id: _store, type: _type, zones, questions, ...terms } = known;
  return {
    ...terms,
    zones: zones.map(({ zone_id, credits }) => ({ zone_id, credits })),
    questions: questions.map(({ options, ...question }) => (options.length > 0 ? { ...question, options } : question)),
  };
}

/** What each part of the editor gets: the saved package, the draft, and the server's message on a field. */
export interface PartProps {
  known: Package;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: FieldErrors;
}
