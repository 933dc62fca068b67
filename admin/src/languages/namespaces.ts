/** Namespaces of texts by their files: `./kit.en.json` is `kit`, `../features/sales/en.json` is `sales`. */

type Texts = Record<string, string>;

export function namespaces(files: Record<string, Texts>): Record<string, Texts> {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => {
      const parts = path.split("/");
      return [(parts.at(-2) === "." ? parts.at(-1)?.split(".")[0] : parts.at(-2)) ?? path, texts];
    }),
  );
}
