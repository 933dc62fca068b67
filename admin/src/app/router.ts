/** The router of all pages. Values in the address are plain text. */
import { createRouter } from "@tanstack/react-router";
import { createRoute, lazyRouteComponent, officeRoute, rootRoute } from "#kit/router.ts";
import { features } from "../features/index.ts";
import { loadTexts } from "../languages/index.ts";
import { developmentRoutes } from "./development.ts";
import { Lost } from "./Lost.tsx";
import { Office } from "./Office.tsx";

officeRoute.update({ component: Office });

/** The dashboard has its texts with the first picture, and loads those of the other pages meanwhile. */
const HAS_TEXTS = /^(?:\/admin)?\/?$/;

rootRoute.options.beforeLoad = async ({ location }) => {
  const loading = loadTexts();
  if (!HAS_TEXTS.test(location.pathname)) await loading;
  loading.catch(() => undefined);
};

type Page = (typeof features)[number]["routes"][number];
const pages: Page[] = features.flatMap(({ routes }): readonly Page[] => routes);

/** The sign-up of a park, for somebody who has no session. */
const onboardingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/onboarding",
  component: lazyRouteComponent(() => import("./onboarding/Wizard.tsx"), "Wizard"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([officeRoute.addChildren(pages), onboardingRoute, ...developmentRoutes]),
  basepath: "/admin",
  defaultPreload: "intent",
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const values = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(values.map(([name, value]) => [name, String(value)])).toString();
    return text && `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
