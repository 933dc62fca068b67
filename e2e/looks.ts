/** Pictures of every page and state, each checked by axe and for text that is cut off. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { type Look, openWindow, type Window } from "./browser.ts";
import { axeFinds, cutOff } from "./checks.ts";
import { takeDialogs } from "./dialogs.ts";
import { PAGES, type PageOfConsole } from "./pages.ts";
import type { Stage } from "./park.ts";
import { type Desk, seatAt } from "./scene.ts";

export const LOOKS: readonly Look[] = (["en", "th"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((theme) => ([1280, 390] as const).map((width) => ({ language, theme, width }))),
);

/** States are taken in these looks; both languages, themes and widths are among them. */
const STATES_IN = ["en-light-1280", "th-dark-390"];

export const nameOf = ({ language, theme, width }: Look) => `${language}-${theme}-${width}`;
/** Looks at every page in every look, or in those whose name begins with `only`. Answers what is wrong, a line each. */
export async function lookAtPages(browser: Browser, stage: Stage, folder: string, asked: Asked): Promise<string[]> {
  const wrong: string[] = [];
  for (const look of LOOKS.filter((each) => !asked.only || nameOf(each).startsWith(asked.only))) {
    const name = nameOf(look);
    mkdirSync(join(folder, name), { recursive: true });
    const first = await openWindow(browser, look);
    await first.page.goto(`${stage.url}/admin/`);
    await first.page.getByRole("button").first().waitFor();
    wrong.push(...(await picture(first.page, look, join(folder, name, "sign-in"))));
    await first.close();
    const complaints = await inTurns(browser, stage, look, async ({ window }, page) => {
      const file = join(folder, name, page.name);
      wrong.push(...(await take(window, pathOf(page, stage), file)));
      if (!STATES_IN.includes(name)) return;
      if (page.empty) wrong.push(...(await take(window, page.empty, `${file}-empty`)));
    });
    wrong.push(...complaints.map((text) => `${name}: ${text}`));
    if (STATES_IN.includes(name))
      await inTurns(browser, stage, look, async ({ window }, page) => {
        wrong.push(...(await takeStates(window, stage, page, join(folder, name, page.name))));
      });
    asked.tell(`${name}: ${PAGES.length} pages`);
  }
  return wrong;
}

export interface Asked {
  tell: (text: string) => void;
  only: string | undefined;
}

/** A person has 1,000 calls an hour; so many pages with all that opens over them need fewer. */
const PAGES_A_PERSON = 16;

/** The persons whom all pictures need. */
export const PEOPLE_IN_TURNS = (LOOKS.length + 2 * STATES_IN.length) * Math.ceil(PAGES.length / PAGES_A_PERSON);

/** Shows every page to a window: those of the park a few a person, then those of the provider. Answers what windows complain. */
async function inTurns(
  browser: Browser,
  stage: Stage,
  look: Look,
  show: (desk: Desk, page: PageOfConsole) => Promise<void>,
): Promise<string[]> {
  const complaints: string[] = [];
  const own = PAGES.filter(({ provider }) => !provider);
  const turns = Array.from({ length: Math.ceil(own.length / PAGES_A_PERSON) }, (_, at) => ({
    person: stage.next(),
    pages: own.slice(at * PAGES_A_PERSON, (at + 1) * PAGES_A_PERSON),
  }));
  turns.push({ person: stage.provider, pages: PAGES.filter(({ provider }) => provider) });
  for (const { person, pages } of turns) {
    const desk = await seatAt(browser, stage, { person, look, way: "pointer", path: "/" });
    for (const page of pages) await show(desk, page);
    complaints.push(...desk.window.complaints);
    await desk.window.close();
  }
  return complaints;
}

/** Pictures what opens over each page, in the looks in which states are taken. */
export async function lookAtDialogs(browser: Browser, stage: Stage, folder: string, asked: Asked): Promise<string[]> {
  const { tell, only } = asked;
  const wrong: string[] = [];
  const looks = LOOKS.filter((each) => (only ? nameOf(each).startsWith(only) : STATES_IN.includes(nameOf(each))));
  for (const look of looks) {
    const place = join(folder, `${nameOf(look)}-dialogs`);
    mkdirSync(place, { recursive: true });
    let count = 0;
    const complaints = await inTurns(browser, stage, look, async ({ page, window }, shown) => {
      await page.evaluate("window.print = () => undefined");
      const open = async () => {
        for (let press = 0; press < 3; press += 1) await page.keyboard.press("Escape");
        await window.go(pathOf(shown, stage));
      };
      const taken = await takeDialogs(page, open, (number) => join(place, `${shown.name}-${number}.png`));
      count += taken.length;
      for (const { way, wrong: found } of taken)
        wrong.push(...found.map((text) => `${nameOf(look)} ${shown.name} › ${way.join(" › ")}: ${text}`));
    });
    wrong.push(...complaints.map((text) => `${nameOf(look)}: ${text}`));
    tell(`${nameOf(look)}: ${count} dialogs, drawers and menus`);
  }
  return wrong;
}

const pathOf = ({ path }: PageOfConsole, stage: Stage) => (typeof path === "string" ? path : path(stage));

async function take({ page, look, go }: Window, path: string, file: string): Promise<string[]> {
  await go(path);
  return picture(page, look, file);
}

async function picture(page: Page, look: Look, file: string): Promise<string[]> {
  // Away from rows and charts, which show what the pointer is at.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${file}.png`, fullPage: true });
  const found = [...(await axeFinds(page)), ...(await cutOff(page))];
  return found.map((text) => `${nameOf(look)} ${file.split("/").at(-1)}: ${text}`);
}

const REFUSAL = {
  status: 503,
  headers: { "content-type": "application/json", "x-request-id": "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH" },
  body: JSON.stringify({
    ok: false,
    error: { code: "E_UNAVAILABLE", message: "The database does not answer. Try again in a moment." },
    request_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
  }),
};

/** The page loading, failing and out of reach. */
async function takeStates(
  window: Window,
  stage: Stage,
  page_of_console: PageOfConsole,
  file: string,
): Promise<string[]> {
  const { page, look } = window;
  const { data } = page_of_console;
  const path = pathOf(page_of_console, stage);
  const wrong: string[] = [];
  const url = (address: URL) => address.pathname.startsWith(data);
  const states: [string, (route: Route) => Promise<void>][] = [
    ["loading", () => new Promise(() => undefined)],
    ["failing", (route) => route.fulfill(REFUSAL)],
    ["offline", (route) => route.abort()],
  ];
  for (const [state, answer] of states) {
    await page.route(url, answer);
    await page.goto(`${stage.url}/admin${path}`);
    if (state === "loading") await page.waitForTimeout(1_300);
    else
      await page
        .getByRole("alert")
        .first()
        .waitFor()
        .catch(() => wrong.push(`${file} ${state}: no alert tells why`));
    wrong.push(...(await picture(page, look, `${file}-${state}`)));
    await page.unroute(url);
  }
  return wrong;
}
