/** Pages for builders; a build for people has none. */
import { createRoute, lazyRouteComponent, rootRoute } from "#kit/router.ts";

const shown = import.meta.env.DEV || import.meta.env.VITE_KIT === "1";

/** The kit, with every piece in every state. */
function kitRoute() {
  return createRoute({
    getParentRoute: () => rootRoute,
    path: "/kit",
    component: lazyRouteComponent(() => import("../stories/KitPage.tsx"), "KitPage"),
  });
}

export const developmentRoutes = shown ? [kitRoute()] : [];
