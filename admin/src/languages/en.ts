/** The English texts of the first picture: kit, frame and dashboard, and the names of all pages. */
import titles from "virtual:titles/en";
import { namespaces } from "./namespaces.ts";

export default {
  ...titles,
  ...namespaces(
    import.meta.glob<Record<string, string>>(
      ["./*.en.json", "!./onboarding.en.json", "../features/dashboard/en.json"],
      {
        eager: true,
        import: "default",
      },
    ),
  ),
};
