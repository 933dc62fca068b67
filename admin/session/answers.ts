/** Answers of the console's origin itself, in the envelope of the API. */

interface Refusal {
  status: number;
  code: string;
  message: string;
  message_th: string;
}

export const REFUSALS = {
  foreign: {
    status: 403,
    code: "CONSOLE_ORIGIN",
    message: "The request did not come from the console. Open the console and try again.",
    message_th: "คำขอไม่ได้มาจากหน้าจัดการ กรุณาเปิดหน้าจัดการแล้วลองใหม่",
  },
  csrf: {
    status: 403,
    code: "CONSOLE_CSRF",
    message: "The request has no valid x-csrf-token. Read it from GET /session and try again.",
    message_th: "คำขอไม่มี x-csrf-token ที่ถูกต้อง กรุณาโหลดหน้าใหม่แล้วลองอีกครั้ง",
  },
  locked: {
    status: 423,
    code: "CONSOLE_LOCKED",
    message: "The console is locked. Type your PIN to continue.",
    message_th: "หน้าจัดการถูกล็อก กรุณาใส่ PIN เพื่อใช้งานต่อ",
  },
  signed_out: {
    status: 401,
    code: "CONSOLE_SIGNED_OUT",
    message: "Nobody is signed in. Sign in and try again.",
    message_th: "ยังไม่ได้เข้าสู่ระบบ กรุณาเข้าสู่ระบบแล้วลองใหม่",
  },
  unknown: {
    status: 404,
    code: "CONSOLE_PATH",
    message: "There is no such path here. See /docs for the API.",
    message_th: "ไม่พบเส้นทางนี้",
  },
  secure: {
    status: 403,
    code: "CONSOLE_HTTPS",
    message: "The console needs https. Open it with an https address.",
    message_th: "หน้าจัดการต้องใช้ https กรุณาเปิดด้วยที่อยู่ https",
  },
  unset: {
    status: 500,
    code: "CONSOLE_KEY",
    message: "The console has no SESSION_KEY. Set it with `npx wrangler pages secret put SESSION_KEY`.",
    message_th: "หน้าจัดการยังไม่มี SESSION_KEY กรุณาตั้งค่าด้วย `npx wrangler pages secret put SESSION_KEY`",
  },
  shape: {
    status: 422,
    code: "CONSOLE_BODY",
    message: "The body must be JSON of at most 4 kB. Send application/json.",
    message_th: "เนื้อหาต้องเป็น JSON ไม่เกิน 4 kB",
  },
} as const satisfies Record<string, Refusal>;

export function refuse(request: Request, kind: keyof typeof REFUSALS): Response {
  const { status, code, message, message_th } = REFUSALS[kind];
  const thai = /^\s*th\b/i.test(request.headers.get("accept-language") ?? "");
  return answer(status, { ok: false, data: null, error: { code, message: thai ? message_th : message } });
}

export function accept(data: unknown, cookies: readonly string[] = []): Response {
  return withCookies(answer(200, { ok: true, data, error: null }), cookies);
}

/** An answer, perhaps of the API, that also sets cookies. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  if (cookies.length === 0) return response;
  const answered = new Response(response.body, response);
  for (const cookie of cookies) answered.headers.append("set-cookie", cookie);
  return answered;
}

function answer(status: number, body: object): Response {
  const request_id = crypto.randomUUID();
  const whole = { ...body, request_id, server_time: new Date().toISOString() };
  return new Response(JSON.stringify(whole), {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": request_id,
    },
  });
}
