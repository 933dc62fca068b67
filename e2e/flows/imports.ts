/** Flow of moving in: a file of items with a bad row, its columns, the dry run, the start, and the packages that it made. */
import type { Flow } from "../scene.ts";

const FILE = [
  "Handle,SKU,Name,Category,Option 1 name,Option 1 value,Available for sale [Phuket],Price [Phuket]",
  "pool,50001,Pool pass,Moved in,Age,Adult,Y,350.00",
  "pool,50002,Pool pass,Moved in,Age,Child,Y,free",
].join("\r\n");

export const IMPORT_FLOWS: readonly Flow[] = [
  {
    title: "a file of items is brought, its columns are seen, a dry run says what it makes, and its packages are there",
    async play({ desk: { page, open, say, hand, button, dialog, rows, told, heading } }) {
      await open("/imports?kind=items");
      await heading(say("imports:title")).waitFor();
      const choosing = page.waitForEvent("filechooser");
      await hand.press(button(say("imports:choose")));
      const name = `pool-${Date.now()}.csv`;
      await (await choosing).setFiles({ name, mimeType: "text/csv", buffer: Buffer.from(FILE) });
      await heading(name).waitFor();
      await told(say("imports:source_known.loyverse"));
      await hand.press(button(say("imports:check")));
      await rows(say("imports:errors")).filter({ hasText: "Price [Phuket]" }).first().waitFor();
      const start = button(say("imports:start"));
      const again = page.getByText(say("imports:nothing"), { exact: true });
      await start.or(again).first().waitFor();
      // The other hand has imported the same rows, which change nothing a second time.
      if ((await again.count()) > 0) return;
      await hand.press(start);
      await hand.press(button(say("imports:start"), dialog()));
      await page.getByText(say("imports:status.finished"), { exact: true }).first().waitFor();
      await hand.press(page.getByRole("link", { name: say("imports:shown.items"), exact: true }));
      await page.getByText("Pool pass Adult").first().waitFor();
    },
  },
];
