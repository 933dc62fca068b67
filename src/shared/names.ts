/** One name in another spelling. */

/** A name as types are named: `zone_changed`, `zone-changed` and `zone.changed` are `ZoneChanged`. */
export function inPascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
