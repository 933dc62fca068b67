/** Tests of the announced state over the API. */

import { expect, test } from "vitest";
import { call, newPark, newProvider } from "../../../support/park.ts";

const word = { state: "degraded", message_en: "Webhooks are late.", message_th: "เว็บฮุกล่าช้า" };

test("[T9] what the provider announces is read by everybody", async () => {
  const provider = await newProvider();
  const announced = await provider.post("/admin/status", word);
  expect(announced.status, announced.text).toBe(200);
  const read = await call("GET", "//status.json");
  expect(read.data).toMatchObject({ ...word, announced: true });
  const ended = await provider.post("/admin/status", { ...word, state: "operational" });
  expect(ended.data).toMatchObject({ state: "operational" });
});

test("[U1] only the provider announces, and not for a time that is past", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  expect((await owner.post("/admin/status", word)).error?.code).toBe("E_PERMISSION");
  const provider = await newProvider();
  const past = await provider.post("/admin/status", { ...word, ends_at: "2020-01-01T00:00:00Z" });
  expect(past.error).toMatchObject({ code: "E_VALIDATION", details: { fields: [{ path: "ends_at" }] } });
});
