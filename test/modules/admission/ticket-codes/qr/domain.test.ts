/** The code on a ticket is a small QR symbol. The test reads it with another library than the one that draws it. */

import { ulid } from "ulid";
import { expect, test } from "vitest";
import { qrToken } from "../../../../../src/modules/admission/ticket-codes/domain/codes.ts";
import { printAndRead } from "../../../../support/qr.ts";
import { seededRandom } from "../../../../support/seed.ts";

test("[G14] a code fits into a version 3 symbol at level M, and an independent decoder reads it", () => {
  const chance = seededRandom();
  const mac = () => Uint8Array.from({ length: 16 }, () => chance.integer(0, 255));
  for (let i = 0; i < 40; i++) {
    const code = qrToken(ulid(), 1 + ((i * 31) % 1023), mac());
    expect(code).toMatch(/^[0-9A-Z $%*+\-./:]{1,64}$/);
    expect(printAndRead(code)).toEqual({ version: 3, text: code });
  }
});
