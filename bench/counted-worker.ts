/** The product's Worker with counting of every row that requests, objects and the queue read and write. */

import product, * as objects from "../local/worker.ts";
import type { Env } from "../src/env.ts";
import { countDatabase, countSharedStorage, countStorage, type Place, takeCounts } from "./counters.ts";
import { asDeployed } from "./queues.ts";

// Objects that are not counted below are exported as they are.
export * from "../local/worker.ts";

function counted(place: Place): (env: Env) => Env {
  const known = new WeakMap<Env, Env>();
  return (env) => {
    const wrapped = known.get(env) ?? { ...env, DB: countDatabase(env.DB, place) };
    known.set(env, wrapped);
    return wrapped;
  };
}

const ofRequest = counted("request");
const ofObject = counted("object");
const ofQueue = counted("queue");
const ofChain = counted("chain");

export class TicketObject extends objects.TicketObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class DeviceObject extends objects.DeviceObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class EmployeeObject extends objects.EmployeeObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class TicketCopierObject extends objects.TicketCopierObject {
  constructor(state: DurableObjectState, env: Env) {
    super(state, ofObject(env));
  }
}

export class EndpointObject extends objects.EndpointObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class LiveObject extends objects.LiveObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class ThrottleObject extends objects.ThrottleObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countStorage(state), ofObject(env));
  }
}

export class TenantObject extends objects.TenantObject {
  constructor(state: DurableObjectState, env: Env) {
    super(countSharedStorage(state), ofChain(env));
  }
}

export default {
  async fetch(request, env, execution) {
    if (new URL(request.url).pathname === "/counts") return Response.json(takeCounts());
    return product.fetch(request, ofRequest(env), execution);
  },
  queue: (batch, env, execution) => product.queue(asDeployed(batch), ofQueue(env), execution),
} satisfies ExportedHandler<Env, { tenant_id: string; webhook_id?: string }>;
