/** Flows of the company and its provider: a park from its first PIN to its suspension, a store, a backup, a maintenance. */
import type { Person } from "../park.ts";
import { type Desk, type Flow, require } from "../scene.ts";

/** Proves that it is the person where the page asks for it, until the text is told. */
async function prove({ page, person, say, hand, button, field, told }: Desk, done: string | RegExp): Promise<void> {
  const proof = page.getByRole("dialog", { name: say("kit:stepup.title") });
  const code = field(say("kit:stepup.code"), proof);
  await proof.or(page.getByText(done)).first().waitFor();
  if (await proof.isVisible()) {
    await hand.fill(field(say("kit:stepup.pin"), proof), person.pin);
    await hand.press(button(say("kit:stepup.act"), proof));
    if (person.nextCode) {
      await code.waitFor();
      await hand.fill(code, person.nextCode());
      await hand.press(button(say("kit:stepup.act"), proof));
    }
  }
  await told(done);
}

/** Presses the act in the open dialog. */
const confirm = ({ hand, button, dialog }: Desk, label: string) => hand.press(button(label, dialog()));

async function createPark(desk: Desk, name: string, email: string): Promise<Person> {
  const { say, hand, button, field, dialog, page } = desk;
  await hand.press(button(say("provider:add")).first());
  await hand.fill(field(say("provider:name"), dialog()), name);
  await hand.fill(field(say("provider:store_at", { number: 1 }), dialog()), `${name}, main gate`);
  await hand.fill(field(say("provider:owner_name"), dialog()), "Anong First");
  await hand.fill(field(say("provider:owner_email"), dialog()), email);
  await confirm(desk, say("provider:add"));
  await prove(desk, say("provider:added", { name }));
  const pin = (await page.locator("[data-secret]").textContent()) ?? "";
  require(/^\d{6,}$/.test(pin), `the first PIN is ${pin.length} signs long`);
  await confirm(desk, say("kit:once.done"));
  await desk.heading(name).waitFor();
  return { email, pin };
}

/** Changes the park's standing by the named act. */
async function changeStanding(desk: Desk, act: "suspend" | "resume", name: string): Promise<void> {
  const { say, hand, button } = desk;
  const label = say(`provider:act.${act}`);
  await hand.press(button(label));
  await confirm(desk, label);
  await prove(desk, say(`provider:done.${act}`, { name }));
}

export const COMPANY_FLOWS: readonly Flow[] = [
  {
    title:
      "the provider creates a park, its owner signs in with the first PIN, and a suspension refuses them until it ends",
    async play({ stage, look, way, seat }) {
      const desk = await seat(stage.provider, "/provider/parks");
      const { say, page } = desk;
      const name = `Hill Park ${look.language} ${look.width} ${way}`;
      const owner = await createPark(desk, name, `owner.${look.language}.${look.width}.${way}@hill.playpark.test`);
      const park = await seat(owner, "/stores");
      await park.rows(say("stores:title")).filter({ hasText: name }).first().waitFor();
      await changeStanding(desk, "suspend", name);
      await page.getByText(say("provider:status.suspended")).first().waitFor();
      await park.page.reload();
      await park.page.getByRole("alert").getByText("E_TENANT_SUSPENDED").first().waitFor();
      await changeStanding(desk, "resume", name);
      await park.page.reload();
      await park.rows(say("stores:title")).filter({ hasText: name }).first().waitFor();
    },
  },
  {
    title: "the owner adds a store, sets its hours, and takes it out of use after the changes are shown",
    async play({ desk, look, way }) {
      const { say, hand, button, field, dialog, open, heading, page, rows } = desk;
      const name = `Beach ${look.language} ${look.width} ${way}`;
      await open("/stores");
      await hand.press(button(say("stores:add")).first());
      await hand.fill(field(say("stores:name"), dialog()), name);
      await confirm(desk, say("stores:add"));
      await prove(desk, say("stores:added", { name }));
      await heading(name).waitFor();
      await hand.press(button(say("stores:hours.add", { day: say("kit:weekday.1") })));
      await hand.press(button(say("stores:hours.copy", { day: say("kit:weekday.1") })));
      await hand.turn(page.getByRole("switch", { name: say("stores:active") }));
      await hand.press(button(say("kit:unsaved.save")));
      await dialog().getByText(say("stores:grave.inactive")).waitFor();
      await confirm(desk, say("stores:save"));
      await prove(desk, say("stores:saved", { name }));
      await open("/stores");
      const row = rows(say("stores:title")).filter({ hasText: name });
      await row.getByText(say("stores:inactive")).waitFor();
    },
  },
  {
    title: "the owner makes a backup, which is complete with its manifest",
    async play({ desk }) {
      const { say, hand, button, open, rows, page, heading } = desk;
      await open("/backups");
      await hand.press(button(say("backups:make")).first());
      await prove(desk, say("backups:started"));
      const newest = rows(say("backups:title")).first();
      await newest.getByText(say("backups:status.completed")).waitFor({ timeout: 120_000 });
      await hand.press(newest);
      await heading(say("backups:checks")).waitFor();
      require(await page.getByLabel(say("backups:files")).first().isVisible(), "the files of the backup are not shown");
    },
  },
  {
    title: "the owner sets a maintenance, and ends it from the console that it closed",
    async play({ desk, stage }) {
      const { say, hand, button, open, told, heading, page } = desk;
      await open("/company");
      await hand.press(button(say("stores:maintenance.plan")));
      await confirm(desk, say("kit:window.act"));
      await prove(desk, say("stores:maintenance.set"));
      await page.reload();
      await told(say("frame:stopped.own"));
      await hand.press(button(say("frame:stopped.end")));
      await heading(say("stores:company")).waitFor();
      await button(say("stores:maintenance.plan")).waitFor();
      // The till works again.
      await stage.sell(1);
    },
  },
];
