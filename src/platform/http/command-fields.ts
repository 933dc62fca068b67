/** Wire form of the commands that a device gets with a heartbeat's reply and over its socket. */

import * as z from "zod";
import { id } from "./fields.ts";

export const commands = z.array(
  z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("refresh_list"), command_id: id.optional() }).meta({ id: "RefreshListCommand" }),
      z.object({ type: z.literal("restart"), command_id: id }).meta({ id: "RestartCommand" }),
      z
        .object({
          type: z.literal("message"),
          command_id: id,
          text: z.string().describe("for the person at the device"),
        })
        .meta({ id: "MessageCommand" }),
      z
        .object({ type: z.literal("zone_changed"), zone_id: id.nullable(), name: z.string().nullable() })
        .meta({ id: "ZoneChangedCommand" }),
      z
        .object({ type: z.literal("minimum_version"), min_app_version: z.string() })
        .meta({ id: "MinimumVersionCommand" }),
    ])
    .meta({ id: "DeviceCommand" }),
);
