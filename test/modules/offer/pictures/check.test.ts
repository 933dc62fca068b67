/** A picture is of its declared type, whole, and nothing beside its pixels (rule P10). */

import { describe, expect, test } from "vitest";
import { checkPicture } from "../../../../src/modules/offer/pictures/domain/check.ts";
import { MOST_BYTES, MOST_PX } from "../../../../src/modules/offer/pictures/domain/words.ts";
import {
  JPEG,
  JPEG_WITH_PROFILE,
  joined,
  jpegPart,
  PNG,
  pngOfSize,
  pngPart,
  pngUnlike,
  pngWith,
  WEBP,
  WEBP_WITH_ALPHA,
  WEBP_WITH_PROFILE,
} from "../../../support/pictures.ts";
import { fc } from "../../../support/properties.ts";

const EIGHT = { width: 8, height: 8 };
const latin = (text: string) => [...text].map((char) => char.charCodeAt(0));
const withByte = (bytes: Uint8Array, at: number, value: number) => bytes.with(at, value);

describe("[P10] a picture of a browser is taken", () => {
  test.each([
    ["a PNG", PNG, "image/png"],
    ["a JPEG", JPEG, "image/jpeg"],
    ["a WebP", WEBP, "image/webp"],
    ["a WebP with transparency", WEBP_WITH_ALPHA, "image/webp"],
    ["a PNG with plain colour facts", pngWith(pngPart("sRGB", [0]), pngPart("pHYs", Array(9).fill(1))), "image/png"],
  ] as const)("%s", (_, bytes, type) => {
    expect(checkPicture(bytes, type)).toEqual(EIGHT);
  });

  test("of at most 1,200 pixels a side and 300 kB", () => {
    expect(checkPicture(pngOfSize(MOST_PX, MOST_PX), "image/png")).toEqual({ width: MOST_PX, height: MOST_PX });
    expect(checkPicture(pngOfSize(MOST_PX + 1, 1), "image/png")).toBe("too_wide");
    expect(checkPicture(pngOfSize(1, MOST_PX + 1), "image/png")).toBe("too_wide");
    expect(checkPicture(pngOfSize(0, 1), "image/png")).toBe("broken");
    const most = pngUnlike("", MOST_BYTES - pngUnlike("").length);
    expect([most.length, checkPicture(most, "image/png")]).toEqual([MOST_BYTES, EIGHT]);
    expect(checkPicture(pngUnlike("", MOST_BYTES - pngUnlike("").length + 1), "image/png")).toBe("too_large");
  });
});

describe("[P10] anything else is refused with its reason", () => {
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  test.each([
    ["a drawing with a script", svg, "image/png", "unknown_type"],
    ["a page", new TextEncoder().encode("<!doctype html><script>1</script>"), "image/jpeg", "unknown_type"],
    ["a GIF", new Uint8Array(latin("GIF89a\0\0\0\0")), "image/png", "unknown_type"],
    ["nothing", new Uint8Array(0), "image/png", "unknown_type"],
    ["a JPEG that is called a PNG", JPEG, "image/png", "another_type"],
    ["a PNG that is called a WebP", PNG, "image/webp", "another_type"],
    ["a PNG with a text", pngWith(pngPart("tEXt", latin("Author\0Me"))), "image/png", "metadata"],
    ["a PNG with place and time", pngWith(pngPart("eXIf", [1, 2])), "image/png", "metadata"],
    ["a PNG with a profile", pngWith(pngPart("iCCP", [1, 2])), "image/png", "metadata"],
    ["a PNG with an unknown part", pngWith(pngPart("ruBy", [1])), "image/png", "metadata"],
    ["an animated PNG", pngWith(pngPart("acTL", [0, 0, 0, 2, 0, 0, 0, 0])), "image/png", "animated"],
    ["a PNG with a page behind it", joined(PNG, latin("<script>")), "image/png", "trailing"],
    ["a PNG with a wrong checksum", withByte(PNG, 30, 1), "image/png", "broken"],
    ["a PNG without pixels", joined(PNG.subarray(0, 33), PNG.subarray(-12)), "image/png", "broken"],
    ["a colour fact that is too long", pngWith(pngPart("gAMA", latin("12345"))), "image/png", "broken"],
    ["a JPEG with a profile", JPEG_WITH_PROFILE, "image/jpeg", "metadata"],
    [
      "a JPEG with EXIF",
      joined([0xff, 0xd8], jpegPart(0xe1, latin("Exif\0\0")), JPEG.subarray(2)),
      "image/jpeg",
      "metadata",
    ],
    [
      "a JPEG with a comment",
      joined([0xff, 0xd8], jpegPart(0xfe, latin("hi")), JPEG.subarray(2)),
      "image/jpeg",
      "metadata",
    ],
    ["a JPEG with a thumbnail", withByte(withByte(JPEG, 18, 1), 19, 1), "image/jpeg", "metadata"],
    ["a JPEG with a page behind it", joined(JPEG, latin("<script>")), "image/jpeg", "trailing"],
    ["a JPEG without its end", JPEG.subarray(0, -2), "image/jpeg", "broken"],
    ["a WebP with a profile", WEBP_WITH_PROFILE, "image/webp", "metadata"],
    ["a WebP with bytes behind it", joined(WEBP, [0, 0]), "image/webp", "trailing"],
    ["a WebP that is cut off", WEBP.subarray(0, -2), "image/webp", "broken"],
    ["an animated WebP", withByte(WEBP, 20, 2), "image/webp", "animated"],
    ["a WebP whose head has another size", withByte(WEBP, 24, 8), "image/webp", "broken"],
  ] as const)("%s", (_, bytes, type, reason) => {
    expect(checkPicture(bytes, type)).toBe(reason);
  });

  test("no picture that is cut off or has one byte more is taken, and no bytes end the check with an exception", () => {
    for (const [bytes, type] of [
      [PNG, "image/png"],
      [JPEG, "image/jpeg"],
      [WEBP, "image/webp"],
      [WEBP_WITH_ALPHA, "image/webp"],
    ] as const) {
      for (let length = 0; length < bytes.length; length++)
        expect(checkPicture(bytes.subarray(0, length), type)).toBeTypeOf("string");
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (more) => {
          expect(checkPicture(joined(bytes, more), type)).toBeTypeOf("string");
        }),
      );
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
          const found = checkPicture(withByte(bytes, at, value), type);
          expect(typeof found === "string" || found.width <= MOST_PX).toBe(true);
        }),
      );
    }
  });
});
