/** Pictures of eight by eight pixels, as a browser draws them, and parts to build others. */

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

export const PNG = bytesOf(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAhUlEQVR4AWyObRECMQxE39RAWgdIQAIOsIADLJwDLOAACzhAAhIuVRC6dO5r7n50drLdfUkasfhyig/neHOJF9d4cosH9xgYIjkFJ6M3Ii20EhX5RgsY9f+x1h5yigIats1OkLcjKCySVIGZ0E1HmjkgqGFopw6tbbfUyaQ+GLUNE2HRzA8AAP//HTxS3QAAAAZJREFUAwABbkgBAzAfugAAAABJRU5ErkJggg==",
);
export const JPEG = bytesOf(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAYEAEAAwEAAAAAAAAAAAAAAAAABAUhMf/EABUBAQEAAAAAAAAAAAAAAAAAAAYH/8QAGhEAAQUBAAAAAAAAAAAAAAAABQACBBQiBv/aAAwDAQACEQMRAD8Ag1lN7oC984Ag0m5SU8bmXHaX/9k=",
);
/** As Chromium saves it, with a colour profile. */
export const JPEG_WITH_PROFILE = bytesOf(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAYEAEAAwEAAAAAAAAAAAAAAAAABAUhMf/EABUBAQEAAAAAAAAAAAAAAAAAAAYH/8QAGhEAAQUBAAAAAAAAAAAAAAAABQACBBQiBv/aAAwDAQACEQMRAD8Ag1lN7oC984Ag0m5SU8bmXHaX/9k=",
);
export const WEBP = bytesOf(
  "UklGRmQAAABXRUJQVlA4WAoAAAAAAAAABwAABwAAVlA4IEYAAACQAgCdASoIAAgAAQAcJbACdLoB+AFGAApSgzzwAAD+/F+eGdlHV/9LD5c9OvwLz+gChvggeOyeP/q7b/2YwuXyJ+Sr1DAA",
);
export const WEBP_WITH_ALPHA = bytesOf(
  "UklGRnoAAABXRUJQVlA4WAoAAAAQAAAABwAABwAAQUxQSA8AAAABB1DAiAgABOH/20NE/0MAVlA4IEQAAACQAgCdASoIAAgAAQAcJbACdLoB+AFGAApSg0rrAAD+/F+eGu4RP/6WHy56dfgXn8//wQPHX/9Xbf+zGFy/mL11Ur3AAA==",
);
export const WEBP_WITH_PROFILE = bytesOf(
  "UklGRjQCAABXRUJQVlA4WAoAAAAgAAAABwAABwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggRgAAAJACAJ0BKggACAABABwlsAJ0ugH4AUYAClKDPPAAAP78X54Z2UdX/0sPlz06/AvP6AKG+CB47J4/+rtv/ZjC5fIn5KvUMAA=",
);

export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

export function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const bigEndian = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

function crcOf(bytes: readonly number[]): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** A part of a PNG with its checksum. */
export function pngPart(name: string, content: readonly number[]): number[] {
  const named = [...name].map((char) => char.charCodeAt(0)).concat(content);
  return [...bigEndian(content.length), ...named, ...bigEndian(crcOf(named))];
}

const HEAD_END = 33;
const END_BYTES = 12;

/** The PNG with parts after its first one. */
export function pngWith(...parts: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  return joined(PNG.subarray(0, HEAD_END), ...parts, PNG.subarray(HEAD_END));
}

/** The PNG with another size in its head. */
export function pngOfSize(width: number, height: number): Uint8Array<ArrayBuffer> {
  const head = pngPart("IHDR", [...bigEndian(width), ...bigEndian(height), 8, 6, 0, 0, 0]);
  return joined(PNG.subarray(0, 8), head, PNG.subarray(HEAD_END));
}

/** A picture that no other test has, of so many bytes more: its pixels are damaged, which only a viewer would see. */
export function pngUnlike(seed: string, more = 0): Uint8Array<ArrayBuffer> {
  const noise = [...seed].map((char) => char.charCodeAt(0)).concat(Array<number>(more).fill(7));
  return joined(PNG.subarray(0, PNG.length - END_BYTES), pngPart("IDAT", noise), PNG.subarray(-END_BYTES));
}

/** A segment of a JPEG. */
export function jpegPart(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content];
}
