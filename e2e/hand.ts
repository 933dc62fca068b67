/** The two ways in which a person works at a page: with a pointer, or with the keyboard alone. */
import type { Locator, Page } from "playwright-core";

export interface Hand {
  readonly name: "pointer" | "keys";
  /** Presses a button, link, row or option. */
  press(target: Locator): Promise<void>;
  /** Puts a text into a field, in place of what it has. */
  fill(target: Locator, text: string): Promise<void>;
  /** Opens a list of choices, and takes the named one or the first. */
  choose(list: Locator, name?: string): Promise<void>;
  /** Takes one of a few choices that are all shown. */
  pick(group: Locator, name: string): Promise<void>;
  /** Turns a switch or checkbox. */
  turn(target: Locator): Promise<void>;
}

export function pointerOf(page: Page): Hand {
  return {
    name: "pointer",
    press: (target) => target.click(),
    fill: (target, text) => target.fill(text),
    async choose(list, name) {
      await list.click();
      const options = page.getByRole("option");
      await (name === undefined ? options : options.filter({ hasText: name })).first().click();
    },
    pick: (group, name) => group.getByText(name, { exact: true }).click(),
    turn: (target) => target.click(),
  };
}

/** More stops than any page has between two things. */
const MOST_STOPS = 220;

/** An element of the page, as far as the hand looks at it. */
interface Seen {
  ownerDocument: { activeElement: unknown };
}

const hasFocus = (element: unknown) => (element as Seen).ownerDocument.activeElement === element;
const haveFocus = (all: unknown[]) => all.some((one) => (one as Seen).ownerDocument.activeElement === one);

export function keysOf(page: Page): Hand {
  const { keyboard } = page;
  const reach = async (target: Locator) => {
    await target.waitFor();
    const key = /^menuitem/.test((await target.getAttribute("role")) ?? "") ? "ArrowDown" : "Tab";
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (await target.evaluate(hasFocus)) return;
      await keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${target}`);
  };
  return {
    name: "keys",
    async press(target) {
      await reach(target);
      await keyboard.press("Enter");
    },
    async fill(target, text) {
      await reach(target);
      await keyboard.press("ControlOrMeta+a");
      await keyboard.type(text);
    },
    async choose(list, name) {
      await reach(list);
      await keyboard.press("ArrowDown");
      const options = page.getByRole("option");
      await options.first().waitFor();
      const marked = page.locator('[role="option"][data-combobox-selected]');
      for (let step = 0; step <= (await options.count()); step += 1) {
        const at = (await marked.count()) > 0 ? ((await marked.first().textContent()) ?? "") : null;
        if (at !== null && (name === undefined || at.includes(name))) return keyboard.press("Enter");
        await keyboard.press("ArrowDown");
      }
      throw new Error(`The arrows do not lead to ${name ?? "an option"} of ${list}`);
    },
    async pick(group, name) {
      const radios = group.getByRole("radio");
      const wanted = group.getByRole("radio", { name, exact: true });
      if (await wanted.isChecked()) return;
      for (let stop = 0; ; stop += 1) {
        const focused = await radios.evaluateAll(haveFocus);
        if (focused) break;
        if (stop > MOST_STOPS) throw new Error(`Tab does not lead to ${group}`);
        await keyboard.press("Tab");
      }
      for (let step = 0; step < (await radios.count()); step += 1) {
        await keyboard.press("ArrowRight");
        if (await wanted.isChecked()) return;
      }
      throw new Error(`The arrows do not lead to ${name} of ${group}`);
    },
    async turn(target) {
      await reach(target);
      await keyboard.press("Space");
    },
  };
}
