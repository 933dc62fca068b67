/** The demo's gates: one guest at two gates, a forged code, and a gate that is suspended and resumed. */
import { ulid } from "ulid";
import { type Client, loginDevice } from "../../simulator/client.ts";
import type { Ticket } from "../../simulator/receipt.ts";
import { ask, type Person, tell } from "./stage.ts";

export interface Gate extends Person {
  device_id: string;
}

interface Verdict {
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  unit: string;
  scan_id: string;
  replayed: boolean;
  first_pass: { device_name: string } | null;
  message: { en: string; th: string };
}

/** Logs in a gate, and resumes it first if an interrupted demo left it suspended. */
export async function logInGate(
  client: Client,
  device: { device_id: string; device_token: string },
  owner: Person,
): Promise<Gate> {
  const token = await loginDevice(client, device).catch(async (error) => {
    if (!String(error).includes("E_DEVICE_SUSPENDED")) throw error;
    const path = `/devices/${device.device_id}/resume`;
    const answer = await ask("resuming a gate", client.post<{ name: string }>(path, {}, { token: owner.token }));
    const told = [`${answer.data.name} was left suspended by an earlier run`];
    tell({ who: owner, what: "resumes a gate", answer, told, expected: "", ok: true });
    return loginDevice(client, device);
  });
  const answer = await ask("reading oneself", client.get<{ name: string }>("/devices/me", { token }));
  const gate = { name: answer.data.name, token, device_id: device.device_id };
  tell({ who: gate, what: "logs in", answer, told: ["as a gate"], expected: "", ok: true });
  return gate;
}

/** Scans one ticket at two gates at the same time, and returns the scan that passed. */
export async function scanAtOnce(
  client: Client,
  gates: [Gate, Gate],
  ticket: Ticket,
): Promise<{ who: Gate; scan_id: string } | undefined> {
  const scans = await Promise.all(
    gates.map(async (who) => ({ who, answer: await ask("a scan", sendScan(client, who, ticket)) })),
  );
  const winners = scans.filter(({ answer }) => answer.data.result === "pass");
  const [winner] = winners;
  for (const { who, answer } of scans) {
    const { result, reason, first_pass } = answer.data;
    const named = reason === "duplicate_use" && first_pass?.device_name === winner?.who.name;
    tell({
      who,
      what: "scans a day ticket",
      answer,
      told: verdictLines(answer.data),
      expected: "one pass of two simultaneous scans, and a duplicate that names the first gate",
      ok: winners.length === 1 && (result === "pass" || named),
    });
  }
  return winner && { who: winner.who, scan_id: winner.answer.data.scan_id };
}

export async function scan(
  client: Client,
  who: Gate,
  what: string,
  ticket: Pick<Ticket, "qr_token">,
  wanted: Partial<Verdict>,
): Promise<void> {
  const answer = await ask("a scan", sendScan(client, who, ticket, wanted.scan_id));
  const expected = { replayed: false, ...wanted };
  const ok = Object.entries(expected).every(([name, value]) => answer.data[name as keyof Verdict] === value);
  tell({ who, what, answer, told: verdictLines(answer.data), expected: JSON.stringify(expected), ok });
}

function sendScan(client: Client, { token }: Gate, { qr_token }: Pick<Ticket, "qr_token">, scan_id = ulid()) {
  return client.post<Verdict>("/tickets/redeem", { qr_token, scan_id }, { token });
}

export function forge({ qr_token }: Ticket): Pick<Ticket, "qr_token"> {
  return { qr_token: `${qr_token.slice(0, -1)}${qr_token.endsWith("Q") ? "R" : "Q"}` };
}

/** Suspends a gate, scans, and resumes it whatever happens in between. */
export async function suspendAndResume(client: Client, owner: Person, gate: Gate, ticket: Ticket): Promise<void> {
  const change = async (action: "suspend" | "resume", what: string, expected: string) => {
    const path = `/devices/${gate.device_id}/${action}`;
    const sent = client.post<{ status: string; name: string }>(path, {}, { token: owner.token });
    const answer = await ask(`to ${action} the gate`, sent);
    const { status, name } = answer.data;
    tell({ who: owner, what, answer, told: [`${name} is ${status}`], expected, ok: status === expected });
  };
  await change("suspend", "suspends a gate", "suspended");
  try {
    const answer = await sendScan(client, gate, ticket);
    const { status, error } = answer;
    tell({
      who: gate,
      what: "scans another guest",
      answer,
      told: [`refused: ${status} ${error?.code ?? ""}`, error?.message ?? ""],
      expected: "403 E_DEVICE_SUSPENDED",
      ok: status === 403 && error?.code === "E_DEVICE_SUSPENDED",
    });
  } finally {
    await change("resume", "resumes the gate", "active");
  }
}

function verdictLines({ result, reason, remaining, unit, replayed, message }: Verdict): string[] {
  const verdict = result === "pass" ? `pass, ${remaining} ${unit} left` : `fail, ${reason}`;
  return [`${verdict}${replayed ? ", replayed" : ""}`, message.en, message.th];
}
