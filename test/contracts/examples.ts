/** Examples of requests: one success for every route, sent by the manager on the till; the walk derives refusals from each. */

import { env } from "cloudflare:workers";
import { seedContext } from "../../local/park.ts";
import { recordAlert } from "../../src/modules/access/alerts/index.ts";
import { recordTenant } from "../../src/modules/access/tenants/index.ts";
import { codeAt } from "../../src/platform/crypto/totp.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { linkNow } from "../../src/platform/queue/sealer.ts";
import { goOn, madeBackup, purge } from "../support/backups.ts";
import {
  type Client,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
  stepUp,
  type TestPark,
  until,
} from "../support/park.ts";
import { base64Of, PNG } from "../support/pictures.ts";
import { begin, codeFor, filledIn, newAddress, PARTS, signUp } from "../support/sign-ups.ts";

export interface ExampleRequest {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** Another sender, for a request that ends its sender's session or tenant. */
  caller?: Client;
}

export interface Example {
  /** Makes the request, and everything that it needs to succeed. */
  make(park: TestPark, manager: Client): ExampleRequest | Promise<ExampleRequest>;
  /** Fields that make it a different request of the same kind; by default an unknown field. */
  other?: Record<string, unknown>;
  /** The number of its audit rows, if not one: its tickets' objects write their own. */
  audits?: number;
  /** The sender, if not the manager on the till: the provider's person in the console. */
  as?: "provider";
  /** Ids in query or body, such as `body.items.0.package_id`, with the answer to another tenant's id. */
  foreign?: Record<string, `${number} E_${string}`>;
}

const nothing: Example = { make: () => ({}) };

const hook = { url: "https://hooks.example.com/playpark", events: ["sale.*", "ticket.redeemed.*"] };

/** An endpoint of the tenant: the first one, or a new one. */
async function someWebhook(manager: Client): Promise<string> {
  await stepUp(manager);
  const { data } = await manager.get("/webhooks");
  return data[0]?.webhook_id ?? (await manager.post("/webhooks", hook)).data.webhook_id;
}

const file = {
  kind: "items",
  store_id: null,
  file_name: "items.csv",
  content: btoa("sku,name,price\n1,Day pass,350\n"),
};

/** An import of the manager: uploaded, and after its dry run if asked. */
async function someImport(manager: Client, is_checked: boolean): Promise<string> {
  const { import_id, mapping } = (await manager.post("/imports", { ...file, kind: "customers" })).data;
  if (is_checked) await manager.call("PUT", `/imports/${import_id}/mapping`, { mapping });
  return import_id;
}

const ofImport = (is_checked: boolean, body?: Record<string, unknown>): Example => ({
  make: async (_, manager) => ({
    params: { import_id: await someImport(manager, is_checked) },
    ...(body && { body }),
  }),
});

const ofWebhook = (body?: Record<string, unknown>): Example => ({
  make: async (_, manager) => ({ params: { webhook_id: await someWebhook(manager) }, ...(body && { body }) }),
});

const tokenFor = ({ store_id }: TestPark) => ({
  name: "Web shop",
  permissions: ["sales_read", "guests_read"],
  store_ids: [store_id],
  expires_in_days: 90,
});

/** A token made at a path, after each that is in force there was revoked. */
const ofToken = (path: string, made: boolean): Example => ({
  make: async (park, manager) => {
    await stepUp(manager);
    for (const { token_id, status } of (await manager.get(path)).data)
      if (status === "active") await manager.call("DELETE", `${path}/${token_id}`);
    const body = tokenFor(park);
    return made ? { params: { token_id: (await manager.post(path, body)).data.token_id } } : { body };
  },
  ...(!made && { other: { name: "Accounts" }, foreign: { "body.store_ids.0": "404 E_NOT_FOUND" } }),
});

/** A delivery that is dead, as after its last retry. */
const ofDeadLetter: Example = {
  make: async ({ tenant_id }, manager) => {
    const webhook_id = await someWebhook(manager);
    const sequence = 900_042;
    const now = Date.now();
    await env.DB.prepare(
      `INSERT OR REPLACE INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id, status,
         attempts, tries, created_at, ended_at, error) VALUES (?, ?, ?, ?, 'test.a', 'test', ?, 'dead', 11, 11, ?, ?, 'timeout')`,
    )
      .bind(tenant_id, webhook_id, sequence, newId(now), newId(now), now, now)
      .run();
    return { params: { delivery_id: `${webhook_id}-${sequence}` } };
  },
};

/** The open shift of the manager's drawer. */
async function openShift(manager: Client): Promise<{ shift_id: string; business_date: string }> {
  await manager.post("/shifts/open", { cash_open: 50_000 });
  return (await manager.get("/shifts/current")).data;
}

/** An open alert of the store. */
async function openedAlert({ tenant_id, store_id }: TestPark): Promise<ExampleRequest> {
  const ctx = asTenant(seedContext(env), tenant_id);
  const subject = ["device", ctx.newId()] as const;
  const alert = { type: "test.noticed", severity: "critical", store_id, subject, details: {} } as const;
  await commit(ctx, { writes: [], audit: [{ event: alert.type, subject }], parts: [recordAlert(ctx, alert)] });
  const [row] = await ctx.db.all<{ alert_id: string }>(
    sql`SELECT alert_id FROM alerts WHERE tenant_id = ${tenant_id} AND subject_id = ${subject[1]}`,
  );
  return { params: { alert_id: row?.alert_id ?? "" } };
}

const opening: Example = {
  make: async ({ devices }, manager) => {
    await manager.post("/shifts/close", { cash_counted: 100_000 });
    return { body: { cash_open: 100_000, device_id: devices.pos?.device_id, shift_id: newId(Date.now()) } };
  },
};

const closing: Example = {
  make: async ({ devices }, manager) => {
    const { shift_id } = await openShift(manager);
    const denominations = [{ value: 2_000, count: 20 }];
    const counted = { cash_counted: 40_000, denominations, cash_left: 20_000 };
    return { body: { ...counted, note: "a coin short", device_id: devices.pos?.device_id, shift_id } };
  },
  // The difference opens an alert.
  audits: 2,
  foreign: { "body.shift_id": "404 E_NOT_FOUND" },
};

const ofOpenDrawer: Example = {
  make: async ({ devices }, manager) => {
    await openShift(manager);
    return { query: { device_id: devices.pos?.device_id ?? "" } };
  },
};

const movement: Example = {
  make: async (park, manager) => {
    const { shift_id } = await openShift(manager);
    const device_id = park.devices.pos?.device_id;
    const grant = { action: "drawer_open", subject_id: shift_id, amount: 200_000 };
    const moved = { kind: "drop", amount: 200_000, reason: "to the safe", movement_id: newId(Date.now()), device_id };
    return { body: { ...moved, approval_token: await approval(park, manager, grant) } };
  },
};

async function someMovement(manager: Client): Promise<{ params: { shift_id: string } }> {
  const { shift_id } = await openShift(manager);
  await manager.post("/shifts/movements", { kind: "drop", amount: 10_000, reason: "to the safe" }, newId(Date.now()));
  return { params: { shift_id } };
}

/** The business date of a day with a closed drawer. */
async function closedDay(manager: Client): Promise<string> {
  const { business_date } = await openShift(manager);
  await manager.post("/shifts/close", { cash_counted: 50_000 });
  return business_date;
}

/** A supervisor's grant to the manager. */
async function approval({ employees }: TestPark, manager: Client, grant: object): Promise<string> {
  const { employee_id: approver_id, pin } = employees.supervisor ?? {};
  return (await manager.post("/approvals/verify-pin", { approver_id, pin, ...grant })).data.approval_token;
}

/** Brings the manager's timecard into the state for a request; a punch that does not fit is refused and changes nothing. */
async function punched(manager: Client, ...punches: string[]): Promise<ExampleRequest> {
  for (const punch of punches) await manager.post(`/timecards/${punch}`);
  return {};
}

let forgotten_cards = 0;

/** A timecard of the cashier that overlaps no other. */
function forgottenCard({ employees }: TestPark) {
  const begin = Date.parse("2026-01-01T01:00:00Z") + forgotten_cards++ * 7_200_000;
  const at = (minute: number) => new Date(begin + minute * 60_000).toISOString();
  return {
    employee_id: employees.cashier?.employee_id,
    clock_in_at: at(0),
    clock_out_at: at(90),
    breaks: [{ start_at: at(30), end_at: at(45) }],
    reason: "forgot the tablet",
  };
}

async function sell({ packages }: TestPark, manager: Client) {
  await openShift(manager);
  return (await manager.post("/sales", cashSale(packages.single, 1, 35_000), newId(Date.now()))).data;
}

export async function sellOnAccount({ packages }: TestPark, manager: Client) {
  await openShift(manager);
  const payments = [{ method: "account", amount: 35_000 }];
  return (await manager.post("/sales", { ...cashSale(packages.single, 1, 35_000), payments }, newId(Date.now()))).data;
}

const WALLET = {
  label_en: "Wallet",
  label_th: "วอลเล็ต",
  position: 7,
  surcharge_bps: 250,
  surcharge_amount: 300,
  active: true,
};

let payment_methods = 0;

/** A method that no park has. */
function someMethod(): string {
  payment_methods += 1;
  return `wallet_${payment_methods}`;
}

async function somePaymentType(manager: Client) {
  const method = someMethod();
  await manager.post("/payment-types", { method, ...WALLET });
  return { params: { method } };
}

async function pair({ store_id }: TestPark, manager: Client, require_approval = false) {
  return (await manager.post("/pairings", { store_id, type: "GATE", require_approval })).data;
}

async function pendingDevice(park: TestPark, manager: Client): Promise<{ device_id: string }> {
  const { site_key } = await pair(park, manager, true);
  return (await call("POST", "/auth/device/register", { site_key, device: { name: "Side gate", type: "GATE" } })).data;
}

const device = (device_id = "") => ({ params: { device_id } });

/** A ticket to reprint, with its grant. */
async function ticketToReprint(park: TestPark, manager: Client) {
  const ticket_id: string = (await sell(park, manager)).tickets[0].ticket_id;
  const approval_token = await approval(park, manager, { action: "reprint", subject_id: ticket_id });
  return { ticket_id, reason_code: "printer_jam", reason_text: "the paper tore", approval_token };
}

const reprint: Example = {
  make: async (park, manager) => ({ body: await ticketToReprint(park, manager) }),
  other: { reason_text: "the paper was wet" },
  foreign: { "body.ticket_id": "404 E_NOT_FOUND" },
};

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

const BLIND_COUNT = { key: "shifts.blind_count" };

const someSetting: Example = {
  make: ({ store_id }) => ({ params: BLIND_COUNT, query: { store_id } }),
  foreign: { "query.store_id": "404 E_NOT_FOUND" },
};

const shownOfStore: Example = {
  make: ({ store_id }) => ({ query: { store_id, active: "all" } }),
  foreign: { "query.store_id": "404 E_NOT_FOUND" },
};

/** Creates something by a POST, for another request to name. */
async function made(manager: Client, path: string, body: Record<string, unknown>) {
  return (await manager.post(path, body)).data;
}

async function slottedPackage({ store_id }: TestPark, manager: Client) {
  const body = { store_id, name: "Jump", type: "single", price: 10_000, capacity: 20, slot_minutes: 60 };
  const { package_id } = await made(manager, "/catalog/packages", body);
  return { params: { package_id: package_id as string } };
}

async function someCategory({ store_id }: TestPark, manager: Client): Promise<{ category_id: string }> {
  const { category_id } = await made(manager, "/catalog/categories", { store_id, name: "Tickets" });
  return { category_id };
}

async function someZone({ store_id }: TestPark, manager: Client): Promise<{ zone_id: string }> {
  const { zone_id } = await made(manager, "/catalog/zones", { store_id, name: "Slides" });
  return { zone_id };
}

/** A device that no other request needs. */
async function someDevice(park: TestPark) {
  return device((await park.addDevice("GATE")).device_id);
}

const verifyPin: Example = {
  make: ({ employees, packages }) => ({
    body: {
      approver_id: employees.supervisor?.employee_id,
      pin: employees.supervisor?.pin,
      action: "manual_discount",
      subject_id: newId(Date.now()),
      amount: 3_500,
      cart: { items: [{ package_id: packages.single, qty: 1, discount: { kind: "amount", value: 3_500 } }] },
    },
  }),
  foreign: {
    "body.approver_id": "403 E_APPROVER_PIN",
    "body.cart.items.0.package_id": "422 E_PACKAGE_UNAVAILABLE",
  },
};

/** A sale to refund, with its grant or the grant of its first ticket. */
async function saleToRefund(park: TestPark, manager: Client, of: "sale" | "ticket" = "sale") {
  const sale = await sell(park, manager);
  const subject_id = of === "sale" ? sale.sale_id : sale.tickets[0].ticket_id;
  const approval_token = await approval(park, manager, { action: "refund", subject_id, amount: sale.grand_total });
  const why = { reason_code: "guest_request", reason_text: "it rained", approval_token };
  return { ...sale, why };
}

async function refunded(park: TestPark, manager: Client) {
  const { sale_id, why } = await saleToRefund(park, manager);
  return (await manager.post("/refunds", { sale_id, ...why }, newId(Date.now()))).data;
}

/** The cashier's request for the manager's approval. */
async function askedApproval(park: TestPark): Promise<{ params: { approval_id: string } }> {
  const cashier = await park.person("cashier", "pos");
  const asked = await cashier.post("/approvals", { action: "void", subject_id: newId(Date.now()), amount: 35_000 });
  return { params: { approval_id: asked.data.approval_id } };
}

async function someReason(_: TestPark, manager: Client) {
  const words = { label_en: "Rain", label_th: "ฝนตก", actions: ["refund", "void"] };
  const reason_code = `rain_${newId(Date.now()).toLowerCase()}`;
  await manager.post("/approvals/reason-codes", { reason_code, ...words });
  return { params: { reason_code }, body: { ...words, label_en: "Heavy rain" } };
}

async function someCustomer(_: TestPark, manager: Client) {
  const body = { name: "สมศรี ใจดี", phone: "081-234-5678", email: "somsri@guests.test" };
  const { customer_id } = (await manager.post("/customers", body)).data;
  return { params: { customer_id: customer_id as string }, body };
}

const LUXURY_TAX = { name: "Luxury 10 %", rate_bps: 1_000, mode: "exclusive", is_default: false, active: true };
const STAFF_DISCOUNT = { name: "Staff 50 %", kind: "percent", value: 5_000, active: true };

async function someTax(manager: Client) {
  const { tax_id } = (await manager.post("/taxes", LUXURY_TAX)).data;
  return { params: { tax_id: tax_id as string }, body: LUXURY_TAX };
}

async function someDiscount(manager: Client) {
  const { discount_id } = (await manager.post("/discounts", STAFF_DISCOUNT)).data;
  return { params: { discount_id: discount_id as string }, body: STAFF_DISCOUNT };
}

/** A time so far ahead that it changes no other request's prices. */
const SPAN = { active_from: "2035-01-01T00:00:00.000Z", active_to: "2036-01-01T00:00:00.000Z" };

async function somePriceList({ store_id, packages, devices }: TestPark, manager: Client) {
  const items = [{ package_id: packages.single, price: 30_000 }];
  const till = { store_id, device_ids: [devices.pos?.device_id] };
  const body = { name: "Members", ...till, ...SPAN, priority: 5, items, active: true };
  const { price_list_id } = (await manager.post("/pricing/price-lists", body)).data;
  return { params: { price_list_id: price_list_id as string }, body };
}

const ofPriceList: Example["foreign"] = {
  "body.store_id": "404 E_NOT_FOUND",
  "body.device_ids.0": "422 E_VALIDATION",
  "body.items.0.package_id": "422 E_PACKAGE_UNKNOWN",
};

let rules = 0;

/** A rule with every field, at its own priority. */
function someTerms({ store_id, packages, zones }: TestPark) {
  const scope = { store_id, package_ids: [packages.single], zone_ids: [zones["Main Gate"]] };
  const hours = { weekdays: [1, 2], clock_from: "17:00", clock_to: "19:30" };
  const caps = { max_discount: 50_000, max_uses: 100, max_uses_per_day: 50, max_uses_per_customer: 2 };
  const terms = { name: "Late 20 %", name_th: "ดึก 20 %", kind: "line_percent", params: { rate_bps: 2_000 } };
  const rest = { ...SPAN, ...hours, ...caps, min_qty: 2, min_amount: 10_000, stackable: false, active: true };
  rules += 1;
  return { ...terms, ...scope, ...rest, priority: rules };
}

async function someRule(park: TestPark, manager: Client) {
  const body = someTerms(park);
  const { rule_id } = (await manager.post("/pricing/rules", body)).data;
  return { params: { rule_id: rule_id as string }, body };
}

const ofRule: Example["foreign"] = {
  "body.store_id": "404 E_NOT_FOUND",
  "body.package_ids.0": "422 E_PACKAGE_UNKNOWN",
  "body.zone_ids.0": "422 E_ZONE_UNKNOWN",
};

const cart = ({ packages }: TestPark) => ({ items: [{ package_id: packages.single, qty: 2 }], promo_codes: ["EARLY"] });

const someLook = {
  name: "Counter",
  paper_width_mm: 80,
  header_lines: ["ยินดีต้อนรับ"],
  footer_lines: ["ขอบคุณค่ะ", "See you again"],
  logo_url: "https://park.test/logo.png",
  blocks: ["header", "seller", "sale", "lines", "totals", "payments", "tickets", "footer"],
  active: true,
};

async function ofTemplate(manager: Client) {
  const { receipt_template_id } = (await manager.post("/receipt-templates", someLook)).data;
  return { params: { receipt_template_id: receipt_template_id as string } };
}

async function someProfile(manager: Client) {
  const { receipt_template_id } = (await ofTemplate(manager)).params;
  const can = { cuts_paper: true, kicks_drawer: true, active: true };
  return { name: "Star", paper_width_mm: 80, encoding: "thai11", address: "10.0.0.9", ...can, receipt_template_id };
}

async function somePrinter(_: TestPark, manager: Client) {
  const { printer_id } = (await manager.post("/printers", await someProfile(manager))).data;
  return { params: { printer_id: printer_id as string } };
}

async function parked(park: TestPark, manager: Client) {
  return {
    params: { open_ticket_id: (await manager.post("/open_tickets", cart(park))).data.open_ticket_id as string },
  };
}

const IN_A_CENTURY = { from: "2125-01-01T01:00:00.000Z", until: "2125-01-01T03:00:00.000Z" };

/** A park to create. */
function newTenant(): ExampleRequest {
  return {
    body: {
      name: "Some Park",
      legal_name: "Some Park Co., Ltd.",
      mode: "live",
      billing_plan: "standard",
      stores: [{ name: "Riverside", time_zone: "Asia/Bangkok" }],
      owner: { name: "Malee Suksan", email: `${crypto.randomUUID()}@park.test`, pin: "482193" },
    },
  };
}

/** A person to add at the park's store. */
function someHire({ store_id }: TestPark) {
  const email = `${newId(Date.now())}@people.test`;
  return { name: "Anong Jaidee", email, pin: "482193", memberships: [{ store_id, roles: ["cashier"] }] };
}

/** A person whom no other request uses. */
async function somePerson(park: TestPark, manager: Client) {
  const { employee_id } = (await manager.post("/employees", someHire(park))).data;
  return { params: { employee_id: employee_id as string } };
}

const ofPerson: Example = { make: somePerson };

async function someMembership(park: TestPark, manager: Client) {
  const { params } = await somePerson(park, manager);
  return { params: { ...params, store_id: park.store_id } };
}

/** The same, logged in to the console. */
async function someLogin(park: TestPark, manager: Client): Promise<{ employee_id: string; client: Client }> {
  const hire = someHire(park);
  const { employee_id } = (await manager.post("/employees", hire)).data;
  const login = await call("POST", "/employees/login", { email: hire.email, pin: hire.pin });
  return { employee_id, client: clientOf(login.data.access_token) };
}

const bySomebody: Example = {
  make: async (park, manager) => ({ caller: (await someLogin(park, manager)).client }),
};

const someRole = () => `role_${newId(Date.now()).toLowerCase()}`;

const someBackup: Example = { make: async (park) => ({ params: { backup_id: await madeBackup(park) } }) };

/** An empty tenant that no other request uses. */
async function someTenant(body?: Record<string, unknown>, status = "active"): Promise<ExampleRequest> {
  const tenant_id = newId(Date.now());
  const ctx = asTenant(seedContext(env), tenant_id);
  await commit(ctx, recordTenant(ctx, { name: "Some Park", mode: "sandbox" }));
  await env.DB.prepare("UPDATE tenants SET status = ?, version = version + 1 WHERE tenant_id = ?")
    .bind(status, tenant_id)
    .run();
  return { params: { tenant_id }, body };
}

/** A sign-up whose address is proven, with the part of a step. */
function ofSignUp(body?: Record<string, unknown>): Example {
  return {
    make: async () => {
      const { client: caller, onboarding_id } = await signUp();
      return { caller, params: { onboarding_id }, ...(body && { body }) };
    },
  };
}

/** A further gate, after the end of all rehearsals, of which a store has few. */
async function spareGate(park: TestPark, manager: Client): Promise<string> {
  const { data } = await manager.get("/offline-rehearsals?running=true");
  for (const { device_id } of data) await manager.call("DELETE", `/devices/${device_id}/offline-rehearsal`);
  return (await park.addDevice("GATE")).device_id;
}

export const examples: Record<string, Example> = {
  "GET /healthz": nothing,
  "GET /health": nothing,
  "GET /readyz": nothing,
  "GET /ready": nothing,

  "GET /status.json": nothing,
  "POST /admin/status": {
    as: "provider",
    make: () => ({
      body: {
        state: "degraded",
        message_en: "Webhooks are late.",
        message_th: "เว็บฮุกล่าช้า",
        ends_at: new Date(Date.now() + 60_000).toISOString(),
      },
    }),
    other: { state: "operational" },
  },
  "GET /help/:guide": { make: ({ tenant_id }) => ({ params: { guide: "qr" }, query: { tenant_id } }) },
  "GET /legal/:policy": { make: () => ({ params: { policy: "privacy" }, query: { lang: "en" } }) },
  "GET /support/contact": { make: ({ tenant_id }) => ({ query: { tenant_id } }) },

  "POST /csp/report": {
    make: () => ({
      body: { "csp-report": { "document-uri": "https://park.test/docs", "effective-directive": "img-src" } },
    }),
  },
  "GET /admin/csp/reports": { as: "provider", make: () => ({ query: { limit: "1" } }) },

  "GET /tenant": nothing,
  "PATCH /tenant": { make: () => ({ body: { name: "Siam Play Park", legal_name: "Siam Play Park Co., Ltd." } }) },
  "POST /tenant/maintenance": {
    make: () => {
      const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
      return { body: { from: at(20), until: at(21), note: "new counters" } };
    },
  },
  "DELETE /tenant/maintenance": nothing,
  "POST /tenant/close": {
    make: async () => {
      const other = await newPark();
      const caller = await other.person("owner");
      await caller.post("/auth/step-up", { pin: other.employees.owner?.pin });
      return { caller, body: { confirm: (await caller.get("/tenant")).data.name } };
    },
  },

  "GET /provider/billing/usage": { make: () => ({ query: { month: "2026-05", limit: "5" } }) },
  "GET /usage/billing/usage": { make: () => ({ query: { month: "2026-05", limit: "5" } }) },
  "GET /provider/tenants/usage": { as: "provider", make: () => ({ query: { month: "2026-05", limit: "5" } }) },
  "GET /usage/stats/tenant": nothing,
  "GET /usage/limits": nothing,
  "POST /usage/increment": { make: () => ({ body: { metric: "sms.sent", by: 3 } }), other: { by: 4 } },
  "GET /onboarding": nothing,
  "POST /onboarding/start": { make: () => ({ body: { email: newAddress(), language: "en" } }) },
  "POST /onboarding/:onboarding_id/resend": {
    make: async () => {
      const { onboarding_id } = await begin();
      // As a minute later: another mail may go.
      await env.DB.prepare("UPDATE onboardings SET code_sent_at = code_sent_at - 60000 WHERE tenant_id = ?")
        .bind(onboarding_id)
        .run();
      return { params: { onboarding_id } };
    },
  },
  "POST /onboarding/:onboarding_id/confirm": {
    make: async () => {
      const { email, onboarding_id } = await begin();
      return { params: { onboarding_id }, body: { code: codeFor(email) } };
    },
  },
  "GET /onboarding/:onboarding_id": ofSignUp(),
  "POST /onboarding/:onboarding_id/profile": ofSignUp(PARTS.profile),
  "POST /onboarding/:onboarding_id/tax": ofSignUp(PARTS.tax),
  "POST /onboarding/:onboarding_id/tables": ofSignUp(PARTS.tables),
  "POST /onboarding/:onboarding_id/payments": ofSignUp(PARTS.payments),
  "POST /onboarding/:onboarding_id/finish": {
    make: async () => {
      const { client: caller, onboarding_id } = await filledIn();
      return { caller, params: { onboarding_id } };
    },
  },

  "POST /provider/bootstrap": {
    make: () => {
      const owner = { name: "Kanya Jaidee", email: `${crypto.randomUUID()}@provider.test`, pin: "482193" };
      return { body: { bootstrap_token: env.BOOTSTRAP_TOKEN, name: "PlayPark", owner } };
    },
  },
  "POST /provider/tenants": { as: "provider", make: newTenant },
  "POST /super/outlet": { as: "provider", make: newTenant },
  "GET /provider/tenants": { as: "provider", make: () => ({ query: { status: "active", limit: "5" } }) },
  "GET /provider/tenants/:tenant_id": { as: "provider", make: () => someTenant() },
  "PATCH /provider/tenants/:tenant_id": {
    as: "provider",
    make: () => someTenant({ name: "Renamed", legal_name: "Renamed Co., Ltd.", billing_plan: "large" }),
  },
  "POST /provider/tenants/:tenant_id/suspend": { as: "provider", make: () => someTenant() },
  "POST /provider/tenants/:tenant_id/resume": { as: "provider", make: () => someTenant(undefined, "suspended") },
  "POST /provider/tenants/:tenant_id/owners/:employee_id/reset-pin": {
    as: "provider",
    make: async () => {
      const { tenant_id, employees } = await newPark();
      const employee_id = employees.owner?.employee_id ?? "";
      return { params: { tenant_id, employee_id }, body: { reason: "she came to our office", pin: "719364" } };
    },
  },
  "POST /provider/tenants/:tenant_id/maintenance": {
    as: "provider",
    make: () => someTenant({ ...IN_A_CENTURY, note: "new counters" }),
  },
  "DELETE /provider/tenants/:tenant_id/maintenance": { as: "provider", make: () => someTenant() },
  "POST /provider/tenants/:tenant_id/close": { as: "provider", make: () => someTenant({ confirm: "Some Park" }) },
  "POST /outlets/:tenant_id/maintenance/schedule": {
    as: "provider",
    make: () => someTenant({ ...IN_A_CENTURY, note: "new counters" }),
  },
  "POST /outlets/:tenant_id/close": { as: "provider", make: () => someTenant({ confirm: "Some Park" }) },
  "POST /provider/tenants/:tenant_id/restore": { as: "provider", make: () => someTenant(undefined, "closed") },
  "POST /admin/tenants/:tenant_id/restore": { as: "provider", make: () => someTenant(undefined, "closed") },

  "GET /stores": nothing,
  "POST /stores": {
    // This needs its own park: with a further store, a manager of two stores would not have every store.
    make: async () => ({
      caller: await (await newPark()).person("owner"),
      body: { name: "Siam Play Park, Chiang Mai", time_zone: "Asia/Bangkok", cutoff_hour: 4 },
    }),
  },
  "PATCH /stores/:store_id": { make: ({ store_id }) => ({ params: { store_id }, body: { name: "Riverside" } }) },
  "GET /stores/:store_id": { make: ({ store_id }) => ({ params: { store_id } }) },
  "GET /settings": ofStore,
  "GET /settings/keys": ofStore,
  "GET /settings/keys/:key": someSetting,
  "PUT /settings/keys/:key": {
    make: ({ store_id }) => ({ params: BLIND_COUNT, body: { value: false, store_id } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "DELETE /settings/keys/:key": someSetting,
  "GET /settings/feature-flags": nothing,
  "PUT /settings/feature-flags/:flag": {
    make: ({ store_id }) => ({
      params: { flag: "queue_tickets" },
      body: { enabled: true, description: "Queue by number", conditions: { store_ids: [store_id] } },
    }),
    foreign: { "body.conditions.store_ids.0": "422 E_VALIDATION" },
  },
  "GET /secrets": nothing,
  "PUT /secrets/:name": {
    make: async (_, manager) => {
      await stepUp(manager);
      return { params: { name: "bank.api_key" }, body: { value: "sk_live_4f9c" } };
    },
  },
  "DELETE /secrets/:name": {
    make: async (_, manager) => {
      await stepUp(manager);
      await manager.call("PUT", "/secrets/mail.password", { value: "sk_mail_7a1e" });
      return { params: { name: "mail.password" } };
    },
  },
  "POST /backups": {
    make: async (park, manager) => {
      await stepUp(manager);
      await goOn(park);
      return {};
    },
  },
  "POST /outlets/:tenant_id/backup": {
    make: async (park, manager) => {
      await stepUp(manager);
      await goOn(park);
      return { params: { tenant_id: park.tenant_id } };
    },
  },
  "GET /backups": nothing,
  "GET /outlets/:tenant_id/support/bundle.zip": { make: ({ tenant_id }) => ({ params: { tenant_id } }) },
  "GET /backups/:backup_id": someBackup,
  "GET /backups/:backup_id/manifest": someBackup,
  "POST /provider/tenants/:tenant_id/restore-backup": {
    as: "provider",
    make: async () => {
      const { tenant_id } = await newPark();
      const backup_id = await madeBackup({ tenant_id });
      await purge({ tenant_id });
      return { params: { tenant_id }, body: { backup_id, confirm: tenant_id } };
    },
  },
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
  "POST /auth/logout": bySomebody,
  "POST /auth/step-up": { make: ({ employees }) => ({ body: { pin: employees.manager?.pin } }) },
  "GET /employees/me": nothing,
  "PUT /employees/me/pin": {
    make: async (park, manager) => ({
      caller: (await someLogin(park, manager)).client,
      body: { pin: "482193", new_pin: "719364" },
    }),
    other: { pin: "482193", new_pin: "906417" },
  },
  "GET /employees/me/sessions": nothing,
  "DELETE /employees/me/sessions": bySomebody,
  "DELETE /employees/me/sessions/:session_id": {
    make: async ({ employees }, manager) => {
      const { email, pin } = employees.manager ?? {};
      await call("POST", "/employees/login", { email, pin });
      const sessions: { session_id: string; current: boolean }[] = (await manager.get("/employees/me/sessions")).data;
      return { params: { session_id: sessions.findLast(({ current }) => !current)?.session_id ?? "" } };
    },
  },
  "GET /tokens": { make: () => ({ query: { kind: "integration", limit: "5" } }) },
  "POST /tokens": ofToken("/tokens", false),
  "DELETE /tokens/:token_id": ofToken("/tokens", true),
  "GET /employees/me/tokens": { make: () => ({ query: { limit: "5" } }) },
  "POST /employees/me/tokens": ofToken("/employees/me/tokens", false),
  "DELETE /employees/me/tokens/:token_id": ofToken("/employees/me/tokens", true),
  "GET /employees/me/totp": nothing,
  "POST /employees/me/totp": { make: ({ employees }) => ({ body: { pin: employees.manager?.pin } }) },
  "POST /employees/me/totp/verify": {
    make: async (park, manager) => {
      const { client: caller } = await someLogin(park, manager);
      const { secret } = (await caller.post("/employees/me/totp", { pin: "482193" })).data;
      return { caller, body: { totp_code: codeAt(secret, Date.now()) } };
    },
    other: { totp_code: "000000" },
  },
  "DELETE /employees/me/totp": {
    make: async ({ employees }, manager) => {
      const { pin } = employees.manager ?? {};
      const { secret } = (await manager.post("/employees/me/totp", { pin })).data;
      return { body: { pin, totp_code: codeAt(secret, Date.now()), recovery_code: "7KQ2-MX4D-9RWT-0BHZ" } };
    },
  },
  "GET /employees": {
    make: ({ store_id }) => ({ query: { store_id, role: "cashier", status: "active", limit: "5" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /employees": {
    make: (park) => ({ body: someHire(park) }),
    foreign: { "body.memberships.0.store_id": "404 E_NOT_FOUND" },
  },
  "GET /employees/access-log": {
    make: ({ employees, devices }) => ({
      query: {
        employee_id: employees.cashier?.employee_id ?? "",
        device_id: devices.pos?.device_id ?? "",
        event: "employee.login",
        from: "2026-01-01T00:00:00Z",
        to: "2036-01-01T00:00:00Z",
        limit: "5",
      },
    }),
  },
  "GET /employees/:employee_id": ofPerson,
  "PATCH /employees/:employee_id": {
    make: async (park, manager) => ({
      ...(await somePerson(park, manager)),
      body: { name: "Somchai Jaidee", email: `${newId(Date.now())}@people.test` },
    }),
  },
  "PUT /employees/:employee_id/memberships/:store_id": {
    make: async (park, manager) => ({ ...(await someMembership(park, manager)), body: { roles: ["gate"] } }),
    other: { roles: ["supervisor"] },
  },
  "DELETE /employees/:employee_id/memberships/:store_id": { make: someMembership },
  "POST /employees/:employee_id/reset-pin": {
    make: async (park, manager) => ({ ...(await somePerson(park, manager)), body: { pin: "719364" } }),
  },
  "GET /employees/:employee_id/pin-locks": ofPerson,
  "DELETE /employees/:employee_id/pin-locks": ofPerson,
  "GET /employees/:employee_id/sessions": ofPerson,
  "DELETE /employees/:employee_id/sessions": {
    make: async (park, manager) => ({ params: { employee_id: (await someLogin(park, manager)).employee_id } }),
  },
  "GET /employees/:employee_id/totp": ofPerson,
  "DELETE /employees/:employee_id/totp": {
    make: async (park, manager) => {
      const { client, employee_id } = await someLogin(park, manager);
      await client.post("/employees/me/totp", { pin: "482193" });
      return { params: { employee_id } };
    },
  },
  "GET /roles": nothing,
  "PUT /roles/:role": { make: () => ({ params: { role: someRole() }, body: { permissions: ["redeem", "sell"] } }) },
  "DELETE /roles/:role": {
    make: async (_, manager) => {
      const role = someRole();
      await manager.call("PUT", `/roles/${role}`, { permissions: ["redeem"] });
      return { params: { role } };
    },
  },
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
  "GET /pairings": {
    make: ({ store_id }) => ({ query: { store_id, limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /pairings/:pairing_id/revoke": {
    make: async (park, manager) => ({ params: { pairing_id: (await pair(park, manager)).pairing_id } }),
  },
  "POST /devices/:device_id/commands": {
    make: ({ devices }) => ({
      params: { device_id: devices.gate2?.device_id ?? "" },
      body: { type: "message", text: "Close at noon", expires_in_s: 600 },
    }),
    other: { text: "Close at one" },
  },
  "POST /devices/:device_id/offline-rehearsal": {
    make: async (park, manager) => ({
      params: { device_id: await spareGate(park, manager) },
      body: { minutes: 10, with_open_drawer: false },
    }),
    other: { minutes: 20 },
    audits: 2,
  },
  "DELETE /devices/:device_id/offline-rehearsal": {
    make: async (park, manager) => {
      const device_id = await spareGate(park, manager);
      await manager.post(`/devices/${device_id}/offline-rehearsal`, { minutes: 10 });
      return { params: { device_id } };
    },
    audits: 2,
  },
  "GET /offline-rehearsals": { make: ({ store_id }) => ({ query: { store_id } }) },
  "POST /alert-rules": {
    make: ({ store_id }) => ({ body: { event: "sale.", severity: "info", channel: "live", store_id } }),
    other: { event: "refund." },
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "GET /alert-rules": nothing,
  "DELETE /alert-rules/:rule_id": {
    make: async ({ store_id }, manager) => {
      const rule = { event: "sale.voided", channel: "live", store_id };
      return { params: { rule_id: (await manager.post("/alert-rules", rule)).data.rule_id } };
    },
  },
  "GET /provider/overview": {
    make: ({ store_id }) => ({ query: { store_id } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /provider/devices/offline": {
    make: ({ store_id }) => ({ query: { store_id, limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /provider/metrics/daily": {
    make: ({ store_id }) => ({ query: { store_id, from_date: "2026-05-01", limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /provider/audit-trail": {
    make: ({ store_id }) => ({ query: { store_id, limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /pairings/log": {
    make: ({ store_id }) => ({ query: { store_id, limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /provider/alerts": {
    make: ({ store_id }) => ({ query: { store_id, status: "open", limit: "2" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /provider/alerts/:alert_id/acknowledge": { make: openedAlert },
  "POST /provider/alerts/:alert_id/resolve": { make: openedAlert },
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
  "PATCH /devices/:device_id": {
    make: async (park) => ({
      ...(await someDevice(park)),
      body: { name: "Side gate", notes: "Screen repaired", caps: { can_redeem: true, offline_cap: 20 } },
    }),
  },
  "PUT /devices/:device_id/zone": {
    make: async (park) => ({ ...(await someDevice(park)), body: { zone_id: park.zones["Ball Pit"] } }),
    foreign: { "body.zone_id": "422 E_ZONE_UNKNOWN" },
  },
  "GET /gate/live": nothing,
  "GET /reports/sales": {
    make: ({ store_id }) => ({ query: { store_id, group_by: "hour", compare: "weekdays" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /reports/shifts": { make: ({ store_id }) => ({ query: { store_id, from: "2026-05-01", to: "2026-05-31" } }) },
  "GET /reports/tickets": { make: ({ store_id }) => ({ query: { store_id, compare: "previous" } }) },
  "GET /reports/reprints-refunds": { make: ({ store_id }) => ({ query: { store_id } }) },
  "GET /reports/gate-throughput": { make: ({ store_id }) => ({ query: { store_id, group_by: "hour" } }) },
  "GET /reports/dashboard": { make: ({ store_id }) => ({ query: { store_id } }) },
  "GET /reports/fraud-watch": { make: ({ store_id }) => ({ query: { store_id } }) },
  "POST /reports/fraud-watch/:finding_id/look": {
    make: async ({ tenant_id, store_id, employees }) => {
      const cashier = employees.cashier?.employee_id;
      await env.DB.prepare(
        `INSERT OR REPLACE INTO report_sums SELECT ?1, COALESCE(MAX(generation), 0), 'day', 'act_refund', ?2, '2026-05-01', '', ?3, '',
           5, 0, 0, 0, 175000, 0, 0, 0, 0 FROM report_places WHERE tenant_id = ?1`,
      )
        .bind(tenant_id, store_id, cashier)
        .run();
      const finding_id = `refunds.2026-05-01.${store_id}.employee.${cashier}`;
      return { params: { finding_id }, body: { note: "talked to the cashier" } };
    },
  },
  "GET /reports/rebuild": nothing,
  "POST /reports/rebuild": nothing,
  "POST /provider/tenants/:tenant_id/reports/rebuild": { as: "provider", make: () => someTenant() },
  "GET /live": { make: (park) => ({ query: { store_id: park.store_id } }) },

  "POST /customers": {
    make: () => ({ body: { name: "สมศรี ใจดี", phone: "081-234-5678", email: "somsri@guests.test" } }),
    other: { name: "สมชาย ใจดี" },
  },
  "GET /customers": {
    make: async (park, manager) => {
      const { email } = (await someCustomer(park, manager)).body;
      const span = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { phone: "081-2", email, active: "all", ...span, limit: "5" } };
    },
  },
  "GET /customers/search": {
    make: async (park, manager) => {
      await someCustomer(park, manager);
      return { query: { q: "มศรี", limit: "5" } };
    },
  },
  "GET /search": {
    make: async (park, manager) => {
      await someCustomer(park, manager);
      return { query: { q: "มศรี", limit: "5" } };
    },
  },
  "GET /customers/top/spenders": { make: () => ({ query: { limit: "5" } }) },
  "GET /customers/:customer_id": {
    make: async (park, manager) => ({ params: (await someCustomer(park, manager)).params }),
  },
  "PUT /customers/:customer_id": { make: someCustomer },
  "DELETE /customers/:customer_id": {
    make: async (park, manager) => ({ params: (await someCustomer(park, manager)).params }),
  },
  "POST /customers/:customer_id/merge": {
    make: async (park, manager) => {
      const [{ params }, into] = [await someCustomer(park, manager), await someCustomer(park, manager)];
      return { params, body: { into_customer_id: into.params.customer_id, reason: "noted twice" } };
    },
    foreign: { "body.into_customer_id": "422 E_VALIDATION" },
  },
  "POST /customers/:customer_id/points": {
    make: async (park, manager) => {
      const { params } = await someCustomer(park, manager);
      const asked = { action: "points", subject_id: params.customer_id, amount: 5_000 };
      const approval_token = await approval(park, manager, asked);
      return { params, body: { points: 50, reason: "waited long", approval_token } };
    },
  },
  "GET /customers/:customer_id/entries": {
    make: async (park, manager) => ({ params: (await someCustomer(park, manager)).params, query: { limit: "5" } }),
  },

  "GET /customers/:customer_id/export": {
    make: async (park, manager) => ({ params: (await someCustomer(park, manager)).params }),
  },
  "POST /customers/:customer_id/erase": {
    make: async (park, manager) => {
      const { params } = await someCustomer(park, manager);
      return { params, body: { reason: "request 17", confirm: params.customer_id } };
    },
  },

  "GET /catalog/packages": {
    make: ({ store_id }) => ({ query: { store_id, status: "all" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /pictures": { make: () => ({ body: { content_type: "image/png", content: base64Of(PNG) } }) },
  "GET /pictures/:tenant_id/:picture_id": {
    make: async ({ tenant_id }, manager) => {
      const body = { content_type: "image/png", content: base64Of(PNG) };
      const { picture_id } = (await manager.post("/pictures", body, newId(Date.now()))).data;
      return { params: { tenant_id, picture_id } };
    },
  },
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
        category_id: (await made(manager, "/catalog/categories", { store_id, name: "Evenings" })).category_id,
        image_url: "https://img.example/night-out.webp",
        position: 3,
      },
    }),
    foreign: {
      "body.store_id": "404 E_NOT_FOUND",
      "body.allowed_device_ids.0": "422 E_VALIDATION",
      "body.tax_id": "422 E_TAX_UNKNOWN",
      "body.parts.0.package_id": "422 E_PACKAGE_PARTS",
      "body.zones.0.zone_id": "422 E_ZONE_UNKNOWN",
      "body.category_id": "422 E_CATEGORY_UNKNOWN",
    },
  },
  "GET /catalog/packages/:package_id": {
    make: async (park, manager) => ({ params: (await slottedPackage(park, manager)).params }),
  },
  "PUT /catalog/packages/:package_id": {
    make: async (park, manager) => {
      const { params } = await slottedPackage(park, manager);
      const { zones, devices } = park;
      const tax_id = (await manager.get("/taxes")).data[0].tax_id;
      const days = { valid_from: "2026-01-01T00:00:00Z", valid_to: "2036-01-01T00:00:00Z", weekdays: [6, 7] };
      const bounds = { uses_per_day: 2, max_days: 5, tolerance_before_min: 15, tolerance_after_min: 30 };
      const shown = { attention: { en: "Socks on", th: "สวมถุงเท้า" }, min_height_cm: 120, max_age_years: 12 };
      const questions = [{ question_id: "waiver", text: { en: "Signed?", th: "เซ็นแล้วหรือยัง" }, kind: "yes_no" }];
      const opened = { zones: [{ zone_id: zones["Ball Pit"] }], allowed_device_ids: [devices.gate?.device_id] };
      return {
        params,
        body: {
          name: "Jump",
          price: 12_000,
          tax_id,
          capacity: 30,
          slot_minutes: 60,
          ...days,
          ...opened,
          ...bounds,
          ...shown,
          questions,
        },
      };
    },
    foreign: {
      "body.allowed_device_ids.0": "422 E_VALIDATION",
      "body.tax_id": "422 E_TAX_UNKNOWN",
      "body.zones.0.zone_id": "422 E_ZONE_UNKNOWN",
    },
  },
  "DELETE /catalog/packages/:package_id": {
    make: async (park, manager) => ({ params: (await slottedPackage(park, manager)).params }),
  },
  "GET /catalog/packages/:package_id/slots": {
    make: async (park, manager) => {
      const { store_id } = park;
      return { params: (await slottedPackage(park, manager)).params, query: { store_id, date: "2026-12-31" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "PUT /catalog/packages/:package_id/slots": {
    make: async (park, manager) => {
      const { store_id } = park;
      const slot_start = "2026-12-31T03:00:00.000Z";
      return { params: (await slottedPackage(park, manager)).params, body: { store_id, slot_start, capacity: 5 } };
    },
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "GET /catalog/categories": shownOfStore,
  "POST /catalog/categories": {
    make: ({ store_id }) => ({
      body: { store_id, name: "Tickets", name_th: "ตั๋ว", position: 1, color: "#FFAA00", active: true },
    }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "PUT /catalog/categories/:category_id": {
    make: async (park, manager) => ({
      params: await someCategory(park, manager),
      body: { name: "Parties", name_th: "ปาร์ตี้", position: 2, color: "#00AAFF", active: true },
    }),
  },
  "DELETE /catalog/categories/:category_id": {
    make: async (park, manager) => ({ params: await someCategory(park, manager) }),
  },
  "GET /catalog/zones": shownOfStore,
  "POST /catalog/zones": {
    make: ({ store_id }) => ({ body: { store_id, name: "Slides", name_th: "สไลเดอร์", active: true } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "PUT /catalog/zones/:zone_id": {
    make: async (park, manager) => ({
      params: await someZone(park, manager),
      body: { name: "High slides", name_th: "สไลเดอร์สูง", active: true, max_people: 250 },
    }),
  },
  "DELETE /catalog/zones/:zone_id": {
    make: async (park, manager) => ({ params: await someZone(park, manager) }),
  },
  "GET /taxes": { make: () => ({ query: { active: "all" } }) },
  "POST /taxes": { make: () => ({ body: LUXURY_TAX }) },
  "GET /taxes/:tax_id": { make: async (_, manager) => ({ params: (await someTax(manager)).params }) },
  "PUT /taxes/:tax_id": { make: (_, manager) => someTax(manager) },
  "DELETE /taxes/:tax_id": { make: async (_, manager) => ({ params: (await someTax(manager)).params }) },
  "GET /discounts": { make: () => ({ query: { active: "all" } }) },
  "POST /discounts": { make: () => ({ body: STAFF_DISCOUNT }) },
  "GET /discounts/:discount_id": { make: async (_, manager) => ({ params: (await someDiscount(manager)).params }) },
  "PUT /discounts/:discount_id": { make: (_, manager) => someDiscount(manager) },
  "DELETE /discounts/:discount_id": { make: async (_, manager) => ({ params: (await someDiscount(manager)).params }) },
  "GET /pricing/price-lists": {
    make: ({ store_id }) => ({ query: { store_id, active: "all", limit: "5" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /pricing/price-lists": {
    make: async (park, manager) => ({ body: (await somePriceList(park, manager)).body }),
    foreign: ofPriceList,
  },
  "GET /pricing/price-lists/:price_list_id": {
    make: async (park, manager) => ({ params: (await somePriceList(park, manager)).params }),
  },
  "PUT /pricing/price-lists/:price_list_id": { make: somePriceList, foreign: ofPriceList },
  "DELETE /pricing/price-lists/:price_list_id": {
    make: async (park, manager) => ({ params: (await somePriceList(park, manager)).params }),
  },
  "GET /pricing/rules": {
    make: ({ store_id }) => ({ query: { store_id, kind: "bundle", active: "all", limit: "5" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /pricing/rules": { make: (park) => ({ body: someTerms(park) }), foreign: ofRule },
  "GET /pricing/rules/:rule_id": {
    make: async (park, manager) => ({ params: (await someRule(park, manager)).params }),
  },
  "PUT /pricing/rules/:rule_id": { make: someRule, foreign: ofRule },
  "DELETE /pricing/rules/:rule_id": {
    make: async (park, manager) => ({ params: (await someRule(park, manager)).params }),
  },

  "POST /approvals/verify-pin": verifyPin,
  "POST /approvals/verify_pin": verifyPin,
  "GET /approvals/reason-codes": { make: () => ({ query: { active: "all" } }) },
  "POST /approvals/reason-codes": {
    make: () => ({
      body: {
        reason_code: `storm_${newId(Date.now()).toLowerCase()}`,
        label_en: "Storm",
        label_th: "พายุ",
        actions: ["refund"],
      },
    }),
    other: { label_en: "Thunderstorm" },
  },
  "PUT /approvals/reason-codes/:reason_code": { make: someReason },
  "DELETE /approvals/reason-codes/:reason_code": {
    make: async (park, manager) => ({ params: (await someReason(park, manager)).params }),
  },
  "GET /approvals/requirements": ofStore,
  "PUT /approvals/requirements/:action": {
    make: ({ store_id }) => ({
      params: { action: "price_override" },
      body: { store_id, approval: "always", above_amount: 10_000, reason_required: true },
    }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "DELETE /approvals/requirements/:action": {
    make: async ({ store_id }, manager) => {
      const params = { action: "reprint" };
      const body = { store_id, approval: "always", above_amount: null, reason_required: true };
      await manager.call("PUT", "/approvals/requirements/reprint", body);
      return { params, query: { store_id } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /approvals": {
    make: ({ store_id }) => ({
      body: {
        action: "void",
        store_id,
        subject_id: newId(Date.now()),
        amount: 35_000,
        reason_code: "guest_request",
        note: "The guest waits.",
      },
    }),
    other: { amount: 34_000 },
    foreign: { "body.store_id": "403 E_SCOPE_MISMATCH" },
  },
  "GET /approvals/pending": {
    make: async (park) => {
      await askedApproval(park);
      const requester_id = park.employees.cashier?.employee_id ?? "";
      return { query: { store_id: park.store_id, action: "void", requester_id, limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /approvals": {
    make: async (park, manager) => {
      await approval(park, manager, { action: "void", subject_id: newId(Date.now()), amount: 35_000 });
      const who = {
        requester_id: park.employees.manager?.employee_id ?? "",
        approver_id: park.employees.supervisor?.employee_id ?? "",
      };
      const when = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { store_id: park.store_id, action: "void", status: "approved", ...who, ...when, limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /approvals/:approval_id": { make: (park) => askedApproval(park) },
  "POST /approvals/:approval_id/approve": {
    make: async (park) => ({
      ...(await askedApproval(park)),
      body: { pin: park.employees.manager?.pin, note: "Seen." },
    }),
  },
  "POST /approvals/:approval_id/reject": {
    make: async (park) => ({ ...(await askedApproval(park)), body: { note: "Ask the guest to wait." } }),
  },

  "POST /shifts/open": opening,
  "POST /cash_drawers/open": opening,
  "POST /shifts/close": closing,
  "POST /cash_drawers/close": closing,
  "GET /shifts/current": ofOpenDrawer,
  "GET /cash_drawers/current": ofOpenDrawer,
  "GET /cash_drawers/summary": ofOpenDrawer,
  "GET /cash_drawers/movements": {
    make: async (_, manager) => ({ query: (await someMovement(manager)).params }),
    foreign: { "query.shift_id": "404 E_NOT_FOUND" },
  },
  "GET /cash_drawers/next": ofOpenDrawer,
  "POST /cash_drawers/no-sale": {
    make: async (park, manager) => {
      const { shift_id } = await openShift(manager);
      const approval_token = await approval(park, manager, { action: "drawer_open", subject_id: shift_id });
      return { body: { reason: "change for a guest", approval_token, device_id: park.devices.pos?.device_id } };
    },
  },
  "GET /shifts": {
    make: async ({ store_id, devices, employees }, manager) => {
      const { business_date } = await openShift(manager);
      const who = {
        store_id,
        device_id: devices.pos?.device_id ?? "",
        employee_id: employees.manager?.employee_id ?? "",
      };
      const when = { business_date, from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { ...who, ...when, status: "open", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /shifts/totals": {
    make: async ({ store_id, devices, employees }, manager) => {
      const { business_date } = await openShift(manager);
      const device_id = devices.pos?.device_id ?? "";
      const employee_id = employees.manager?.employee_id ?? "";
      const when = { from_date: business_date, to_date: business_date, status: "open" };
      return { query: { store_id, device_id, employee_id, ...when } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /shifts/:shift_id": {
    make: async (_, manager) => ({ params: { shift_id: (await openShift(manager)).shift_id } }),
  },
  "POST /shifts/:shift_id/adjustments": {
    make: async (park, manager) => {
      const { shift_id } = await openShift(manager);
      const amount = 2_000;
      const approval_token = await approval(park, manager, { action: "shift_adjust", subject_id: shift_id, amount });
      return { params: { shift_id }, body: { amount: -amount, reason: "a note was counted twice", approval_token } };
    },
    other: { amount: -1_000 },
  },
  "POST /shifts/movements": movement,
  "POST /cash_drawers/movements": movement,
  "GET /shifts/:shift_id/movements": { make: (_, manager) => someMovement(manager) },
  "POST /day_closes": {
    make: async ({ store_id }, manager) => ({ body: { store_id, business_date: await closedDay(manager) } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "GET /day_closes": {
    make: async ({ store_id }, manager) => {
      const business_date = await closedDay(manager);
      return { query: { store_id, from: business_date, to: business_date, limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /day_closes/:store_id/:business_date": {
    make: async ({ store_id }, manager) => {
      const business_date = await closedDay(manager);
      await manager.post("/day_closes", { store_id, business_date });
      return { params: { store_id, business_date } };
    },
  },

  "GET /day_closes/:store_id/:business_date/paper": {
    make: async ({ store_id }, manager) => {
      const business_date = await closedDay(manager);
      await manager.post("/day_closes", { store_id, business_date });
      return { params: { store_id, business_date }, query: { format: "json", lang: "th", width: "58" } };
    },
  },

  "POST /timecards/clock-in": { make: (_, manager) => punched(manager, "clock-out") },
  "POST /timecards/clock-out": { make: (_, manager) => punched(manager, "clock-in") },
  "POST /timecards/break/start": { make: (_, manager) => punched(manager, "clock-in", "break/end") },
  "POST /timecards/break/end": { make: (_, manager) => punched(manager, "clock-in", "break/start") },
  "GET /timecards/current": { make: (_, manager) => punched(manager, "clock-in") },
  "GET /timecards": {
    make: ({ store_id, employees }) => {
      const employee_id = employees.manager?.employee_id ?? "";
      const period = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { store_id, employee_id, ...period, open: "true", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /timecards": {
    make: (park) => ({ body: { ...forgottenCard(park), store_id: park.store_id } }),
    other: { reason: "the tablet was flat" },
    foreign: { "body.employee_id": "404 E_NOT_FOUND", "body.store_id": "404 E_NOT_FOUND" },
  },
  "PUT /timecards/:timecard_id": {
    make: async (park, manager) => {
      const { employee_id, ...body } = forgottenCard(park);
      const { timecard_id } = (await manager.post("/timecards", { employee_id, ...body })).data;
      return { params: { timecard_id }, body: { ...body, reason: "there was no break", breaks: [], version: 1 } };
    },
  },
  "GET /timecards/summaries": {
    make: ({ store_id }) => ({ query: { store_id, from: "2026-11-01", to: "2026-11-30", limit: "5" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /timecards/summary/:employee_id": {
    make: ({ employees }) => ({
      params: { employee_id: employees.cashier?.employee_id ?? "" },
      query: { from: "2026-11-01", to: "2026-11-30" },
    }),
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
        answers: [{ question_id: "waiver", value: true }],
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
      const { qr_token, ticket_id } = (await sell(park, manager)).tickets[0];
      await manager.post("/tickets/redeem", { qr_token, scan_id });
      await until(async () => (await countRows("redemptions", park.tenant_id, `scan_id = '${scan_id}'`)) === 1);
      const grant = { action: "gate_override", subject_id: ticket_id };
      return { body: { scan_id, approval_token: await approval(park, manager, grant) } };
    },
    // Its place in the day is taken before the ticket's object is called.
    audits: 2,
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
  "POST /tickets/:ticket_id/reissue": {
    make: async (park, manager) => {
      const { ticket_id, ...why } = await ticketToReprint(park, manager);
      return { params: { ticket_id }, body: why };
    },
    // Its ticket's object writes its own row.
    audits: 2,
  },
  "GET /tickets/keys": nothing,
  "POST /tickets/keys/rotate": {
    make: async (_, manager) => {
      await stepUp(manager);
      return {};
    },
  },
  "POST /tickets/keys/:key_version/revoke": {
    make: async (_, manager) => {
      await stepUp(manager);
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
  "GET /names": ofStore,
  "POST /lots": {
    make: ({ packages }) => ({ body: { count: 20, package_ids: [packages.single] } }),
    other: { count: 21 },
  },
  "POST /lots/:lot_id/withdraw": {
    make: async ({ packages }, manager) => {
      const lot = await manager.post("/lots", { count: 2, package_ids: [packages.single] }, newId(Date.now()));
      return { params: { lot_id: lot.data.lot_id } };
    },
  },
  "GET /lots": {
    make: async ({ store_id, devices, packages }, manager) => {
      await manager.post("/lots", { count: 3, package_ids: [packages.single] }, newId(Date.now()));
      return { query: { store_id, device_id: devices.pos?.device_id ?? "", limit: "2" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /payment-types": { make: () => ({ query: { active: "all" } }) },
  "POST /payment-types": { make: () => ({ body: { method: someMethod(), kind: "tender", ...WALLET } }) },
  "PUT /payment-types/:method": { make: async (_, manager) => ({ ...(await somePaymentType(manager)), body: WALLET }) },
  "DELETE /payment-types/:method": { make: (_, manager) => somePaymentType(manager) },
  "POST /payments": {
    make: async (park, manager) => {
      const { sale_id } = await sellOnAccount(park, manager);
      const money = { method: "cash", amount: 20_000, amount_tendered: 50_000, reference: "till 1" };
      return { body: { sale_id, ...money, status: "captured" } };
    },
    other: { amount: 10_000 },
    foreign: { "body.sale_id": "404 E_NOT_FOUND" },
  },
  "GET /payments": {
    make: async (park, manager) => {
      const { sale_id } = await sell(park, manager);
      const { store_id, devices } = park;
      const where = { store_id, device_id: devices.pos?.device_id ?? "", sale_id };
      const when = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { ...where, ...when, method: "cash", status: "captured", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /payments/summary/stats": {
    make: async (park, manager) => {
      await sell(park, manager);
      return { query: { store_id: park.store_id, from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /payments/:payment_id": {
    make: async (park, manager) => ({ params: { payment_id: `${(await sell(park, manager)).sale_id}-1` } }),
  },
  "PATCH /payments/:payment_id": {
    make: async (park, manager) => {
      const { sale_id } = await sellOnAccount(park, manager);
      const paid = { sale_id, method: "cash", amount: 35_000 };
      const { payment_id } = (await manager.post("/payments", paid, newId(Date.now()))).data;
      const grant = { action: "refund", subject_id: sale_id, amount: 35_000 };
      const why = { reason: "paid twice", reason_code: "guest_request" };
      const approval_token = await approval(park, manager, grant);
      return { params: { payment_id }, body: { status: "failed", reference: "slip 7", ...why, approval_token } };
    },
  },

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
  "GET /sales/totals": {
    make: async (park, manager) => {
      const { device_id } = await sell(park, manager);
      return { query: { store_id: park.store_id, device_id, from: "2026-01-01T00:00:00Z" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
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
  "POST /sales/:sale_id/void": {
    make: async (park, manager) => ({
      params: { sale_id: (await sell(park, manager)).sale_id },
      body: { reason_code: "cashier_error", reason_text: "rang up the wrong family" },
    }),
    audits: 3,
  },
  "POST /sales/:sale_id/release": {
    make: async ({ packages, ...park }) => {
      const sale_id = newId(Date.now());
      const payload = {
        sale_id,
        receipt_no: "paper",
        items: [{ package_id: packages.single, qty: 1 }],
        payments: [],
        totals: { grand_total: 0 },
      };
      const sent_at = new Date().toISOString();
      const ops = [{ op_id: newId(Date.now()), type: "sale", ts: sent_at, payload }];
      await (await park.device("pos")).post("/sync/batch", { sent_at, ops });
      return { params: { sale_id }, body: { note: "free for the press" } };
    },
    audits: 2,
  },
  "POST /reprints": reprint,
  "POST /tickets/reprint": reprint,
  "GET /reprints": {
    make: async (park, manager) => {
      const body = await ticketToReprint(park, manager);
      await manager.post("/reprints", body, newId(Date.now()));
      const { store_id, devices, employees } = park;
      const who = { device_id: devices.pos?.device_id ?? "", employee_id: employees.manager?.employee_id ?? "" };
      const when = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { store_id, ticket_id: body.ticket_id, ...who, ...when, limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /reprints/:reprint_id": {
    make: async (park, manager) => {
      const body = await ticketToReprint(park, manager);
      const { reprint_id } = (await manager.post("/reprints", body, newId(Date.now()))).data;
      return { params: { reprint_id } };
    },
  },
  "POST /refunds": {
    make: async (park, manager) => {
      const { sale_id, tickets, why } = await saleToRefund(park, manager);
      return { body: { sale_id, ticket_ids: [tickets[0].ticket_id], amount: 35_000, method: "cash", ...why } };
    },
    other: { reason_text: "the sun shone" },
    // Its earlier step and its ticket's object write their own rows.
    audits: 3,
    foreign: { "body.sale_id": "404 E_NOT_FOUND", "body.ticket_ids.0": "422 E_VALIDATION" },
  },
  "POST /tickets/refund": {
    make: async (park, manager) => {
      const { tickets, why } = await saleToRefund(park, manager, "ticket");
      return { body: { ticket_id: tickets[0].ticket_id, amount: 35_000, method: "cash", ...why } };
    },
    other: { reason_text: "the sun shone" },
    audits: 3,
    foreign: { "body.ticket_id": "404 E_NOT_FOUND" },
  },
  "GET /refunds": {
    make: async (park, manager) => {
      const { sale_id, store_id, device_id, requested_by } = await refunded(park, manager);
      const when = { from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      const who = { store_id, device_id, employee_id: requested_by };
      return { query: { sale_id, ...who, ...when, status: "completed", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /refunds/:refund_id": {
    make: async (park, manager) => ({ params: { refund_id: (await refunded(park, manager)).refund_id } }),
  },
  "GET /refunds/:refund_id/slip": {
    make: async (park, manager) => ({
      params: { refund_id: (await refunded(park, manager)).refund_id },
      query: { format: "json", lang: "th", width: "58" },
    }),
  },
  "GET /sales/:sale_id/refundable": {
    make: async (park, manager) => ({ params: { sale_id: (await sell(park, manager)).sale_id } }),
  },
  "GET /receipts/:sale_id": {
    make: async (park, manager) => ({
      params: { sale_id: (await sell(park, manager)).sale_id },
      query: { format: "json", lang: "th", width: "58" },
    }),
  },
  "POST /receipts/:sale_id/prints": {
    make: async (park, manager) => {
      const { params } = await somePrinter(park, manager);
      return { params: { sale_id: (await sell(park, manager)).sale_id }, body: params };
    },
    other: { printer_id: newId(Date.now()) },
    foreign: { "body.printer_id": "422 E_VALIDATION" },
  },
  "GET /receipt-templates": {
    make: ({ store_id }) => ({ query: { store_id, active: "all" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /receipt-templates": {
    make: ({ store_id }) => ({ body: { store_id, ...someLook } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "POST /receipt-templates/preview": {
    make: ({ store_id }) => {
      const { name: _, active: __, ...look } = someLook;
      return { query: { format: "json", lang: "th", width: "58" }, body: { store_id, ...look } };
    },
    foreign: { "body.store_id": "404 E_NOT_FOUND" },
  },
  "GET /receipt-templates/:receipt_template_id": { make: async (_, manager) => ofTemplate(manager) },
  "PUT /receipt-templates/:receipt_template_id": {
    make: async (_, manager) => ({ ...(await ofTemplate(manager)), body: someLook }),
  },
  "DELETE /receipt-templates/:receipt_template_id": { make: async (_, manager) => ofTemplate(manager) },
  "GET /printers": {
    make: ({ store_id, devices }) => ({ query: { store_id, device_id: devices.pos?.device_id ?? "", active: "all" } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "POST /printers": {
    make: async ({ store_id }, manager) => ({ body: { store_id, ...(await someProfile(manager)) } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND", "body.receipt_template_id": "422 E_VALIDATION" },
  },
  "GET /printers/:printer_id": { make: async (park, manager) => somePrinter(park, manager) },
  "GET /printers/:printer_id/test": {
    make: async (park, manager) => ({
      ...(await somePrinter(park, manager)),
      query: { format: "json", lang: "th", width: "58" },
    }),
  },
  "PUT /printers/:printer_id": {
    make: async (park, manager) => ({ ...(await somePrinter(park, manager)), body: await someProfile(manager) }),
    foreign: { "body.receipt_template_id": "422 E_VALIDATION" },
  },
  "DELETE /printers/:printer_id": { make: async (park, manager) => somePrinter(park, manager) },
  "PUT /printers/:printer_id/devices": {
    make: async (park, manager) => ({
      ...(await somePrinter(park, manager)),
      body: { role: "receipt", device_ids: [park.devices.pos?.device_id] },
    }),
    foreign: { "body.device_ids.0": "422 E_VALIDATION" },
  },
  "POST /open_tickets": {
    make: (park) => ({ body: { store_id: park.store_id, ...cart(park), name: "Window 2", note: "comes back" } }),
    foreign: { "body.store_id": "404 E_NOT_FOUND", "body.items.0.package_id": "422 E_PACKAGE_UNAVAILABLE" },
  },
  "GET /open_tickets": {
    make: async (park, manager) => {
      await parked(park, manager);
      return { query: { store_id: park.store_id, status: "open", limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /open_tickets/:open_ticket_id": { make: (park, manager) => parked(park, manager) },
  "PUT /open_tickets/:open_ticket_id": {
    make: async (park, manager) => ({ ...(await parked(park, manager)), body: { version: 1, ...cart(park) } }),
    foreign: { "body.items.0.package_id": "422 E_PACKAGE_UNAVAILABLE" },
  },
  "DELETE /open_tickets/:open_ticket_id": { make: (park, manager) => parked(park, manager) },
  "POST /open_tickets/:open_ticket_id/checkout": {
    make: async (park, manager) => {
      await openShift(manager);
      const payments = [{ method: "cash", amount: 70_000 }];
      return {
        ...(await parked(park, manager)),
        body: { sale_id: newId(Date.now()), version: 1, payments, expected_total: 70_000 },
      };
    },
    other: { note: "another" },
  },
  "GET /audits": {
    make: async ({ tenant_id, store_id }) => {
      await linkNow(env, tenant_id);
      const query = { store_id, event: "employee.", from: "2026-01-01T00:00:00Z", to: "2036-01-01T00:00:00Z" };
      return { query: { ...query, limit: "5" } };
    },
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /audits/verify": { make: () => ({ query: { archives: "true" } }) },
  "GET /audits/heads": { make: () => ({ query: { limit: "5" } }) },
  "GET /audits/days": { make: () => ({ query: { event: "sale.", from_date: "2026-01-01", to_date: "2026-12-31" } }) },
  "GET /audits/archives": { make: () => ({ query: { limit: "5" } }) },
  "GET /events": {
    make: ({ store_id }) => ({ query: { after: "0", types: "shift.*,sale.created", wait: "0", limit: "5", store_id } }),
    foreign: { "query.store_id": "404 E_NOT_FOUND" },
  },
  "GET /audits/story/:kind/:id": {
    make: async (park, manager) => {
      const { sale_id } = await sell(park, manager);
      // A row's hash is null until it is linked, so two reads of the story could differ.
      await linkNow(env, park.tenant_id);
      return { params: { kind: "sale", id: sale_id } };
    },
  },
  "POST /imports": { make: () => ({ body: { ...file, kind: "customers" } }) },
  "GET /imports": nothing,
  "GET /imports/:import_id": ofImport(false),
  "PUT /imports/:import_id/mapping": ofImport(false, { mapping: { id: 0, name: 1 } }),
  "GET /imports/:import_id/errors": ofImport(true),
  "GET /imports/:import_id/refused": ofImport(true),
  "POST /imports/:import_id/start": ofImport(true),
  "POST /imports/:import_id/cancel": ofImport(true),
  "GET /exports/items": nothing,
  "GET /exports/customers": nothing,
  "GET /exports/prices": nothing,
  "GET /exports/tickets": ofStore,
  "GET /event-types": nothing,
  "POST /webhooks": {
    make: async (_, manager) => {
      await stepUp(manager);
      const { data } = await manager.get("/webhooks");
      for (const { webhook_id } of data.slice(5)) await manager.call("DELETE", `/webhooks/${webhook_id}`);
      return { body: hook };
    },
  },
  "GET /webhooks": nothing,
  "GET /webhooks/:webhook_id": ofWebhook(),
  "PUT /webhooks/:webhook_id": ofWebhook({ ...hook, description: "cameras", status: "enabled" }),
  "DELETE /webhooks/:webhook_id": {
    make: async (_, manager) => {
      await stepUp(manager);
      const { webhook_id } = (await manager.post("/webhooks", hook)).data;
      return { params: { webhook_id } };
    },
  },
  "POST /webhooks/:webhook_id/rotate-secret": ofWebhook({ overlap_hours: 48 }),
  "POST /webhooks/:webhook_id/test": ofWebhook({}),
  "POST /webhooks/test": { make: () => ({ body: { url: hook.url } }) },
  "GET /webhooks/:webhook_id/deliveries": {
    make: async (_, manager) => ({
      params: { webhook_id: await someWebhook(manager) },
      query: { status: "dead", limit: "5" },
    }),
  },
  "POST /webhooks/:webhook_id/replay": ofWebhook({ from: "2026-12-01T03:00:00.000Z", after_sequence: 0 }),
  "GET /deliveries/:delivery_id": ofDeadLetter,
  "POST /deliveries/:delivery_id/retry": ofDeadLetter,
  "GET /dlq": { make: async (_, manager) => ({ query: { webhook_id: await someWebhook(manager), limit: "5" } }) },
  "POST /dlq/replay": {
    make: async (_, manager) => ({ body: { webhook_id: await someWebhook(manager) } }),
    foreign: { "body.webhook_id": "404 E_NOT_FOUND" },
  },
  "GET /admin/dlq": { as: "provider", make: ({ tenant_id }) => ({ query: { tenant_id, limit: "5" } }) },
  "POST /admin/dlq/replay": {
    as: "provider",
    make: async ({ tenant_id }, manager) => ({ body: { tenant_id, webhook_id: await someWebhook(manager) } }),
  },
  "POST /dlq/:delivery_id/requeue": ofDeadLetter,
  "DELETE /dlq/:delivery_id": ofDeadLetter,

  "GET /metrics": { as: "provider", make: () => ({}) },
};

/**
 * The manager at the till and in the console, after a step-up, who may make every request of the table: an owner made them
 * an administrator, too.
 */
export async function managerOf(park: TestPark): Promise<Client> {
  const owner = await park.office("owner");
  for (const store_id of [park.store_id, park.second_store_id]) {
    const path = `/employees/${park.employees.manager?.employee_id}/memberships/${store_id}`;
    const set = await owner.call("PUT", path, { roles: ["manager", "admin"] });
    if (!set.ok) throw new Error(set.text);
  }
  return park.everywhere("manager");
}

/** A caller without the permission: the guard at the gate, or a kiosk where the guard has it. */
export function without(permission: string, park: TestPark): Promise<Client> {
  return permission === "redeem" ? park.device("kiosk") : park.person("gate", "gate");
}

/** A client without a token. */
export const nobody: Client = {
  token: "",
  call: call,
  get: (path) => call("GET", path),
  post: (path, body = {}) => call("POST", path, body),
};
