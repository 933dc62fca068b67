/** The Thai texts: kit, frame, and one namespace a feature. */
import { namespaces } from "./namespaces.ts";

export default namespaces(
  import.meta.glob<Record<string, string>>(["./*.th.json", "../features/*/th.json"], {
    eager: true,
    import: "default",
  }),
);
