/** Flows of lists: a file of CSV has the rows and sums of the screen; a finding is marked as looked at. */
import { MEASURES } from "../../src/modules/operations/reports/domain/definitions.ts";
import { countOf, type Flow, moneyOf, recordsOf, require, until } from "../scene.ts";

/** The lists with a file, each with the columns of the screen that sum up, and their names in the file. */
const LISTS: readonly { path: string; label: string; sums?: Readonly<Record<string, readonly string[]>> }[] = [
  { path: "/sales", label: "sales:title" },
  {
    path: "/shifts?status=closed",
    label: "shifts:title",
    // A corrected or late shift has its present sums in columns of their own.
    sums: {
      "shifts:expected": ["late.cash_expected", "cash_expected"],
      "shifts:counted": ["cash_counted"],
      "shifts:diff": ["late.cash_diff", "cash_diff"],
    },
  },
  { path: "/audit", label: "audit:title" },
  { path: "/approvals/decided", label: "approvals:decided" },
  { path: "/rows/refunds", label: "reports:rows.refunds" },
  { path: "/rows/reprints", label: "reports:rows.reprints" },
  { path: "/rows/payments", label: "reports:rows.payments" },
  { path: "/rows/redemptions", label: "reports:rows.redemptions" },
];

const REPORTS = ["sales", "shifts", "tickets", "corrections", "gate"] as const;

export const LIST_FLOWS: readonly Flow[] = [
  ...REPORTS.map(
    (name): Flow => ({
      title: `the CSV of the report ${name} has the figures of its tiles, and its periods add up to them`,
      async play({ look, desk: { page, open, say, hand, button, heading, saved } }) {
        await open(`/reports/${name}`);
        await heading(say(`reports:${name}`)).waitFor();
        const tiles = page.getByRole("button", { name: say.like("kit:stat.open") });
        await tiles.first().waitFor();
        const records = await recordsOf(await saved(() => hand.press(button(say("kit:csv")))));
        const total = records.find(({ section }) => section === "total");
        const by_period = records.filter(({ section }) => section === "bucket");
        require(total && by_period.length > 0, "the CSV has no total, or no periods");
        let compared = 0;
        for (const tile of await tiles.all()) {
          const label = (await tile.getAttribute("aria-label")) ?? "";
          const named = Object.entries(MEASURES).find(([, measure]) =>
            label.startsWith(`${measure[`name_${look.language}`]}: `),
          );
          // A figure of a table has the name of its row first.
          if (!named) continue;
          compared += 1;
          const [measure, { unit }] = named;
          const shown = unit === "money" ? moneyOf(await tile.textContent()) : countOf(await tile.textContent());
          require(Number(total[measure]) === shown, `${label} is ${total[measure]} in the CSV`);
          const sum = by_period.reduce((all, record) => all + Number(record[measure]), 0);
          require(sum === shown, `${label} adds up to ${sum} in the CSV`);
        }
        require(compared > 2, `only ${compared} tiles open their rows`);
      },
    }),
  ),
  ...LISTS.map(
    ({ path, label, sums = {} }): Flow => ({
      title: `the CSV of ${path} has the rows and the sums of the screen`,
      async play({ desk: { page, open, say, hand, button, rows, total, saved } }) {
        await open(path);
        await rows(say(label)).first().waitFor();
        const file = await saved(() => hand.press(button(say("kit:csv"))));
        const records = await recordsOf(file);
        let shown = await rows(say(label)).count();
        const next = button(say("kit:table.next"));
        while ((await next.count()) > 0 && (await next.isEnabled())) {
          const first = await rows(say(label)).first().textContent();
          await hand.press(next);
          await until(
            () => rows(say(label)).first().textContent(),
            (text) => text !== first,
            "the next page",
          );
          shown += await rows(say(label)).count();
        }
        require(records.length === shown, `the CSV has ${records.length} rows, the screen ${shown}`);
        for (const [column, names] of Object.entries(sums)) {
          const of_file = records.reduce(
            (sum, record) => sum + Number(names.map((name) => record[name]).find(Boolean) ?? 0),
            0,
          );
          const of_screen = await total(say(label), say(column));
          require(of_file === of_screen, `${column}: the CSV sums up to ${of_file}, the screen to ${of_screen}`);
        }
        require((await page.getByRole("alert").count()) === 0, "the page has an alert");
      },
    }),
  ),
  {
    title: "a finding of Fraud Watch is marked as looked at, with a note",
    async play({ stage, desk: { page, open, say, hand, rows, button, dialog, field, told } }) {
      await stage.sellHeld();
      await until(
        async () => {
          await page.waitForTimeout(2_000);
          await open("/reports/fraud");
          await page.getByRole("heading", { name: say("reports:fraud"), exact: true }).waitFor();
          return rows(say("reports:fraud"))
            .filter({ hasText: say("reports:finding.flagged_sales") })
            .count();
        },
        (count) => count > 0,
        "the finding",
      );
      await hand.press(
        rows(say("reports:fraud"))
          .filter({ hasText: say("reports:finding.flagged_sales") })
          .first(),
      );
      await hand.press(button(say("reports:look"), dialog()).or(button(say("reports:look_again"), dialog())));
      await hand.fill(field(say("reports:note"), dialog()), "The till was offline for an hour");
      await hand.press(button(say("reports:look"), dialog()));
      await told(say("reports:looked_done"));
      await page.getByText("The till was offline for an hour").first().waitFor();
    },
  },
];
