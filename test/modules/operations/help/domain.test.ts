/** Tests of help pages: every sentence is in both languages, and every typed text is escaped. */

import { describe, expect, test } from "vitest";
import { GUIDE_TEXTS } from "../../../../src/modules/operations/help/domain/guides.ts";
import { drawPage } from "../../../../src/modules/operations/help/domain/page.ts";
import { POLICY_TEXTS } from "../../../../src/modules/operations/help/domain/policies.ts";

const guides = Object.entries({ ...GUIDE_TEXTS, ...POLICY_TEXTS });

describe("help pages", () => {
  test.each(guides)("[I10] %s has each sentence in English and in Thai", (_, { title, intro, sections }) => {
    const texts = [title, intro, ...sections.flatMap((section) => [section.title, ...section.steps])];
    for (const [en, th] of texts) {
      expect(en).toMatch(/^[\x20-\x7e]+$/);
      expect(th === en || /[\u0e00-\u0e7f]/.test(th), th).toBe(true);
    }
    for (const { steps } of sections)
      for (const [en] of steps)
        expect(
          en.split(/\. /).every((each) => each.split(" ").length <= 20),
          en,
        ).toBe(true);
  });

  test("[I10] a park's name and contact are escaped, and its own policy is a link", () => {
    const brand = { name: "<b>Park</b>", email: "a&b@park.test", phone: '"02"' };
    const options = { lang: "en", path: "/help/qr?tenant_id=X", brand } as const;
    const page = drawPage(GUIDE_TEXTS.qr, options);
    expect(page).toContain("&lt;b&gt;Park&lt;/b&gt;");
    expect(page).toContain("a&amp;b@park.test");
    expect(page).not.toContain("<b>");
    expect(page).toContain('href="/help/qr?tenant_id=X&amp;lang=th"');
    const own = drawPage(POLICY_TEXTS.privacy, { ...options, own_url: "https://park.test/privacy" });
    expect(own).toContain('href="https://park.test/privacy"');
    expect(own).not.toContain("PDPA");
  });
});
