/** Spellings of names. */

/** A name in the spelling of types: `zone_changed`, `zone-changed` and `zone.changed` become `ZoneChanged`. */
export function inPascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
