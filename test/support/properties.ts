/** fast-check, which draws its cases from the run's seed. */

import fc from "fast-check";
import { SEED } from "./seed.ts";

fc.configureGlobal({ seed: SEED });

export { fc };
