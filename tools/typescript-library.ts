/** TypeScript as a library for generators; this repository's own compiler has no such form. */

export { ts as default } from "@ts-morph/common";
