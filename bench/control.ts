/** The floor under the product: comparable HTTP work with nothing of ours behind it, on the same runtime. */

import { DurableObject } from "cloudflare:workers";

interface Env {
  DB: D1Database;
  ROWS: DurableObjectNamespace<RowObject>;
}

export class RowObject extends DurableObject<Env> {
  private calls = 0;

  ping(): number {
    return ++this.calls;
  }

  write(id: string): number {
    this.ctx.storage.kv.put(id, { id, at: Date.now() });
    return ++this.calls;
  }
}

const INSERT = "INSERT INTO rows (id, at) VALUES (?, ?)";

export default {
  async fetch(request, env) {
    if (request.method === "GET") return Response.json({ ok: true });
    const { id, object } = await request.json<{ id: string; object: string }>();
    const stub = () => env.ROWS.getByName(object);
    let value: unknown = null;
    switch (new URL(request.url).pathname) {
      case "/noop":
        break;
      case "/ping":
        value = await stub().ping();
        break;
      case "/write":
        value = await stub().write(id);
        break;
      case "/insert":
        value = (await env.DB.prepare(INSERT).bind(id, Date.now()).run()).success;
        break;
      default:
        return Response.json({ ok: false }, { status: 404 });
    }
    return Response.json({ ok: true, data: { id, value }, error: null });
  },
} satisfies ExportedHandler<Env>;
