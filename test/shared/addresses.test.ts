/** Addresses: one form each, and none for what is no address. */

import { describe, expect, test } from "vitest";
import { networkOf, readAddress } from "../../src/shared/addresses.ts";

describe("an address that a request came from", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::1", "::1"],
    ["::", "::"],
    ["2001:DB8::A", "2001:db8::a"],
    ["2001:0db8:0000:0000:0001:0000:0000:000a", "2001:db8::1:0:0:a"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["10:0:0:100:0:0:0:1000", "10:0:0:100::1000"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
    ["64:ff9b::203.0.113.7", "64:ff9b::cb00:7107"],
  ])("[L1] %s is read as %s", (sent, read) => {
    expect(readAddress(sent)).toBe(read);
    expect(readAddress(read)).toBe(read);
  });

  test.each([
    [null],
    [""],
    ["unknown"],
    ["1.2.3"],
    ["1.2.3.4.5"],
    ["256.1.1.1"],
    ["01.2.3.4"],
    ["1.2.3.4:5000"],
    ["1.2.3.4, 5.6.7.8"],
    [" 1.2.3.4"],
    ["0x7f.0.0.1"],
    ["١.٢.٣.٤"],
    ["[::1]"],
    ["::1%eth0"],
    [":::"],
    ["1::2::3"],
    ["1:2:3:4:5:6:7"],
    ["1:2:3:4:5:6:7:8:9"],
    ["1:2:3:4:5:6:7::8"],
    ["12345::"],
    ["g::"],
    ["::1.2.3"],
    ["1.2.3.4::"],
    [`${"1:".repeat(10_000)}1`],
  ])("[L1] %s is none", (sent) => {
    expect(readAddress(sent)).toBeNull();
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"],
    ["2001:db8:1:3:3:4:5:6", "2001:db8:1:3::/64"],
    [null, "unknown"],
  ])("[L1] %s is counted for %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
