/** Tests of the commands that people send to devices. */

import { expect, test } from "vitest";
import {
  addCommand,
  COMMANDS_KEPT,
  type CommandQueue,
  decideCommand,
  dueCommands,
  type PendingCommand,
} from "../../../../../src/modules/access/devices/domain/commands.ts";
import { joinCommands } from "../../../../../src/modules/access/devices/domain/heartbeat.ts";

const NOW = 1_000_000;
const EMPTY: CommandQueue = { waiting: [], known_ids: [] };
const restart = (command_id: string, expires_at = NOW + 1): PendingCommand => ({
  ...{ command_id, type: "restart", text: null, expires_at },
});

test("[D4] a message needs a text, no other command has one, and a command waits an hour unless its sender says", () => {
  expect(decideCommand({ type: "message" }, "c", NOW)).toMatchObject({ ok: false, refusal: { path: "text" } });
  expect(decideCommand({ type: "restart", text: "now" }, "c", NOW)).toMatchObject({ ok: false });
  expect(decideCommand({ type: "restart" }, "c", NOW)).toEqual({ ok: true, value: restart("c", NOW + 3_600_000) });
  expect(decideCommand({ type: "restart", expires_in_s: 60 }, "c", NOW)).toMatchObject({
    value: { expires_at: NOW + 60_000 },
  });
});

test("[D4] a command that is repeated or has expired is not added, and the twenty-first replaces the oldest", () => {
  const once = addCommand(EMPTY, restart("a"), NOW);
  expect(addCommand(once, restart("a"), NOW)).toBe(once);
  expect(addCommand({ ...once, waiting: [] }, restart("a"), NOW).waiting).toEqual([]);
  expect(addCommand(EMPTY, restart("b", NOW), NOW)).toBe(EMPTY);
  let queue = EMPTY;
  for (let n = 0; n <= COMMANDS_KEPT; n++) queue = addCommand(queue, restart(`c${n}`), NOW);
  expect(queue.waiting.map(({ command_id }) => command_id)).toEqual(
    Array.from({ length: COMMANDS_KEPT }, (_, n) => `c${n + 1}`),
  );
});

test("[D4] a device gets no command that has expired while it waited", () => {
  const queue = addCommand(addCommand(EMPTY, restart("a", NOW + 10), NOW), restart("b", NOW + 20), NOW);
  expect(dueCommands(queue, NOW + 10)).toEqual([{ type: "restart", command_id: "b" }]);
});

test("[D4] a list that must be refreshed anyway is refreshed once", () => {
  const sent = { type: "refresh_list", command_id: "a" } as const;
  expect(joinCommands([{ type: "refresh_list" }], [sent])).toEqual([sent]);
  expect(joinCommands([{ type: "refresh_list" }], [])).toEqual([{ type: "refresh_list" }]);
});
