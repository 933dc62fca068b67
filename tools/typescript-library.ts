/** TypeScript as a library, as generators import it: the compiler of this house has no such form. */

export { ts as default } from "@ts-morph/common";
