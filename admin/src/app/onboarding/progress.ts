/** The way through the sign-up of a park: which step comes next, pure. */
import type { Onboarding } from "#client";

export const STEPS = ["profile", "tax", "tables", "payments", "summary"] as const;
export type Step = (typeof STEPS)[number];

/** What this browser keeps of a sign-up, so that its owner goes on here later. */
export interface Kept {
  onboarding_id: string;
  email: string;
  /** ISO 8601: another code may be asked for then. */
  resend_at: string;
  /** Absent until the code was confirmed. */
  token?: string;
}

/** What each step of the wizard gets. */
export interface StepProps {
  onboarding: Onboarding;
  /** The path and the token of each call. */
  auth: { path: { onboarding_id: string }; headers: { authorization: string } };
  onDone: (onboarding: Onboarding) => void;
  onBack: (() => void) | undefined;
}

/** The step that the address names, else the first that is not done. */
export function stepOf(steps: Onboarding["steps"], named: string | undefined): Step {
  const asked = STEPS.find((step) => step === named);
  return asked ?? steps.find(({ done }) => !done)?.step ?? "summary";
}

/** The step behind one: of a person who corrects a step, the summary. */
export function nextOf(step: Step, steps: Onboarding["steps"]): Step {
  const after = STEPS[STEPS.indexOf(step) + 1] ?? "summary";
  return steps.every((each) => each.done || each.step === step) ? "summary" : after;
}

/** A code as digits, whatever digits and blanks a person typed. */
export function digitsOf(text: string): string {
  return text.replaceAll(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50)).replaceAll(/\D/g, "");
}

/** The names of so many tables. */
export const tablesOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ label: `${prefix}${at + 1}` }));
