/** The English texts: kit, frame, and one namespace a feature. */
import { namespaces } from "./namespaces.ts";

export default namespaces(
  import.meta.glob<Record<string, string>>(["./*.en.json", "../features/*/en.json"], {
    eager: true,
    import: "default",
  }),
);
