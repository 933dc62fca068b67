/** The parts of a sign-up, as an owner fills them in. */

export const PARTS = {
  profile: {
    name: "Jungle Park",
    legal_name: "Jungle Park Co., Ltd.",
    store_name: "Jungle Park Bangna",
    address: "99/9 Bangna-Trad Road, Bangkok 10260",
    phone: "02 555 0142",
    time_zone: "Asia/Bangkok",
    languages: ["th", "en"],
    owner: { name: "Malee Suksan", pin: "482193" },
  },
  tax: { vat_registered: true, tax_id: "0105559001235", branch_code: "00000", mode: "inclusive", rate_bps: 700 },
  tables: { tables: [{ label: "A1", seats: 4 }, { label: "A2" }] },
  payments: { types: ["cash", "qr"], promptpay_id: "081-234-5678" },
} as const;
