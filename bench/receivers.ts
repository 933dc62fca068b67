/** Receivers of webhooks on loopback: healthy ones, a dead one, and a slow loris, which answers a byte a second. */

import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { BenchPark } from "./bench-park.ts";
import { Client } from "./client.ts";

export interface Arrival {
  receiver: number;
  /** The event's subject. */
  subject_id: string;
  /** By this process's own clock, ms. */
  at: number;
}

export interface Receivers {
  urls: string[];
  /** The first arrival of each event at each healthy receiver. */
  arrivals: Arrival[];
  dead_url: string;
  slow_url: string;
  close(): void;
}

const DRIP_MS = 1_000;

export async function openReceivers(count: number): Promise<Receivers> {
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const healthy = Array.from({ length: count }, (_, receiver) =>
    createHttpServer(async (request, response) => {
      const at = performance.now();
      let body = "";
      for await (const chunk of request) body += chunk;
      response.writeHead(204).end();
      const { subject_id } = JSON.parse(body) as { subject_id: string };
      if (seen.has(`${receiver} ${subject_id}`)) return;
      seen.add(`${receiver} ${subject_id}`);
      arrivals.push({ receiver, subject_id, at });
    }),
  );
  const loris = createServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
    const drip = setInterval(() => socket.write("x"), DRIP_MS);
    socket.resume();
    socket.on("error", () => socket.destroy()).once("close", () => clearInterval(drip));
  });
  const dead = createServer();
  const urls = await Promise.all(healthy.map(listen));
  const [slow_url, dead_url] = await Promise.all([listen(loris), listen(dead)]);
  dead.close();
  return {
    urls,
    arrivals,
    dead_url,
    slow_url,
    close() {
      for (const server of healthy) server.closeAllConnections();
      for (const server of [...healthy, loris]) server.close();
    },
  };
}

/** Listens on a free port of both loopback addresses. */
async function listen(server: Server): Promise<string> {
  server.listen(0);
  await once(server, "listening");
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

/** Endpoints as an owner makes and deletes them in the console, after a step-up. */
export async function consoleOf({ owner }: BenchPark, port: number) {
  const console = await new Client(port).loginPerson(owner);
  await console.post("/auth/step-up", { pin: owner.pin });
  return {
    make: async (url: string, events: string[]): Promise<string> =>
      (await console.post("/webhooks", { url, events })).data.webhook_id,
    drop: (webhook_id: string) => console.delete(`/webhooks/${webhook_id}`),
  };
}
