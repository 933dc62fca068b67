/** The console sends a picture that the server takes: a browser's own colour profile is taken out first. */

import { expect, test } from "vitest";
import { withoutProfile } from "../../admin/src/kit/profile.ts";
import { checkPicture } from "../../src/modules/offer/pictures/domain/check.ts";
import { JPEG, JPEG_WITH_PROFILE, PNG, WEBP, WEBP_WITH_ALPHA, WEBP_WITH_PROFILE } from "../support/pictures.ts";

const EIGHT = { width: 8, height: 8 };

test.each([
  ["a JPEG with a profile", JPEG_WITH_PROFILE, "image/jpeg"],
  ["a WebP with a profile", WEBP_WITH_PROFILE, "image/webp"],
  ["a JPEG without one", JPEG, "image/jpeg"],
  ["a WebP without one", WEBP, "image/webp"],
  ["a WebP with transparency", WEBP_WITH_ALPHA, "image/webp"],
  ["a PNG", PNG, "image/png"],
] as const)("[P10] %s passes the server's check once its profile is out", (_, bytes, type) => {
  expect(checkPicture(withoutProfile(bytes, type), type)).toEqual(EIGHT);
});
