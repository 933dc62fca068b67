/** Commands that people sent to a device, in one row until the device takes them (rule D4). */

import {
  addCommand,
  type CommandQueue,
  dueCommands,
  type PendingCommand,
  type SentCommand,
} from "../../src/modules/access/devices/domain/commands.ts";
import { loadCommands, saveCommands } from "./storage.ts";

/** Moments are epoch ms of the tenant's clock. */
export class SentCommands {
  private readonly storage: DurableObjectStorage;
  private queue: CommandQueue;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    this.queue = loadCommands(storage);
  }

  /** Keeps a command; a repeat and an expired one change nothing. */
  add(command: PendingCommand, now: number): void {
    const after = addCommand(this.queue, command, now);
    if (after !== this.queue) this.keep(after);
  }

  /** Takes all commands that wait; the device gets them now, and not again. */
  take(now: number): SentCommand[] {
    if (this.queue.waiting.length === 0) return [];
    const due = dueCommands(this.queue, now);
    this.keep({ ...this.queue, waiting: [] });
    return due;
  }

  forget(): void {
    this.queue = loadCommands(this.storage);
  }

  private keep(queue: CommandQueue): void {
    this.queue = queue;
    saveCommands(this.storage, queue);
  }
}
