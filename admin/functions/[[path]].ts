/** The Pages function of the console's origin: every request passes through the session, and the API is a service binding. */
import { refuse } from "../session/answers.ts";
import { type Api, serveConsole, withoutCookie } from "../session/index.ts";

interface PagesCall {
  request: Request;
  env: { API: Api; ASSETS: Api; SESSION_KEY?: string };
}

export async function onRequest({ request, env }: PagesCall): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/csp/report") return env.API.fetch(withoutCookie(request));
  const origin = { api: env.API, files: env.ASSETS, session_key: env.SESSION_KEY };
  return (await serveConsole(request, origin)) ?? refuse(request, "unknown");
}
