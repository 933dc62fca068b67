/** The English texts of all pages: one namespace a feature. */
import { namespaces } from "./namespaces.ts";

export default namespaces(
  import.meta.glob<Record<string, string>>(["./onboarding.en.json", "../features/*/en.json"], {
    eager: true,
    import: "default",
  }),
);
