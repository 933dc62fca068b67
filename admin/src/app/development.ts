/** Pages for builders; a build for people has none. */
import { createRoute, lazyRouteComponent, rootRoute } from "#kit/router.ts";

/** Set by vite.config.ts. */
declare const SHOWS_KIT: boolean;

/** The kit, with every piece in every state. */
function kitRoute() {
  return createRoute({
    getParentRoute: () => rootRoute,
    path: "/kit",
    component: lazyRouteComponent(() => import("../stories/KitPage.tsx"), "KitPage"),
  });
}

export const developmentRoutes = SHOWS_KIT ? [kitRoute()] : [];
