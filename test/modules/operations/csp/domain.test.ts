/** Tests of reading a browser's report: it keeps what helps to repair a page, and nothing about the visitor. */

import { describe, expect, test } from "vitest";
import { address, readReports } from "../../../../src/modules/operations/csp/domain.ts";

const CLASSIC = {
  "csp-report": {
    "document-uri": "https://api.park.test/docs?token=abc#x",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.test/x.js?session=1",
    "source-file": "https://api.park.test/docs",
    "line-number": 12,
    "script-sample": "alert(document.cookie) // and so on and on and on",
    "original-policy": "default-src 'none'",
  },
};

describe("a report", () => {
  test("[I10] a report by report-uri is read without queries, and its sample is cut", () => {
    expect(readReports(CLASSIC)).toEqual([
      {
        document_uri: "https://api.park.test/docs",
        blocked_uri: "https://evil.test/x.js",
        directive: "script-src-elem",
        source_file: "https://api.park.test/docs",
        line: 12,
        sample: "alert(document.cookie) // and so on and ",
      },
    ]);
  });

  test("each report of a Reporting API list is read", () => {
    const body = { documentURL: "https://park.test/a", blockedURL: "inline", effectiveDirective: "style-src-attr" };
    const sent = [{ type: "csp-violation", body }, { type: "other" }, null];
    expect(readReports(sent)).toMatchObject([
      { document_uri: "https://park.test/a", blocked_uri: "inline", line: null },
    ]);
  });

  test.each([[{}], [[]], [null], ["text"], [{ "csp-report": [] }], [{ "csp-report": { "document-uri": 7 } }]])(
    "a body that is no report gives no report: %j",
    (body) => {
      expect(readReports(body)).toEqual([]);
    },
  );
});

test.each([
  ["https://user:secret@park.test/a?b=c#d", "https://park.test/a"],
  ["https://park.test/v1/sales/01K3ZJ8Q4N7V0Y2B5C6D8E9FGH/receipt", "https://park.test/v1/sales/…/receipt"],
  ["data:text/html,<b>guest@park.test", "data:"],
  ["chrome-extension://abc/x.js", "chrome-extension:"],
  ["eval", "eval"],
  ["not an address at all", null],
])("[I10] of the address %s is kept %s", (sent, kept) => {
  expect(address(sent)).toBe(kept);
});
