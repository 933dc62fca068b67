/** The notice of a pass: attention and bands, at the scan, its repeat and its upload, and on the gate's list. */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, makePackage, offlineScan, sell, sellOne } from "../../../support/gate.ts";
import { newPark } from "../../../support/park.ts";

const SOCKS = { en: "Socks on", th: "สวมถุงเท้า" };

test("[G1] attention and a height band come with the pass and its repeat, and with no fail or exit", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { attention: SOCKS, min_height_cm: 120 });
  const gate = await park.device("gate");
  const shownBy = async (fields = {}) => {
    const { data } = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, ...fields });
    return [data.reason ?? data.result, data.attention?.en ?? null, data.attention?.th ?? null];
  };
  const scan_id = newId(Date.now());
  const shown = ["pass", "Socks on · Height from 120 cm", "สวมถุงเท้า · ส่วนสูงตั้งแต่ 120 ซม."];
  expect([await shownBy({ scan_id }), await shownBy({ scan_id })]).toEqual([shown, shown]);
  expect(await shownBy()).toEqual(["duplicate_use", null, null]);
  expect(await shownBy({ direction: "exit" })).toEqual(["pass", null, null]);
});

test("[O1] the list has the notice for the gate, and the reply to an uploaded pass has it, too", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { attention: SOCKS, max_age_years: 12 });
  const gate = await park.device("gate");
  const { allow_list, terms } = (await gate.get("/gate/bootstrap")).data;
  expect(terms[allow_list[0].terms]).toMatchObject({ attention: SOCKS, max_age_years: 12, min_age_years: null });
  const { data } = await handIn(gate, [offlineScan(ticket, Date.now())]);
  expect(data.results[0].data.attention.en).toBe("Socks on · Age up to 12 years");
});

test("a package's view has its bands, and an empty band is refused", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const band = { min_height_cm: 100, max_height_cm: 140, min_age_years: 6, max_age_years: 6, attention: SOCKS };
  const package_id = await makePackage(park, band);
  expect((await manager.get(`/catalog/packages/${package_id}`)).data).toMatchObject(band);
  const plain = { name: "Plain", price: 100 };
  const replaced = await manager.call("PUT", `/catalog/packages/${package_id}`, plain);
  expect(replaced.data).toMatchObject({ attention: null, min_height_cm: null, max_age_years: null });
  for (const bad of [
    { min_height_cm: 150, max_height_cm: 140 },
    { min_age_years: 7, max_age_years: 6 },
    { attention: { en: "Socks" } },
    { attention: { en: "Socks", th: "x".repeat(201) } },
    { max_height_cm: 301 },
  ])
    expect((await manager.call("PUT", `/catalog/packages/${package_id}`, { ...plain, ...bad })).status).toBe(422);
});

test("[G1] sold tickets keep their package's notice from the time of the sale", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const package_id = await makePackage(park, { attention: SOCKS });
  const [ticket] = await sell(park, package_id);
  await manager.call("PUT", `/catalog/packages/${package_id}`, { name: "Plain", price: 100 });
  const { data } = await (await park.device("gate")).post("/tickets/redeem", { qr_token: ticket?.qr_token });
  expect(data.attention).toEqual(SOCKS);
});
