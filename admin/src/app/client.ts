/** The generated client at our own origin: the session's token, the bookmark of the last write, and one kind of error. */
import { toApiError } from "#kit/api.ts";
import { client } from "../client/client.gen.ts";
import { noteAnswer, noteSilence } from "./reach.ts";
import { csrfToken, noticeRefusal } from "./session.ts";

/** The last write's bookmark: a read that carries it shows what that write made. */
let bookmark: string | null = null;

export function startClient(): void {
  client.setConfig({ baseUrl: location.origin, credentials: "same-origin" });
  client.interceptors.request.use((request) => {
    request.headers.set("accept-language", document.documentElement.lang);
    if (bookmark) request.headers.set("x-d1-bookmark", bookmark);
    const token = csrfToken();
    if (token) request.headers.set("x-csrf-token", token);
    return request;
  });
  client.interceptors.response.use((response) => {
    noteAnswer();
    bookmark = response.headers.get("x-d1-bookmark") ?? bookmark;
    return response;
  });
  client.interceptors.error.use((error, response) => {
    const refusal = toApiError(error, response);
    if (refusal.code === "OFFLINE" && !isAborted(error)) noteSilence();
    noticeRefusal(refusal);
    return refusal;
  });
}

/** The page itself gave the call up, as when its filter changed. */
function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
