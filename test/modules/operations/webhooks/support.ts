/** Receivers of webhooks for tests: a stand-in for the network that answers as told, and verifies each call. */

import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { consumers, jobs } from "../../../../src/modules/operations/webhooks/jobs.ts";
import { runEndpoint } from "../../../../src/modules/operations/webhooks/service/deliver.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { eventNamed } from "../../../support/events.ts";
import type { Client } from "../../../support/park.ts";

export interface Received {
  url: string;
  headers: Headers;
  text: string;
  body: { type: string; sequence: number; event_id: string; subject_id: string; data: Record<string, unknown> };
  redirect: string;
}

export type Answerer = (call: Received) => Response | Promise<Response>;

const receivers = new Map<string, { answer: Answerer; calls: Received[] }>();
const others: string[] = [];
let hosts = 0;

/** Takes the place of the network while a file's tests run; a call to a host without a receiver fails like the network. */
export function withReceivers(): void {
  beforeAll(() => {
    vi.stubGlobal("fetch", async (input: string, init?: RequestInit) => {
      const receiver = receivers.get(new URL(input).hostname);
      if (!receiver) {
        others.push(input);
        throw new TypeError("no such host");
      }
      const text = String(init?.body ?? "");
      const heard = { url: input, headers: new Headers(init?.headers), text, redirect: String(init?.redirect) };
      const call = { ...heard, body: JSON.parse(text) };
      receiver.calls.push(call);
      return receiver.answer(call);
    });
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });
}

/** The calls to hosts without a receiver. */
export function strayCalls(): string[] {
  return others;
}

/** A receiver with a host of its own. */
export function newReceiver(answer: Answerer = () => new Response(null, { status: 204 })) {
  hosts += 1;
  const host = `r${hosts}.example.com`;
  const receiver = { answer, calls: [] as Received[] };
  receivers.set(host, receiver);
  return {
    url: `https://${host}/hook`,
    calls: receiver.calls,
    answer: (next: Answerer) => {
      receiver.answer = next;
    },
    sequences: () => receiver.calls.map(({ body }) => body.sequence),
  };
}

export async function newEndpoint(owner: Client, url: string, events = ["test.*"]) {
  const made = await owner.post("/webhooks", { url, events });
  return made.data as { webhook_id: string; secret: string; events: string[] };
}

/** Verifies a call with the receiver's library; throws when it is not signed with the secret. */
export function verify(secret: string, call: Received): unknown {
  return new Webhook(secret).verify(call.text, Object.fromEntries(call.headers));
}

for (const type of ["test.a", "test.b"]) eventNamed(type);

/** Commits events of these subjects, without waking anybody. */
export async function emit(tenant_id: string, subjects: readonly string[], type = "test.a"): Promise<void> {
  const events = subjects.map((subject, index) => eventNamed(type).of(["test", subject], { index }));
  await commit(asTenant(seedContext(env), tenant_id), {
    writes: [],
    audit: [{ event: "test", subject: ["test", tenant_id] }],
    events,
  });
}

/** Fans a tenant's events out, as the outbox does. */
export async function fanOut(tenant_id: string): Promise<void> {
  await drainOutbox(seedContext(env), tenant_id, consumers);
}

/** Runs the deliveries of an endpoint that are due now. */
export function run(tenant_id: string, webhook_id: string): Promise<void> {
  return runEndpoint(seedContext(env), { tenant_id, webhook_id });
}

export async function runJob(name: string): Promise<void> {
  await jobs.find((job) => job.name === name)?.run(seedContext(env));
}

export const newSubject = () => newId(Date.now());
