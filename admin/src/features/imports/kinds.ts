/** The kinds of files that move in, as a table: a further kind is a further row and its texts. */
import type { Import, Permission } from "#client";

export type Kind = Import["kind"];

/** The systems whose files are recognised, in the order of the guide. */
const SYSTEMS = ["loyverse", "square", "woocommerce", "odoo", "other"] as const;
export type System = (typeof SYSTEMS)[number];

export interface KindOfFile {
  kind: Kind;
  /** The key of the name of its import. */
  act: string;
  /** Who may import and export it. */
  permission: Permission;
  /** Its things may be for one store alone. */
  of_store: boolean;
  /** The list that exports it, in the shape of its import. */
  export_url: string;
  /** The page that shows what it made. */
  shown_at: string;
  /** The systems with steps of their own to the file. */
  systems: readonly System[];
}

export const KINDS: readonly KindOfFile[] = [
  {
    kind: "items",
    act: "imports:act.items",
    permission: "catalog_write",
    of_store: true,
    export_url: "/v1/exports/items",
    shown_at: "/packages",
    systems: SYSTEMS,
  },
  {
    kind: "customers",
    act: "imports:act.customers",
    permission: "guests_write",
    of_store: false,
    export_url: "/v1/exports/customers",
    shown_at: "/customers",
    systems: SYSTEMS,
  },
  {
    kind: "prices",
    act: "imports:act.prices",
    permission: "catalog_write",
    of_store: true,
    export_url: "/v1/exports/prices",
    shown_at: "/pricing/lists",
    systems: SYSTEMS,
  },
  {
    kind: "tickets",
    act: "imports:act.tickets",
    permission: "settings_write",
    of_store: true,
    export_url: "/v1/exports/tickets",
    shown_at: "/tickets",
    systems: ["other"],
  },
];

export function kindOf(kind: string | undefined): KindOfFile | undefined {
  return KINDS.find((known) => known.kind === kind);
}

/** The most bytes of a file. */
export const MOST_BYTES = 10_485_760;

/** The bytes of a file in base64, as the API takes them. */
export function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
