/** The notice for the person at a gate when a guest goes in: the park's own words, and the band of heights or ages (rule G1). */

import type { Message, Terms } from "./words.ts";

/** Shown with a pass; null where the package asks for nothing. */
export function attentionOf(terms: Terms): Message | null {
  const { attention, min_height_cm, max_height_cm, min_age_years, max_age_years } = terms;
  const told = [
    attention,
    bandOf(min_height_cm, max_height_cm, { en: ["Height", "cm"], th: ["ส่วนสูง", "ซม."] }),
    bandOf(min_age_years, max_age_years, { en: ["Age", "years"], th: ["อายุ", "ปี"] }),
  ].filter((one) => one !== null);
  if (told.length === 0) return null;
  return { en: told.map(({ en }) => en).join(" · "), th: told.map(({ th }) => th).join(" · ") };
}

type Words = readonly [name: string, unit: string];

function bandOf(min: number | null, max: number | null, { en, th }: { en: Words; th: Words }): Message | null {
  if (min === null && max === null) return null;
  if (min === null) return { en: `${en[0]} up to ${max} ${en[1]}`, th: `${th[0]}ไม่เกิน ${max} ${th[1]}` };
  if (max === null) return { en: `${en[0]} from ${min} ${en[1]}`, th: `${th[0]}ตั้งแต่ ${min} ${th[1]}` };
  return { en: `${en[0]} ${min} to ${max} ${en[1]}`, th: `${th[0]} ${min} ถึง ${max} ${th[1]}` };
}
