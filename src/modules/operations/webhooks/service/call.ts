/** Calls an endpoint: its URL is checked again, the body is signed at that moment, and the answer is bounded (rules E3, E7). */

import { settingsOf } from "../../../../env.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { type OutgoingAnswer, postOut } from "../../../../platform/http/outgoing.ts";
import { resolveHost } from "../../../../platform/http/resolver.ts";
import { holdsCardNumber } from "../../../../shared/cards.ts";
import { isPublicAddress } from "../domain/addresses.ts";
import { checkUrl, URL_REFUSALS } from "../domain/urls.ts";
import { signedHeaders } from "./signature.ts";

/** `refused`: the URL may not be called. */
export type CallAnswer = Omit<OutgoingAnswer, "error"> & { error: OutgoingAnswer["error"] | "refused" };

/** A checked URL in its canonical form, or the reason against it. */
export async function inspectUrl(
  ctx: PublicContext,
  text: string,
): Promise<{ ok: true; url: string } | { ok: false; message: string }> {
  const checked = checkUrl(text, { development: settingsOf(ctx.env).environment === "development" });
  if (!checked.ok) return { ok: false, message: URL_REFUSALS[checked.refusal] };
  const { hostname } = new URL(checked.value);
  const addresses = await resolveHost(ctx.env, hostname);
  if (addresses?.some((address) => !isPublicAddress(address))) return { ok: false, message: URL_REFUSALS.host };
  return { ok: true, url: checked.value };
}

/** Posts a body to an endpoint's URL. `now` is only for a URL that may not be called. Never throws. */
export async function callEndpoint(
  inspected: Awaited<ReturnType<typeof inspectUrl>>,
  secrets: readonly string[],
  { id, body, now }: { id: string; body: string; now: number },
): Promise<CallAnswer> {
  if (inspected.ok) {
    const answer = await postOut(inspected.url, body, (at) => signedHeaders(secrets, { id, now: at, body }));
    const hidden = answer.excerpt !== null && holdsCardNumber(answer.excerpt);
    return hidden ? { ...answer, excerpt: "(hidden: it holds a card number)" } : answer;
  }
  const nothing = { status: null, retry_after: null, excerpt: null };
  return { ...nothing, error: "refused", started_at: now, ended_at: now, latency_ms: 0 };
}
