/** The look of a receipt as the editor holds it: lines as one text, and blocks in their order. */
import type { ReceiptPreviewRequest, ReceiptTemplate } from "#client";

export type Block = ReceiptTemplate["blocks"][number];

export const BLOCKS: readonly Block[] = [
  "header",
  "seller",
  "sale",
  "lines",
  "totals",
  "payments",
  "tickets",
  "footer",
];

export interface Draft {
  name: string;
  /** Null: for all stores. */
  store_id: string | null;
  paper_width_mm: 58 | 80;
  header: string;
  footer: string;
  logo_url: string;
  blocks: readonly Block[];
  active: boolean;
}

export const NEW: Draft = {
  name: "",
  store_id: null,
  paper_width_mm: 80,
  header: "",
  footer: "",
  logo_url: "",
  blocks: BLOCKS,
  active: true,
};

export function draftOf(template: ReceiptTemplate): Draft {
  const { name, store_id, header_lines, footer_lines, logo_url, blocks, active } = template;
  return {
    ...{ name, store_id, blocks, active },
    paper_width_mm: template.paper_width_mm === 58 ? 58 : 80,
    header: header_lines.join("\n"),
    footer: footer_lines.join("\n"),
    logo_url: logo_url ?? "",
  };
}

const linesOf = (text: string) => (text === "" ? [] : text.split("\n").map((line) => line.trim()));

/** The draft as the API takes a look. */
export function lookOf({
  paper_width_mm,
  header,
  footer,
  logo_url,
  blocks,
}: Draft): Omit<ReceiptPreviewRequest, "store_id"> {
  return {
    paper_width_mm,
    header_lines: linesOf(header),
    footer_lines: linesOf(footer),
    logo_url: logo_url.trim() || null,
    blocks: [...blocks],
  };
}

/** Moves a block one place up (-1) or down (1). */
export function moved(blocks: readonly Block[], block: Block, by: -1 | 1): Block[] {
  const at = blocks.indexOf(block);
  const other = blocks[at + by];
  if (at < 0 || other === undefined) return [...blocks];
  return blocks.map((one) => (one === block ? other : one === other ? block : one));
}
