/** The Thai texts of the first picture: kit, frame and dashboard, and the names of all pages. */
import titles from "virtual:titles/th";
import { namespaces } from "./namespaces.ts";

export default {
  ...titles,
  ...namespaces(
    import.meta.glob<Record<string, string>>(
      ["./*.th.json", "!./onboarding.th.json", "../features/dashboard/th.json"],
      {
        eager: true,
        import: "default",
      },
    ),
  ),
};
