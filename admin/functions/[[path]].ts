/** The Pages function of the console's origin: every request passes through the session, and the API is a service binding. */
import { refuse } from "../session/answers.ts";
import { type Api, serveConsole } from "../session/index.ts";

interface PagesCall {
  request: Request;
  env: { API: Api; ASSETS: Api };
}

export async function onRequest({ request, env }: PagesCall): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/csp/report") return env.API.fetch(request);
  return (await serveConsole(request, { api: env.API, files: env.ASSETS })) ?? refuse(request, "unknown");
}
