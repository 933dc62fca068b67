/** Attacks on the wizard: two tabs, the way back, a lost server, a double click. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Look, openWindow } from "./browser.ts";
import { nameOf } from "./looks.ts";
import { deskOf, require, type Way } from "./scene.ts";

interface Attack {
  look: Look;
  way: Way;
  url: string;
  /** Where a picture of a failure goes. */
  pictures: string;
  codeFor: (email: string) => Promise<string>;
}

const EMAIL = "second@first.test";
const PIN = "739205";

export async function attackWizard(browser: Browser, { look, way, url, pictures, codeFor }: Attack): Promise<void> {
  const window = await openWindow(browser, look);
  const desk = deskOf({ email: EMAIL, pin: PIN }, window, url, way);
  const { page, say, hand, field, button, heading, open } = desk;
  try {
    await open("/onboarding");
    await hand.fill(field(say("onboarding:email")), EMAIL);
    await hand.press(button(say("onboarding:email.act")));
    const code = field(say("onboarding:code"));
    await code.waitFor();
    const right = await codeFor(EMAIL);
    await hand.fill(code, right === "000000" ? "111111" : "000000");
    await page.getByRole("alert").waitFor();
    await hand.fill(code, right);
    await hand.fill(field(say("onboarding:name")), "Second Park");
    await hand.fill(field(say("onboarding:owner")), "Nok Chaiyo");
    await hand.fill(field(say("onboarding:pin")), "123456");
    await hand.press(button(say("onboarding:continue")));
    await page.locator('[aria-invalid="true"]').first().waitFor();

    // The server is lost: nothing that was typed goes, and the same button tries again.
    await hand.fill(field(say("onboarding:pin")), PIN);
    await window.context.setOffline(true);
    await hand.press(button(say("onboarding:continue")));
    await page.getByRole("alert").getByText(say("kit:error.OFFLINE.message")).waitFor();
    await window.context.setOffline(false);
    await hand.press(button(say("onboarding:continue")));
    await heading(say("onboarding:step.tax")).waitFor();

    // The browser's way back leads to the step before, with what was told; a second tab goes on where the first is.
    await page.goBack();
    await heading(say("onboarding:step.profile")).waitFor();
    require((await field(say("onboarding:name")).inputValue()) === "Second Park", "the way back lost the name");
    await page.goForward();
    await hand.pick(
      page.getByRole("radiogroup", { name: say("onboarding:vat"), exact: true }),
      say("onboarding:vat.no"),
    );
    const tab = await window.context.newPage();
    await tab.goto(`${url}/admin/onboarding`);
    await tab.getByRole("heading", { name: say("onboarding:step.tax"), exact: true }).waitFor();
    await page.bringToFront();
    await hand.press(button(say("onboarding:continue")));
    await hand.press(button(say("onboarding:tables.none")));
    await heading(say("onboarding:step.payments")).waitFor();
    await hand.press(button(say("onboarding:continue")));
    await button(say("onboarding:finish")).dblclick();
    await heading(say("first-run:title")).waitFor();
    // The other tab learns that the park is made.
    await tab.bringToFront();
    await tab.getByText(say("onboarding:signed_in")).waitFor();
    await tab.close();
    const complaint = window.complaints[0];
    require(!complaint, `the wizard complained: ${complaint}`);
  } catch (error) {
    await page.screenshot({ path: join(pictures, `failed-attack-${nameOf(look)}-${way}.png`), fullPage: true });
    throw error;
  } finally {
    await window.close();
  }
}
