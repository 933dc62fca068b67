/** Flows of the session and the server: proofs, wrong PINs, a lost server, an ended session, two tabs. */
import { signIn } from "../browser.ts";
import { type Flow, require, until } from "../scene.ts";

export const SESSION_FLOWS: readonly Flow[] = [
  {
    title: "the chain of the audit is verified",
    async play({ desk: { open, say, hand, button, told } }) {
      await open("/audit/chain");
      await hand.press(button(say("audit:chain.act")));
      await told(say("audit:chain.ok"));
    },
  },
  {
    title: "a wrong PIN three times is refused each time, and the right one signs in",
    async play({ stage, desk: { say }, seat }) {
      const person = stage.next();
      const other = await seat(person, "/shifts");
      await other.window.context.clearCookies();
      await other.open("/shifts?status=closed");
      for (let again = 0; again < 3; again += 1) {
        await other.hand.fill(other.field(say("frame:signin.email")), person.email);
        await other.hand.fill(other.field(say("frame:signin.pin")), `90417${again}`);
        await other.hand.press(other.button(say("frame:signin.act")));
        await other.page.getByRole("alert").getByText("E_").first().waitFor();
      }
      await signIn(other);
      await other.heading(say("shifts:title")).waitFor();
      require(other.page.url().endsWith("/shifts?status=closed"), `the page is ${other.page.url()}`);
    },
  },
  {
    title: "who signs out in one tab is signed out in the other",
    async play({ stage, desk: { say }, seat }) {
      const { page, window, button, hand, open, heading } = await seat(stage.next(), "/shifts");
      const tab = await window.context.newPage();
      await tab.goto(page.url());
      await tab.getByRole("heading", { name: say("shifts:title"), exact: true }).waitFor();
      await open("/sales");
      await heading(say("sales:title")).waitFor();
      await hand.press(button(say.like("frame:user.menu")).or(page.locator("button:has(.visually-hidden)")).first());
      await hand.press(page.getByRole("menuitem", { name: say("frame:signout") }));
      await page.getByRole("heading", { name: say("frame:signin.title") }).waitFor();
      await tab.bringToFront();
      await tab.reload();
      await tab.getByRole("heading", { name: say("frame:signin.title") }).waitFor();
    },
  },
  {
    title: "a stolen cookie acts from no other page, and ends with its session",
    pointer_only: true,
    async play({ browser, stage, seat }) {
      const { page, window, hand, button, say } = await seat(stage.next(), "/sales");
      const thief = await browser.newContext();
      try {
        await thief.addCookies(await window.context.cookies());
        const act = () => thief.request.post(`${stage.url}/v1/day_closes`, { data: {} });
        const read = () => thief.request.get(`${stage.url}/v1/sales`);
        require((await act()).status() === 403, "an act without the page's proof is done");
        await hand.press(button(say.like("frame:user.menu")));
        await hand.press(page.getByRole("menuitem", { name: say("frame:signout") }));
        await page.getByRole("heading", { name: say("frame:signin.title") }).waitFor();
        const status = (await read()).status();
        require(status === 401, `the cookie of the ended session reads with ${status}`);
      } finally {
        await thief.close();
      }
    },
  },
  {
    title: "a cashier in the office sees no reports, no audit and no code of a ticket, and decides nothing",
    async play({ stage, seat }) {
      const sale = await stage.sell(1, "qr");
      const desk = await seat(stage.cashier, `/sales/${sale.sale_id}`);
      const { page, say, open } = desk;
      await page.getByRole("main").getByText(say("sales:status.paid"), { exact: true }).first().waitFor();
      const code = sale.tickets[0]?.short_code ?? "";
      require((await page.getByText(code).count()) === 0, "the page tells the code of a ticket");
      for (const path of ["/reports/sales", "/audit", "/approvals", "/reports/fraud", "/days"]) {
        await open(path);
        await desk.window.settle();
        const said = await page.getByRole("alert").or(page.getByText("E_PERMISSION")).count();
        const shown = await page.locator("table, [data-row]").count();
        require(shown === 0 && said > 0, `${path} shows ${shown} tables and says ${said} times why not`);
      }
    },
  },
  {
    title: "a locked console shows nothing of an open drawer, its sockets close, and the PIN brings the drawer back",
    async play({ stage, desk: { say }, seat }) {
      const person = stage.next();
      const { page, window, hand, button, open, rows, dialog, field } = await seat(person, "/shifts");
      const tab = await window.context.newPage();
      await tab.goto(page.url());
      await tab.getByRole("heading", { name: say("shifts:title"), exact: true }).waitFor();
      await page.bringToFront();
      const sockets: { isClosed(): boolean }[] = [];
      page.on("websocket", (socket) => sockets.push(socket));
      await open("/shifts?status=closed");
      await hand.press(rows(say("shifts:title")).first());
      await dialog().waitFor();
      await until(
        async () => sockets.length,
        (count) => count > 0,
        "the opening of the live feed",
      );
      await tab
        .getByRole("button")
        .filter({ has: tab.locator(".visually-hidden") })
        .first()
        .click();
      await tab.getByRole("menuitem", { name: say("frame:lock.now") }).click();
      await field(say("frame:signin.pin")).waitFor();
      require((await dialog().count()) === 0, "the drawer is seen while the console is locked");
      await until(async () => sockets.every((socket) => socket.isClosed()), Boolean, "the end of the live feed");
      await page.keyboard.press("ControlOrMeta+k");
      require((await dialog().count()) === 0, "the search opens while the console is locked");
      await hand.fill(field(say("frame:signin.pin")), person.pin);
      await hand.press(button(say("frame:lock.act")));
      await dialog().waitFor();
    },
  },
  {
    title: "an open page asks for each thing once, and not again while nothing happens",
    pointer_only: true,
    async play({ desk: { page, open, say, rows } }) {
      const asked = new Map<string, number>();
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith("/v1/")) asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
      });
      await open("/shifts");
      await rows(say("shifts:title")).first().waitFor();
      await page.waitForTimeout(8_000);
      const often = [...asked].filter(([, times]) => times > 4);
      require(often.length === 0, `it asks ${often.map(([path, times]) => `${path} ${times} times`).join(", ")}`);
    },
  },
  {
    title: "a path that never answers is not asked again and again",
    pointer_only: true,
    async play({ desk: { page, open } }) {
      let asked = 0;
      await page.route(
        ({ pathname }) => pathname.startsWith("/v1/shifts"),
        (route) => {
          asked += 1;
          return route.abort();
        },
      );
      await open("/shifts");
      await page.getByRole("alert").first().waitFor();
      await page.waitForTimeout(8_000);
      await page.unrouteAll({ behavior: "ignoreErrors" });
      require(asked <= 20, `it was asked ${asked} times in some seconds`);
    },
  },
  {
    title: "a lost server is told, and the page comes back with it",
    async play({ stage, desk: { page, open, say, hand, button, rows } }) {
      await open("/shifts");
      const shifts = rows(say("shifts:title"));
      await shifts.first().waitFor();
      await stage.lose();
      await hand.press(button(say("kit:period.before")));
      await page.getByRole("alert").first().getByText(say("kit:error.OFFLINE.message")).waitFor();
      await stage.comeBack();
      await hand.press(button(say("kit:period.after")));
      await shifts.first().waitFor({ timeout: 30_000 });
    },
  },
  {
    title: "an expired session asks for the sign-in, and returns to the same page",
    async play({ desk }) {
      const { page, window, open, say, rows } = desk;
      await open("/shifts?status=closed");
      const shifts = rows(say("shifts:title"));
      await shifts.first().waitFor();
      const address = page.url();
      await window.context.clearCookies();
      await page.reload();
      await signIn(desk);
      await shifts.first().waitFor();
      await until(
        async () => page.url(),
        (url) => url === address,
        `the return to ${address}`,
      );
    },
  },
];
