/** Decides the state of the system that everybody sees: the provider's word while it holds, else the database's health. */

export const STATES = ["operational", "degraded", "maintenance", "outage"] as const;
export type State = (typeof STATES)[number];

/** The provider's word; times are epoch ms. */
export interface Announcement {
  state: State;
  message_en: string;
  message_th: string;
  set_at: number;
  /** Null: until it is set again. */
  ends_at: number | null;
}

export interface SystemState {
  state: State;
  message_en: string;
  message_th: string;
  announced: boolean;
  set_at: number | null;
}

const OWN_WORDS: Readonly<Record<"operational" | "outage", { message_en: string; message_th: string }>> = {
  operational: { message_en: "Everything works.", message_th: "ระบบทำงานปกติ" },
  outage: {
    message_en: "The database does not answer. Tills and gates go on without it.",
    message_th: "ฐานข้อมูลไม่ตอบสนอง เครื่องขายและประตูทำงานต่อได้",
  },
};

/** The state at a moment. An announced "operational" does not hide a database that does not answer. */
export function decideState(announcement: Announcement | null, database_answers: boolean, now: number): SystemState {
  const holds = announcement !== null && (announcement.ends_at === null || now < announcement.ends_at);
  if (holds && (database_answers || announcement.state !== "operational")) {
    const { state, message_en, message_th, set_at } = announcement;
    return { state, message_en, message_th, announced: true, set_at };
  }
  const state = database_answers ? "operational" : "outage";
  return { state, ...OWN_WORDS[state], announced: false, set_at: null };
}
