/** The product's Worker with faults on order: D1 refuses, objects end, and stored logs can be read. */

import { buildDevice, buildPark, buildProvider, seedContext } from "../local/park.ts";
import product, * as objects from "../local/worker.ts";
import type { Env } from "../src/env.ts";
import type { LogLine } from "../src/modules/admission/tickets/domain/log.ts";
import { signToken } from "../src/platform/http/tokens.ts";

export * from "../local/worker.ts";

export class TicketObject extends objects.TicketObject {
  /** The stored log, independent of this object's memory. */
  readLog(): LogLine[] {
    return [...this.ctx.storage.kv.list<LogLine>({ prefix: "log:" })].map(([, line]) => line);
  }

  /** Runs the alarm that is set, before its time. */
  async hasten(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) !== null) await this.alarm();
  }

  /** Ends silently, as when its machine fails. */
  die(): void {
    this.ctx.abort("ended by the simulation");
  }
}

type Outage = "refused" | "answer_lost";

const DAY_MS = 86_400_000;

let outage: { kind: Outage; until: number } | undefined;

/** Makes every use of D1 refusable: it fails before it happens, or it happens and its answer is lost. */
function makeRefusable(database: D1Database): void {
  const d1 = Object.getPrototypeOf(database) as { withSession: D1Database["withSession"]; refusable?: boolean };
  if (d1.refusable) return;
  d1.refusable = true;
  const { withSession } = d1;
  d1.withSession = function (this: D1Database, constraint) {
    const session = withSession.call(this, constraint);
    const batch = session.batch.bind(session);
    const prepare = session.prepare.bind(session);
    session.prepare = (query) => {
      if (current() === "refused") throw lost();
      return prepare(query);
    };
    session.batch = async <Row>(statements: D1PreparedStatement[]) => {
      if (current() === "refused") throw lost();
      const results = await batch<Row>(statements);
      if (current() === "answer_lost") throw lost();
      return results;
    };
    return session;
  };
}

function current(): Outage | undefined {
  return outage && Date.now() < outage.until ? outage.kind : undefined;
}

function lost(): Error {
  return new Error("D1_ERROR: the network connection was lost");
}

interface NamedTarget {
  tenant_id: string;
  ticket_ids: string[];
}

interface Orders {
  parks: { name: string; with_provider?: boolean };
  d1: { kind: Outage; for_ms: number };
  deaths: NamedTarget;
  alarms: NamedTarget;
  logs: NamedTarget;
  tokens: { tenant_id: string; device_id: string };
}

const carryOut: { [Order in keyof Orders]: (env: Env, order: Orders[Order]) => Promise<unknown> } = {
  async parks(env, { name, with_provider }) {
    const park = await buildPark(env, { name, domain: `${name}.playpark.test`, pin: () => "482193" });
    const add = (title: string, zone: string) =>
      buildDevice(seedContext(env), park.tenant_id, park.store_id, {
        type: "GATE",
        name: title,
        zone_id: park.zones[zone],
      });
    const gate3 = await add("Main gate, right lane", "Main Gate");
    const gate4 = await add("Ball pit", "Ball Pit");
    const { tenant_id, store_id } = park;
    const till = await buildDevice(seedContext(env), tenant_id, store_id, { type: "POS", name: "Second counter" });
    const domain = `${name}.provider.test`;
    const provider = with_provider ? await buildProvider(env, { domain, pin: () => "482193" }) : undefined;
    return { ...park, devices: { ...park.devices, gate3, gate4, till }, provider };
  },
  async d1(_, { kind, for_ms }) {
    outage = { kind, until: Date.now() + for_ms };
    return {};
  },
  async deaths(env, named) {
    await Promise.allSettled(objectsOf(env, named).map((object) => object.die()));
    return {};
  },
  async alarms(env, named) {
    await Promise.all(objectsOf(env, named).map((object) => object.hasten()));
    return {};
  },
  async logs(env, named) {
    const logs = await Promise.all(objectsOf(env, named).map((object) => object.readLog()));
    return Object.fromEntries(named.ticket_ids.map((ticket_id, index) => [ticket_id, logs[index]]));
  },
  /** A device's token that expired yesterday. */
  async tokens(env, { tenant_id, device_id }) {
    return signToken(env, { kind: "device", tenant_id, device_id, epoch: 1 }, Date.now() - 2 * DAY_MS);
  },
};

function objectsOf(env: Env, { tenant_id, ticket_ids }: NamedTarget) {
  const namespace = env.TICKET as unknown as DurableObjectNamespace<TicketObject>;
  return ticket_ids.map((ticket_id) => namespace.getByName(`${tenant_id}:${ticket_id}`));
}

export default {
  ...product,
  async fetch(request, env, execution) {
    makeRefusable(env.DB);
    const [, order] = /^\/simulator\/(\w+)$/.exec(new URL(request.url).pathname) ?? [];
    if (order === undefined) return product.fetch(request, env, execution);
    const carry = carryOut[order as keyof Orders] as (env: Env, order: unknown) => Promise<unknown>;
    return Response.json(await carry(env, await request.json()));
  },
} satisfies ExportedHandler<Env, { tenant_id: string }>;
