/** The plan of a seed: which guests come to which gates, the network's fault for each request, and when what breaks. */
import { newRandom, type Random } from "../random.ts";

export type Fault = "none" | "dropped" | "answer_lost" | "twice" | "late";

export type Kind = "single" | "multi" | "credit" | "party" | "timepass" | "season" | "bundle";

export interface ScanStep {
  act: "scan";
  /** The guest's index; null for a code that was never sold. */
  guest: number | null;
  direction: "entry" | "exit";
  party: number;
  fault: Fault;
  /** Two lanes read the code at the same time. */
  rush: boolean;
  /** The ticket's object ends right after its answer. */
  dies: boolean;
  /** The guest shows the replaced code, if there is one. */
  old_code: boolean;
}

export type Step =
  | ScanStep
  | { act: "outage" | "recovery" | "refresh" | "annul" }
  | { act: "sync"; fault: Fault }
  /** Somebody sets the gate's clock ahead by this much, or back to its beginning. */
  | { act: "clock"; skew_ms: number | null }
  /** Sends old batches again, in another order. */
  | { act: "resend"; order: number };

export type Change = "block" | "unblock" | "cancel" | "reissue";

/** An event of the park after this many steps of all gates together. */
export type Event = { after: number } & (
  | { what: "kill" }
  | { what: "d1"; kind: "refused" | "answer_lost"; for_ms: number }
  | { what: "deaths"; guests: number[] }
  | { what: "change"; guest: number; change: Change }
  | { what: "sale"; kinds: Kind[] }
);

export interface Plan {
  seed: number;
  /** How far the clock of each gate is ahead. */
  skews_ms: number[];
  cart: Kind[];
  lanes: Step[][];
  events: Event[];
}

const GATES = 4;
const STEPS = 45;
const MAX_SKEW_MS = 2 * 3_600_000;
/** The most that a clock is ahead: further, the gate's list would be too old to admit anybody. */
const AHEAD_MS = 3_600_000;
const BACK_MS = 30 * 3_600_000;
const CLOCK_IS_SET = 0.08;
const CART: Kind[] = [
  ...Array<Kind>(5).fill("single"),
  ...Array<Kind>(2).fill("season"),
  ...Array<Kind>(2).fill("single"),
  ...Array<Kind>(2).fill("multi"),
  ...Array<Kind>(2).fill("timepass"),
  ...Array<Kind>(3).fill("credit"),
  ...Array<Kind>(3).fill("party"),
  "bundle",
];
/** A bundle is three tickets. */
const GUESTS = CART.length + 2;

/** Makes the plan of a seed; equal seeds make equal plans. `kills`: how often the server is killed, by default once or twice. */
export function planOf(seed: number, kills?: number): Plan {
  const random = newRandom(seed);
  const steps = GATES * STEPS;
  return {
    seed,
    skews_ms: Array.from({ length: GATES }, () => random.integer(-MAX_SKEW_MS, MAX_SKEW_MS)),
    cart: CART,
    lanes: Array.from({ length: GATES }, () => planLane(random)).map((lane, index) =>
      withClocks(lane, newRandom(seed * GATES + index)),
    ),
    events: planEvents(random, steps, kills ?? random.integer(1, 2)).sort((a, b) => a.after - b.after),
  };
}

function planLane(random: Random): Step[] {
  const steps: Step[] = [];
  let outage_left = 0;
  while (steps.length < STEPS) {
    if (outage_left > 0 && --outage_left === 0)
      steps.push({ act: "recovery" }, { act: "sync", fault: faultOf(random) });
    const dice = random.next();
    if (dice < 0.8) steps.push(planScan(random));
    else if (dice < 0.85) steps.push({ act: "annul" });
    else if (dice < 0.89) steps.push({ act: "refresh" });
    else if (dice < 0.93) steps.push({ act: "resend", order: random.integer(0, 1e6) });
    else if (dice < 0.96) steps.push({ act: "sync", fault: faultOf(random) });
    else if (outage_left === 0) {
      outage_left = random.integer(4, 14);
      steps.push({ act: "outage" });
    }
  }
  return steps;
}

/** Adds changes of clocks between acts at random: back, forward and to their beginning. */
function withClocks(lane: readonly Step[], random: Random): Step[] {
  return lane.flatMap((step): Step[] => {
    if (!random.chance(CLOCK_IS_SET)) return [step];
    const skew_ms = random.chance(0.3) ? null : random.integer(-BACK_MS, AHEAD_MS);
    return [{ act: "clock", skew_ms }, step];
  });
}

function planScan(random: Random): ScanStep {
  const popular = random.chance(0.5);
  return {
    act: "scan",
    guest: random.chance(0.03) ? null : random.integer(0, popular ? 7 : GUESTS + 3),
    direction: random.chance(0.15) ? "exit" : "entry",
    party: random.chance(0.25) ? random.integer(2, 4) : 1,
    fault: faultOf(random),
    rush: random.chance(0.15),
    dies: random.chance(0.06),
    old_code: random.chance(0.3),
  };
}

function faultOf(random: Random): Fault {
  const dice = random.next();
  if (dice < 0.7) return "none";
  return random.pick<Fault>(["dropped", "answer_lost", "twice", "late"]) ?? "none";
}

function planEvents(random: Random, steps: number, kills: number): Event[] {
  const somewhen = () => random.integer(Math.floor(steps * 0.1), Math.floor(steps * 0.9));
  const someone = () => random.integer(0, GUESTS - 1);
  const make = (count: number, event: () => Event) => Array.from({ length: count }, event);
  const held = someone();
  const held_after = random.integer(Math.floor(steps * 0.1), Math.floor(steps * 0.5));
  return [
    ...make(kills, () => ({ after: somewhen(), what: "kill" })),
    ...make(random.integer(1, 2), () => ({
      after: somewhen(),
      what: "d1",
      kind: random.chance(0.5) ? "refused" : "answer_lost",
      for_ms: random.integer(200, 1_200),
    })),
    ...make(4, () => ({ after: somewhen(), what: "deaths", guests: Array.from({ length: 6 }, someone) })),
    ...make(2, () => ({ after: somewhen(), what: "change", guest: someone(), change: "cancel" })),
    ...make(3, () => ({ after: somewhen(), what: "change", guest: someone(), change: "reissue" })),
    { after: held_after, what: "change", guest: held, change: "block" },
    { after: held_after + random.integer(5, 40), what: "change", guest: held, change: "unblock" },
    { after: somewhen(), what: "sale", kinds: ["single", "single", "credit", "party"] },
  ];
}
