/** Signs a delivery by Standard Webhooks; during a rotation with both secrets (rule E3). */

import { Webhook } from "standardwebhooks";

/** A secret's text from its 32 random bytes in base64. */
export function secretOf(base64: string): string {
  return `whsec_${base64}`;
}

/** The headers of an attempt. `id` is the same in every attempt, and `now` is that of the attempt, epoch ms. */
export function signedHeaders(
  secrets: readonly string[],
  { id, now, body }: { id: string; now: number; body: string },
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(now), body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now / 1_000)),
    "webhook-signature": signatures.join(" "),
    "x-signature": `sha256=${hexOf(signatures[0]?.slice("v1,".length) ?? "")}`,
  };
}

function hexOf(base64: string): string {
  return Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
