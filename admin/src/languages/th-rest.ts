/** The Thai texts of all pages: one namespace a feature. */
import { namespaces } from "./namespaces.ts";

export default namespaces(
  import.meta.glob<Record<string, string>>(["./onboarding.th.json", "../features/*/th.json"], {
    eager: true,
    import: "default",
  }),
);
