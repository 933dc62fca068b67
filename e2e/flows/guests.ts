/** Flows of guests: two who are one person are merged, points are given, and a guest's data is erased. */
import { type Desk, type Flow, require, until } from "../scene.ts";
import { approveHere } from "./money.ts";

/** A number that no other guest of the stage has. */
const newPhone = () => `08${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;

async function addGuest({ open, say, hand, button, field, dialog }: Desk, name: string, phone: string): Promise<void> {
  await open("/customers");
  await hand.press(button(say("guests:add")).first());
  await hand.fill(field(say("guests:name"), dialog()), name);
  await hand.fill(field(say("guests:phone"), dialog()), phone);
  await hand.press(button(say("guests:add"), dialog()));
}

export const GUEST_FLOWS: readonly Flow[] = [
  {
    title: "a second guest with the same number is merged into the first",
    async play({ desk }) {
      const { page, say, hand, button, field, dialog, told } = desk;
      const phone = newPhone();
      await addGuest(desk, "สมชาย ใจดี", phone);
      await page.waitForURL("**/customers/0*");
      const first = page.url();
      await addGuest(desk, "Somchai Jaidee", phone);
      await dialog().getByText(say("guests:merge.same_phone")).waitFor();
      const merge = button(say("guests:merge.act"), dialog());
      require(await merge.isDisabled(), "the merge asks for no typed name");
      // The earlier guest stays, so the later one's name is typed.
      await hand.fill(field(say("kit:reason.type", { word: "Somchai Jaidee" }), dialog()), "Somchai Jaidee");
      await hand.press(merge);
      await told(say("guests:merge.done", { name: "สมชาย ใจดี" }));
      await until(
        async () => page.url(),
        (url) => url === first,
        "the guest who stays",
      );
    },
  },
  {
    title: "points that a second person approves stand in the guest's ledger",
    async play(scene) {
      const { desk } = scene;
      const { page, say, hand, button, field, dialog, told, rows } = desk;
      await addGuest(desk, "Mali Dee", newPhone());
      await page.waitForURL("**/customers/0*");
      await hand.press(button(say("guests:act.points")));
      await hand.fill(field(say("guests:points"), dialog()), "50");
      await hand.fill(field(say("guests:reason"), dialog()), "Waited for an hour");
      await hand.press(button(say("guests:points.next"), dialog()));
      await approveHere(desk, scene, say("guests:points.give"), false);
      await told(say("guests:points.given", { name: "Mali Dee", count: 50 }));
      await rows(say("guests:entries")).filter({ hasText: "Waited for an hour" }).filter({ hasText: "50" }).waitFor();
    },
  },
  {
    title: "a guest's data is exported and then erased, once the name is typed",
    async play({ desk }) {
      const { page, person, say, hand, button, field, dialog, told, saved } = desk;
      const phone = newPhone();
      await addGuest(desk, "Lost Soul", phone);
      await page.waitForURL("**/customers/0*");
      await saved(async () => {
        await hand.press(button(say("guests:act.export")));
        await proveIfAsked(desk, person.pin);
      });
      await hand.press(button(say("guests:act.erase")));
      await dialog().getByText(say("guests:erase.stays.sales")).waitFor();
      await hand.fill(field(say("guests:erase.reason"), dialog()), "PDPA-12");
      await hand.fill(field(say("kit:reason.type", { word: "Lost Soul" }), dialog()), "Lost Soul");
      await hand.press(button(say("guests:erase.act"), dialog()));
      await told(say("guests:erase.done"));
      await page.getByText(say("guests:is_erased")).waitFor();
      require((await page.getByText(phone.slice(-8)).count()) === 0, "the number still stands on the page");
    },
  },
];

/** An act soon after the sign-in needs no further proof. */
async function proveIfAsked({ page, person, say, hand, button, field, dialog }: Desk, pin: string): Promise<void> {
  const asked = page.getByRole("dialog").filter({ hasText: say("kit:stepup.title") });
  const shown = await asked.waitFor({ timeout: 1_500 }).then(
    () => true,
    () => false,
  );
  if (!shown) return;
  await hand.fill(field(say("kit:stepup.pin"), dialog()), pin);
  await hand.press(button(say("kit:stepup.act"), dialog()));
  if (!person.nextCode) return;
  const code = field(say("kit:stepup.code"), dialog());
  await code.waitFor();
  await hand.fill(code, person.nextCode());
  await hand.press(button(say("kit:stepup.act"), dialog()));
}
