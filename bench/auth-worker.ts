/** A no-op in three variants of the product's own wrapper: open, with a verified token, and with token and object. */

import { Hono } from "hono";
import * as z from "zod";
import type { Env } from "../src/env.ts";
import { authenticate } from "../src/platform/http/auth.ts";
import { contract } from "../src/platform/http/contract.ts";
import { mount } from "../src/platform/http/mount.ts";

export { DeviceObject } from "../durable-objects/device/object.ts";

const shape = {
  method: "get",
  root: true,
  tag: "bench",
  summary: "Does nothing",
  reply: z.object({ status: z.literal("ok") }),
} as const;

const ok = { status: "ok" } as const;

const contracts = [
  contract({ ...shape, path: "/open", public: true, rate: null, handle: async () => ok }),
  contract({
    ...shape,
    path: "/verified",
    public: true,
    rate: null,
    handle: async ({ ctx }) => {
      await authenticate(ctx.env, ctx.authorization, ctx.now);
      return ok;
    },
  }),
  contract({ ...shape, path: "/admitted", permission: "authenticated", handle: async () => ok }),
];

const app = new Hono<{ Bindings: Env }>();
mount(app, contracts);

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
