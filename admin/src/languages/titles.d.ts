/** The names of pages and acts, by namespace and key; the build reads them from the features (`vite.config.ts`). */
declare module "virtual:titles/en" {
  const titles: Record<string, Record<string, string>>;
  export default titles;
}
declare module "virtual:titles/th" {
  const titles: Record<string, Record<string, string>>;
  export default titles;
}
