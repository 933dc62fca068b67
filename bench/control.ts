/** The control: comparable HTTP work on the same runtime, without the product. */

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
/** The most objects called at once; the product calls as many within one request. */
const AT_ONCE = 64;

async function writeMany(env: Env, objects: string[]): Promise<number> {
  const waiting = [...objects];
  const work = async () => {
    for (let name = waiting.pop(); name; name = waiting.pop())
      await env.ROWS.getByName(name).write(crypto.randomUUID());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return objects.length;
}

export default {
  async fetch(request, env) {
    if (request.method === "GET") return Response.json({ ok: true });
    const { id, object, objects = [] } = await request.json<{ id: string; object: string; objects?: string[] }>();
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
      case "/write-many":
        value = await writeMany(env, objects);
        break;
      case "/read":
        value = (await env.DB.prepare("SELECT at FROM rows WHERE id = ?").bind(id).run()).results.length;
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
