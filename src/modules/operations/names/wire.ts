/** Wire shape of names. */

import * as z from "zod";
import { id } from "../../../platform/http/fields.ts";
import { DEVICE_TYPES } from "../../../shared/permissions.ts";

const name = z.string();
const names = { name, name_th: z.string() };

export const NameQuery = z.strictObject({ store_id: id.optional() });

export const NameList = z
  .object({
    stores: z.array(
      z.object({ store_id: id, name, time_zone: z.string(), cutoff_hour: z.number().int() }).meta({ id: "StoreName" }),
    ),
    devices: z.array(
      z.object({ device_id: id, store_id: id, type: z.enum(DEVICE_TYPES), name }).meta({ id: "DeviceName" }),
    ),
    employees: z.array(z.object({ employee_id: id, name }).meta({ id: "EmployeeName" })),
    packages: z.array(z.object({ package_id: id, store_id: id.nullable(), ...names }).meta({ id: "PackageName" })),
    zones: z.array(z.object({ zone_id: id, store_id: id, ...names }).meta({ id: "ZoneName" })),
    complete: z.boolean().describe("false: only the newest 1,000 of a noun are here"),
  })
  .meta({ id: "NameList" });
