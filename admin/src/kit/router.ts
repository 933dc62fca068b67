/** The two parents of every page. A feature's pages are children of `officeRoute`, which the frame surrounds. */
import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";

export { createRoute, lazyRouteComponent };

/** Every value in the address is text, so that an address stays short and legible. */
export type Search = Record<string, string | undefined>;

const asSearch = (search: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(search).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
  );

export const rootRoute = createRootRoute({ validateSearch: asSearch });

export const officeRoute = createRoute({ getParentRoute: () => rootRoute, id: "office" });
