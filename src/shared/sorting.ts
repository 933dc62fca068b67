/** The order of a list by one of its fields: `-grand_total` is from the highest down; rows of one value are ordered by id. */

/** The text of an order. */
export type SortText<Name extends string> = Name | `-${Name}`;

export interface Sort<Name extends string> {
  name: Name;
  descending: boolean;
}

/** A row's place in an order: its value, then its id. */
export type SortedPlace = readonly [value: number, id: string];

export function readSort<Name extends string>(text: SortText<Name>): Sort<Name> {
  const descending = text.startsWith("-");
  return { name: (descending ? text.slice(1) : text) as Name, descending };
}

/** Compares two places of an order. */
export function comparePlaces(descending: boolean) {
  return (one: SortedPlace, other: SortedPlace): number => {
    const ascending = one[0] - other[0] || (one[1] < other[1] ? -1 : Number(one[1] > other[1]));
    return descending ? -ascending : ascending;
  };
}
