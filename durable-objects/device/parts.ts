/** The parts of a device's object, made once for each time that it wakes. */

import type { Env } from "../../src/env.ts";
import type { UnreadRows } from "../../src/modules/access/devices/domain/unread.ts";
import { CallCounter } from "../../src/platform/db/calls.ts";
import { RefusalLog } from "../../src/platform/db/refusals.ts";
import { tenantTime } from "../../src/shared/time.ts";
import { ScanBindings } from "./bindings.ts";
import { DeviceChannel } from "./channel.ts";
import { SentCommands } from "./commands.ts";
import { DevicePulse } from "./pulse.ts";
import { deviceFacts, type KnownDevice, LifeRow } from "./storage.ts";
import { DeviceWatch } from "./watch.ts";

export interface DeviceParts {
  facts: KnownDevice;
  calls: CallCounter;
  refusals: RefusalLog;
  bindings: ScanBindings;
  unread: UnreadRows;
  life: LifeRow;
  sent: SentCommands;
  pulse: DevicePulse;
  watch: DeviceWatch;
  channel: DeviceChannel;
  /** The tenant's clock now, or at a moment of the world's clock; epoch ms. */
  clock(epoch_ms?: number): number;
}

/** `worldNow`: the world's clock, epoch ms. */
export function makeParts(state: DurableObjectState, env: Env, worldNow: () => number): DeviceParts {
  const { storage } = state;
  const facts = deviceFacts(storage, env, (fresh, before) => {
    pulse.noteFacts(fresh, before, clock());
    watch.noteFacts(fresh, before, worldNow());
    if (before) channel.tellNews(before, fresh);
  });
  const clock = (epoch_ms = worldNow()) => tenantTime(epoch_ms, facts.known?.clock_offset_s ?? 0);
  const calls = new CallCounter(storage, env);
  const refusals = new RefusalLog(storage, env);
  const bindings = new ScanBindings(storage, env, worldNow());
  const life = new LifeRow(storage);
  const sent = new SentCommands(storage);
  const pulse = new DevicePulse(state, env, facts, life, sent);
  const channel = new DeviceChannel(state, facts, pulse, clock);
  const watch = new DeviceWatch(state, env, facts, life, {
    calledAt: () => calls.called_at,
    pingedAt: () => channel.pingedAt(),
    hasSocket: () => channel.isOpen(),
  });
  return { facts, calls, refusals, bindings, unread: new Map(), life, sent, pulse, watch, channel, clock };
}

/** Forgets everything about the device; the storage is deleted already. */
export function forgetParts({ facts, life, sent, pulse, bindings, refusals, unread }: DeviceParts): void {
  for (const known of [facts, life, sent, pulse, bindings, refusals]) known.forget();
  unread.clear();
}

/** The work of the alarm: each part looks at its own state, whoever set the alarm. */
export async function runAlarm(parts: DeviceParts, worldNow: () => number): Promise<void> {
  const { calls, refusals, bindings, facts, watch } = parts;
  await calls.flush();
  await refusals.flush(worldNow());
  if (facts.known) await bindings.recent.check(facts.known.tenant_id, worldNow());
  calls.expectMore(worldNow());
  await watch.check(worldNow());
}
