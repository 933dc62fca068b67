/** One request that succeeds for every route, as the manager on the till sends it; the walk turns each into its refusals. */

import { newId } from "../../src/platform/http/context.ts";
import { type Client, call, cashSale, countRows, type TestPark, until } from "../support/park.ts";

export interface ExampleRequest {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
}

export interface Example {
  /** Makes the request, and whatever must be there for it to succeed. */
  make(park: TestPark, manager: Client): ExampleRequest | Promise<ExampleRequest>;
  /** Fields that make it another request of the same kind; a field it does not know, unless given. */
  other?: Record<string, unknown>;
  /** Ids that stand in query or body, as `body.items.0.package_id`, with the answer to another tenant's. */
  foreign?: Record<string, `${number} E_${string}`>;
}

const nothing: Example = { make: () => ({}) };

/** The open shift of the manager's drawer. */
async function openShift(manager: Client): Promise<{ shift_id: string }> {
  await manager.post("/shifts/open", { cash_open: 50_000 });
  return (await manager.get("/shifts/current")).data;
}

/** Brings the manager's timecard to where a request fits; what does not fit is refused and changes nothing. */
async function punched(manager: Client, ...punches: string[]): Promise<ExampleRequest> {
  for (const punch of punches) await manager.post(`/timecards/${punch}`);
  return {};
}

async function sell({ packages }: TestPark, manager: Client) {
  await openShift(manager);
  return (await manager.post("/sales", cashSale(packages.single, 1, 35_000), newId(Date.now()))).data;
}

async function pair({ store_id }: TestPark, manager: Client, require_approval = false) {
  return (await manager.post("/pairings", { store_id, type: "GATE", require_approval })).data;
}

async function pendingDevice(park: TestPark, manager: Client): Promise<{ device_id: string }> {
  const { site_key } = await pair(park, manager, true);
  return (await call("POST", "/auth/device/register", { site_key, device: { name: "Side gate", type: "GATE" } })).data;
}

const device = (device_id = "") => ({ params: { device_id } });

async function someTicket(park: TestPark, manager: Client) {
  const { ticket_id } = (await sell(park, manager)).tickets[0];
  return { params: { ticket_id: ticket_id as string }, body: { reason: "lost" } };
}

const POLICY = {
  admit_offline: "after_seconds",
  list_max_age_s: 3600,
  unbound_lots: "refuse",
  min_app_version: null,
};

const ofStore: Example = {
  make: ({ store_id }) => ({ query: { store_id } }),
  foreign: { "query.store_id": "404 E_NOT_FOUND" },
};

/** A device that no other request needs. */
async function someDevice(park: TestPark) {
  return device((await park.addDevice("GATE")).device_id);
}

const verifyPin: Example = {
  make: ({ employees }) => ({
    body: {
      approver_id: employees.supervisor?.employee_id,
      pin: employees.supervisor?.pin,
      action: "manual_discount",
      subject_id: newId(Date.now()),
      amount: 3_500,
    },
  }),
  foreign: { "body.approver_id": "403 E_APPROVER_PIN" },
};

async function someCustomer(_: TestPark, manager: Client) {
  const body = { name: "สมศรี ใจดี", phone: "081-234-5678", email: "somsri@guests.test" };
  const { customer_id } = (await manager.post("/customers", body)).data;
  return { params: { customer_id: customer_id as string }, body };
}

const cart = ({ packages }: TestPark) => ({ items: [{ package_id: packages.single, qty: 2 }], promo_codes: ["EARLY"] });

export const examples: Record<string, Example> = {
  "GET /healthz": nothing,
  "GET /health": nothing,
  "GET /readyz": nothing,
  "GET /ready": nothing,

  "GET /stores": nothing,
  "GET /stores/:store_id": { make: ({ store_id }) => ({ params: { store_id } }) },
  "GET /settings/feature-flags": nothing,
  "GET /sandbox/clock": nothing,
  "PUT /sandbox/clock": { make: () => ({ body: { offset_seconds: 0 } }) },

  "POST /employees/login": {
    make: ({ employees, store_id }) => ({
      body: { email: employees.cashier?.email, pin: employees.cashier?.pin, store_id },
    }),
  },
  "POST /auth/refresh": {
    make: async ({ employees }) => {
      const { email, pin } = employees.cashier ?? {};
      const login = await call("POST", "/employees/login", { email, pin });
      return { body: { refresh_token: login.data.refresh_token } };
    },
  },
  "GET /employees/me": nothing,
  "POST /employees/:employee_id/suspend": {
    make: ({ employees }) => ({ params: { employee_id: employees.cashier?.employee_id ?? "" } }),
  },
  "POST /employees/:employee_id/resume": {
    make: ({ employees }) => ({ params: { employee_id: employees.cashier?.employee_id ?? "" } }),
  },

  "POST /pairings": {
    make: ({ store_id, zones }) => ({
      body: {
        store_id,
        type: "GATE",
        name: "Side gate",
        caps: { can_redeem: true, offline_cap: 10 },
        zone_id: zones["Ball Pit"],
        require_approval: true,
      },
    }),
    foreign: { "body.store_id": "404 E_NOT_FOUND", "body.zone_id": "422 E_ZONE_UNKNOWN" },
  },
  "POST /pairings/:pairing_id/revoke": {
    make: async (park, manager) => ({ params: { pairing_id: (await pair(park, manager)).pairing_id } }),
  },
  "POST /auth/device/register": {
    make: async (park, manager) => {
      const { site_key } = await pair(park, manager);
      return {
        body: { site_key, device: { name: "Side gate", type: "GATE", app_version: "1.2.0", hardware: "arm64" } },
      };
    },
    other: { device: { name: "Another gate", type: "GATE" } },
  },
  "POST /auth/device/login": { make: ({ devices }) => ({ body: { ...devices.gate2 } }) },
  "GET /devices/me": nothing,
  "GET /devices": {
    make: ({ store_id }) => ({ query: { store_id, status: "active", limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /devices/:device_id": { make: ({ devices }) => device(devices.gate2?.device_id) },
  "POST /devices/:device_id/approve": {
    make: async (park, manager) => device((await pendingDevice(park, manager)).device_id),
  },
  "POST /devices/:device_id/suspend": { make: someDevice },
  "POST /devices/:device_id/resume": {
    make: async (park, manager) => {
      const { device_id } = await park.addDevice("GATE");
      await manager.post(`/devices/${device_id}/suspend`);
      return device(device_id);
    },
  },
  "POST /devices/:device_id/revoke": { make: someDevice },
  "POST /devices/:device_id/rotate": { make: someDevice },
  "PUT /devices/:device_id/zone": {
    make: async (park) => ({ ...(await someDevice(park)), body: { zone_id: park.zones["Ball Pit"] } }),
    foreign: { "body.zone_id": "422 E_ZONE_UNKNOWN" },
  },
  "GET /gate/live": nothing,

  "POST /customers": {
    make: () => ({ body: { name: "สมศรี ใจดี", phone: "081-234-5678", email: "somsri@guests.test" } }),
    other: { name: "สมชาย ใจดี" },
  },
  "GET /customers": {
    make: async (park, manager) => {
      await someCustomer(park, manager);
      return { query: { phone: "081-2", limit: "5" } };
    },
  },
  "GET /customers/:customer_id": {
    make: async (park, manager) => ({ params: (await someCustomer(park, manager)).params }),
  },
  "PUT /customers/:customer_id": { make: someCustomer },

  "GET /catalog/packages": ofStore,
  "POST /catalog/packages": {
    make: async ({ store_id, packages, zones, devices }, manager) => ({
      body: {
        store_id,
        name: "Night out",
        name_th: "เที่ยวกลางคืน",
        type: "bundle",
        price: 99_000,
        tax_id: (await manager.get("/taxes")).data[0].tax_id,
        quota_or_minutes: 1,
        valid_for_days: 2,
        anti_passback_s: 60,
        allowed_device_ids: [devices.gate?.device_id],
        visible_on: ["POS"],
        parts: [{ package_id: packages.single, qty: 2 }],
        zones: [{ zone_id: zones["Ball Pit"], credits: 3 }],
        active: true,
        active_from: "2026-01-01T00:00:00+07:00",
        active_to: "2036-01-01T00:00:00Z",
      },
    }),
    foreign: {
      "body.store_id": "404 E_NOT_FOUND",
      "body.allowed_device_ids.0": "422 E_VALIDATION",
      "body.tax_id": "422 E_TAX_UNKNOWN",
      "body.parts.0.package_id": "422 E_PACKAGE_PARTS",
      "body.zones.0.zone_id": "422 E_ZONE_UNKNOWN",
    },
  },
  "GET /catalog/zones": ofStore,
  "POST /catalog/zones": {
    make: ({ store_id }) => ({ body: { store_id, name: "Slides", name_th: "สไลเดอร์" } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "GET /taxes": nothing,
  "GET /discounts": nothing,

  "POST /approvals/verify-pin": verifyPin,
  "POST /approvals/verify_pin": verifyPin,
  "GET /approvals/reason-codes": nothing,

  "POST /shifts/open": {
    make: ({ devices }) => ({
      body: { cash_open: 100_000, device_id: devices.pos?.device_id, shift_id: newId(Date.now()) },
    }),
  },
  "POST /shifts/close": {
    make: async ({ devices }, manager) => {
      const { shift_id } = await openShift(manager);
      return { body: { cash_counted: 49_900, note: "a coin short", device_id: devices.pos?.device_id, shift_id } };
    },
    foreign: { "body.shift_id": "404 E_NOT_FOUND" },
  },
  "GET /shifts/current": {
    make: async ({ devices }, manager) => {
      await openShift(manager);
      return { query: { device_id: devices.pos?.device_id ?? "" } };
    },
  },
  "GET /shifts/:shift_id": {
    make: async (_, manager) => ({ params: { shift_id: (await openShift(manager)).shift_id } }),
  },
  "POST /shifts/movements": {
    make: async ({ devices }, manager) => {
      await openShift(manager);
      const device_id = devices.pos?.device_id;
      return { body: { kind: "paid_in", amount: 20_000, reason: "change", movement_id: newId(Date.now()), device_id } };
    },
  },
  "GET /shifts/:shift_id/movements": {
    make: async (_, manager) => {
      const { shift_id } = await openShift(manager);
      await manager.post(
        "/shifts/movements",
        { kind: "drop", amount: 10_000, reason: "to the safe" },
        newId(Date.now()),
      );
      return { params: { shift_id } };
    },
  },

  "POST /timecards/clock-in": { make: (_, manager) => punched(manager, "clock-out") },
  "POST /timecards/clock-out": { make: (_, manager) => punched(manager, "clock-in") },
  "POST /timecards/break-start": { make: (_, manager) => punched(manager, "clock-in", "break-end") },
  "POST /timecards/break-end": { make: (_, manager) => punched(manager, "clock-in", "break-start") },
  "GET /timecards/current": { make: (_, manager) => punched(manager, "clock-in") },
  "GET /timecards": {
    make: ({ store_id, employees }) => {
      const employee_id = employees.manager?.employee_id ?? "";
      return { query: { store_id, employee_id, from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },

  "POST /tickets/redeem": {
    make: async (park, manager) => ({
      body: {
        qr_token: (await sell(park, manager)).tickets[0].qr_token,
        scan_id: newId(Date.now()),
        ts: new Date().toISOString(),
        zone_id: park.zones["Main Gate"],
        device_id: park.devices.pos?.device_id,
        direction: "entry",
        party: 1,
      },
    }),
  },
  "POST /redemptions": {
    make: async (park, manager) => ({
      body: {
        qr_token: (await sell(park, manager)).tickets[0].qr_token,
        scan_id: newId(Date.now()),
        ts: new Date().toISOString(),
        result: "pass",
      },
    }),
  },
  "POST /tickets/annul": {
    make: async (park, manager) => {
      const scan_id = newId(Date.now());
      const { qr_token } = (await sell(park, manager)).tickets[0];
      await manager.post("/tickets/redeem", { qr_token, scan_id });
      await until(async () => (await countRows("redemptions", park.tenant_id, `scan_id = '${scan_id}'`)) === 1);
      return { body: { scan_id } };
    },
  },
  "POST /tickets/:ticket_id/block": { make: someTicket },
  "POST /tickets/:ticket_id/unblock": {
    make: async (park, manager) => {
      const request = await someTicket(park, manager);
      await manager.post(`/tickets/${request.params.ticket_id}/block`, {});
      return request;
    },
  },
  "POST /tickets/:ticket_id/cancel": { make: someTicket },
  "POST /tickets/:ticket_id/reissue": { make: someTicket },
  "GET /tickets/keys": nothing,
  "POST /tickets/keys/rotate": nothing,
  "POST /tickets/keys/:key_version/revoke": {
    make: async (_, manager) => {
      const { key_version } = (await manager.post("/tickets/keys/rotate", {})).data;
      return { params: { key_version: String(key_version - 1) }, body: { confirm: String(key_version - 1) } };
    },
  },
  "GET /gate/bootstrap": {
    make: ({ store_id }) => ({ query: { store_id, window: "60" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /gate/policy": ofStore,
  "PUT /gate/policy": {
    make: ({ store_id }) => ({ body: { store_id, ...POLICY } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "POST /provider/heartbeats": {
    make: () => ({ body: { sent_at: new Date().toISOString(), app_version: "1.2.0", battery: 80, queue_depth: 0 } }),
  },
  "POST /sync/batch": {
    make: async (park, manager) => {
      const { qr_token } = (await sell(park, manager)).tickets[0];
      const now = new Date().toISOString();
      const op = { op_id: newId(Date.now()), type: "redemption", ts: now, payload: { qr_token, result: "pass" } };
      return { body: { sent_at: now, ops: [op] } };
    },
  },
  "GET /time/skew": { make: () => ({ query: { client_time: new Date().toISOString() } }) },
  "GET /tickets/:ticket_id": {
    make: async (park, manager) => ({
      params: { ticket_id: (await sell(park, manager)).tickets[0].ticket_id },
    }),
  },
  "GET /redemptions": {
    make: ({ store_id, devices }) => ({
      query: { store_id, device_id: devices.pos?.device_id ?? "", result: "pass", limit: "10" },
    }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /tickets": {
    make: async (park, manager) => {
      await sell(park, manager);
      const { store_id, packages } = park;
      return {
        query: { store_id, package_id: packages.single, status: "active", from: "2026-01-01T00:00:00Z", limit: "5" },
      };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /tickets/:ticket_id/timeline": {
    make: async (park, manager) => ({ params: (await someTicket(park, manager)).params }),
  },
  "GET /redemptions/stats/summary": {
    make: ({ store_id, devices, zones }) => ({
      query: { store_id, device_id: devices.pos?.device_id ?? "", zone_id: zones["Main Gate"] ?? "" },
    }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /redemptions/duplicate-check/:ticket_id": {
    make: async (park, manager) => ({ params: (await someTicket(park, manager)).params }),
  },
  "GET /redemptions/conflicts": {
    make: ({ store_id }) => ({ query: { store_id, from: "2026-01-01T00:00:00Z", limit: "5" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /zones/inside": ofStore,
  "POST /lots": { make: () => ({ body: { count: 20 } }), other: { count: 21 } },
  "GET /lots": {
    make: async ({ store_id, devices }, manager) => {
      await manager.post("/lots", { count: 3 }, newId(Date.now()));
      return { query: { store_id, device_id: devices.pos?.device_id ?? "", limit: "2" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /payment-types": nothing,

  "POST /pricing/preview": {
    make: (park) => ({ body: { store_id: park.store_id, ...cart(park), at: new Date().toISOString() } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND", "body.items.0.package_id": "422 E_PACKAGE_UNAVAILABLE" },
  },
  "POST /sales": {
    make: async (park, manager) => {
      await openShift(manager);
      return {
        body: {
          sale_id: newId(Date.now()),
          ...cart(park),
          payments: [{ method: "cash", amount: 70_000, amount_tendered: 100_000, reference: "till 1" }],
          expected_total: 70_000,
          customer_id: (await someCustomer(park, manager)).params.customer_id,
          note: "two friends",
        },
      };
    },
    foreign: { "body.items.0.package_id": "422 E_PACKAGE_UNAVAILABLE", "body.customer_id": "422 E_VALIDATION" },
  },
  "GET /sales": {
    make: async (park, manager) => {
      const { shift_id } = await sell(park, manager);
      return { query: { store_id: park.store_id, shift_id, from: "2026-01-01T00:00:00Z", limit: "1" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /sales/:sale_id": {
    make: async (park, manager) => ({ params: { sale_id: (await sell(park, manager)).sale_id } }),
  },
};

/** The manager on the till, who may make every request of the table. */
export function managerOf(park: TestPark): Promise<Client> {
  return park.person("manager", "pos");
}

/** Somebody who does not hold the permission: the guard at the gate, or a kiosk where the guard would. */
export function without(permission: string, park: TestPark): Promise<Client> {
  return permission === "redeem" ? park.device("kiosk") : park.person("gate", "gate");
}

/** A client that shows no token at all. */
export const nobody: Client = {
  token: "",
  call: call,
  get: (path) => call("GET", path),
  post: (path, body = {}) => call("POST", path, body),
};
