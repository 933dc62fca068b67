/** The Worker of the local server: the API and the console's origin on one port. It pauses before each request, so that no caller blocks others. */

import { serveConsole } from "../admin/session/index.ts";
import type { Env } from "../src/env.ts";
import { letOthersBeHeard } from "../src/platform/db/turns.ts";
import product from "../src/worker.ts";
import { readConsoleFile } from "./console-files.ts";

export * from "../src/worker.ts";

type LocalEnv = Env & { CONSOLE?: Fetcher; SESSION_KEY?: string };

export default {
  ...product,
  async fetch(request, env, execution) {
    await letOthersBeHeard();
    const api = { fetch: (sent: Request) => product.fetch(sent, env, execution) };
    // Tills and gates send their own token: they are not the console's. Benches run without its pages.
    const folder = env.CONSOLE;
    if (!folder || request.headers.has("authorization")) return api.fetch(request);
    const files = { fetch: (sent: Request) => readConsoleFile(folder, sent) };
    return (
      (await serveConsole(request, { api, files, session_key: env.SESSION_KEY, allow_http: true })) ??
      api.fetch(request)
    );
  },
} satisfies ExportedHandler<LocalEnv, { tenant_id: string; webhook_id?: string }>;
