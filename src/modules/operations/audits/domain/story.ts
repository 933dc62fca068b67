/** The subjects of an audit story: a subject and the others that its rows name (rule U3). */

export const STORY_KINDS = ["ticket", "sale", "employee", "device"] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** The subject of an audit row. */
export type SubjectKey = readonly [kind: string, id: string];

type Names = Readonly<Record<string, string>>;

/** Fields of `changes` that name another subject, with its kind. */
const BESIDE: Names = { approval_id: "approval", refund_id: "refund", void_id: "void" };
const SUCCESSORS: Names = { replaced_by: "ticket", replaces: "ticket", reissued_as: "ticket" };
const CHILDREN: Names = { ticket_id: "ticket", ticket_ids: "ticket" };

/** A ticket's story continues in its replacement, a sale's in all of its tickets. */
const FOLLOWED: Readonly<Record<"ticket" | "sale", Names>> = {
  ticket: { ...BESIDE, ...SUCCESSORS },
  sale: { ...BESIDE, ...SUCCESSORS, ...CHILDREN },
};

/** The subjects that rows name, of the kinds that belong to the story. */
export function namedIn(kind: "ticket" | "sale", rows: readonly { changes: Record<string, unknown> }[]): SubjectKey[] {
  return rows.flatMap(({ changes }) =>
    Object.entries(FOLLOWED[kind]).flatMap(([field, named]) =>
      [changes[field]].flat().flatMap((id): SubjectKey[] => (typeof id === "string" ? [[named, id]] : [])),
    ),
  );
}
