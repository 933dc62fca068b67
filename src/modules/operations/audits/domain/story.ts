/** What belongs to the story of a thing: the things that its audit rows name (rule U3). */

export const STORY_KINDS = ["ticket", "sale", "employee", "device"] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** What an audit row is about. */
export type SubjectKey = readonly [kind: string, id: string];

type Names = Readonly<Record<string, string>>;

/** In `changes`: the field that names another thing, and what kind of thing that is. */
const BESIDE: Names = { approval_id: "approval", refund_id: "refund", void_id: "void" };
const SUCCESSORS: Names = { replaced_by: "ticket", replaces: "ticket", reissued_as: "ticket" };
const CHILDREN: Names = { ticket_id: "ticket", ticket_ids: "ticket" };

/** A ticket's story goes on in the one that took its place, a sale's in all of its tickets. */
const FOLLOWED: Readonly<Record<"ticket" | "sale", Names>> = {
  ticket: { ...BESIDE, ...SUCCESSORS },
  sale: { ...BESIDE, ...SUCCESSORS, ...CHILDREN },
};

/** The things that rows name, of the kinds that belong to such a story. */
export function namedIn(kind: "ticket" | "sale", rows: readonly { changes: Record<string, unknown> }[]): SubjectKey[] {
  return rows.flatMap(({ changes }) =>
    Object.entries(FOLLOWED[kind]).flatMap(([field, named]) =>
      [changes[field]].flat().flatMap((id): SubjectKey[] => (typeof id === "string" ? [[named, id]] : [])),
    ),
  );
}
