/** Finds circles of imports; an import of a type counts like any other. */

import { importsOf, resolveImport, type SourceFile } from "./source.ts";

/** The circles among these files, each sorted by path. */
export function circles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map(({ path, text }) => [path, targetsOf(path, text)]));
  const order = new Map<string, number>();
  /** The earliest file on the way that each file leads back to. */
  const earliest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  const visit = (path: string): number => {
    const place = order.size;
    order.set(path, place);
    earliest.set(path, place);
    open.push(path);
    const targets = imports.get(path) ?? [];
    for (const target of targets) {
      if (!imports.has(target)) continue;
      const back = order.has(target) ? (open.includes(target) ? (order.get(target) ?? place) : place) : visit(target);
      earliest.set(path, Math.min(earliest.get(path) ?? place, back));
    }
    const reached = earliest.get(path) ?? place;
    if (reached < place) return reached;
    const circle = open.splice(open.indexOf(path));
    if (circle.length > 1 || targets.includes(path)) found.push(circle.toSorted());
    return reached;
  };

  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return found.toSorted();
}

function targetsOf(path: string, text: string): string[] {
  return importsOf(text).flatMap(({ specifier }) => resolveImport(path, specifier) ?? []);
}
