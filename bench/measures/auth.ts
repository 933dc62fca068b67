/** The cost of authentication: a token beside none, and the caller's object beside a bare one (B14). */

import { signToken } from "../../src/platform/http/tokens.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, busyness, compare, controlWork, run, type Work } from "./harness.ts";

/** More tokens than the product remembers, used in turn, so that each is forgotten before it comes again. */
const FRESH_TOKENS = 5_000;

/** Device tokens that differ in a claim that only the device's object reads. */
async function freshTokens({ runtime, park }: Bench): Promise<string[]> {
  const claims = { kind: "device" as const, tenant_id: park.tenant_id, device_id: park.pos.device_id };
  const signed = Array.from({ length: FRESH_TOKENS }, (_, epoch) =>
    signToken(runtime.env, { ...claims, epoch }, Date.now()),
  );
  return (await Promise.all(signed)).map(({ token }) => token);
}

/** B14, in parts: verifying the token needs no I/O; being admitted asks the device's object. */
export async function measureAuth(bench: Bench): Promise<Row[]> {
  const { ports } = bench.runtime;
  const get = (port: number, path: string, headers = {}): Work => ({
    port,
    headers,
    calls: [{ method: "GET", path }],
    expect: '"ok":true',
  });
  const token = authorized(bench.park.gate);
  const ping = controlWork(bench, "/ping");
  const anyone = get(ports.auth, "/open");
  const calls = (await freshTokens(bench)).map((fresh_token) => ({
    method: "GET" as const,
    path: "/verified",
    headers: { authorization: `Bearer ${fresh_token}` },
  }));
  const fresh: Work = { ...anyone, calls };
  const comparisons: { name: string; product: Work; control: Work; target?: number; pairs: number }[] = [
    {
      name: "no-op, token verified anew ÷ open no-op",
      product: fresh,
      control: anyone,
      target: 0.85,
      pairs: 5,
    },
    {
      name: "no-op, token seen before ÷ open no-op",
      product: get(ports.auth, "/verified", token),
      control: anyone,
      target: 0.85,
      pairs: 5,
    },
    {
      name: "no-op with token and device ÷ bare object no-op",
      product: get(ports.auth, "/admitted", token),
      control: ping,
      pairs: 4,
    },
    {
      name: "GET /v1/devices/me ÷ bare object no-op",
      product: get(ports.product, "/v1/devices/me", token),
      control: ping,
      pairs: 3,
    },
  ];
  const rows: Row[] = [];
  for (const { name, product, control, target, pairs } of comparisons) {
    const found = await compare(
      (load) => run(bench, product, load),
      (load) => run(bench, control, load),
      { pairs, slice_ms: 600, is_control_warm: control === ping },
    );
    rows.push(
      row({
        id: "B14",
        name,
        unit: "rps",
        figure: found.product_rps,
        control: found.control_rps,
        ratio: found.ratio,
        spread: found.spread,
        target: target === undefined ? null : `ratio ≥ ${target}`,
        ok: target === undefined ? null : found.ratio >= target,
        detail: { ...busyness(found.product), control: busyness(found.control) },
      }),
    );
  }
  return rows;
}
