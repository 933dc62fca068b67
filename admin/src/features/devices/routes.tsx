/** Pages of devices: tills, gates and kiosks, their standing and health, and the site keys that pair new ones. */
import { IconDeviceTablet, IconQrcode } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/devices",
    component: lazyRouteComponent(() => import("./DevicesPage.tsx"), "DevicesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/devices/$device_id",
    component: lazyRouteComponent(() => import("./DevicePage.tsx"), "DevicePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pairings",
    component: lazyRouteComponent(() => import("./PairingsPage.tsx"), "PairingsPage"),
  }),
] as const;

const group = "devices";
const permission = "device_manage";

export const entries: readonly PageEntry[] = [
  { to: "/devices", group, title: "devices:title", icon: IconDeviceTablet, permission, key: "v" },
  { to: "/pairings", group, title: "devices:pairings.title", icon: IconQrcode, permission },
];

export const acts: readonly ActEntry[] = [
  { title: "devices:pair", to: "/devices?pair=yes", permission, icon: IconQrcode },
];
