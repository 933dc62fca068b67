/** An HTTP/1.1 connection with one request at a time and as little work as the protocol allows. */

import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** Whether the answer has a Retry-After. */
  retry_after: boolean;
  body: Buffer;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

export class Connection {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  used_at = performance.now();
  closed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("data", (chunk) => this.take(chunk));
    this.socket.on("error", (error) => this.end(error));
    this.socket.on("close", () => this.end(new Error("the server closed the connection")));
  }

  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request, "latin1");
    });
  }

  close(): void {
    this.closed = true;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const answer = parseAnswer(this.received);
    if (!answer || !this.waiting) return;
    const { resolve } = this.waiting;
    this.waiting = undefined;
    this.received = Buffer.alloc(0);
    this.used_at = performance.now();
    resolve(answer);
  }

  private end(error: Error): void {
    this.closed = true;
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

/** The answer, once it is complete. */
function parseAnswer(bytes: Buffer): Answer | undefined {
  const head_end = bytes.indexOf(HEAD_END);
  if (head_end < 0) return undefined;
  const head = bytes.toString("latin1", 0, head_end);
  const body = bytes.subarray(head_end + HEAD_END.length);
  const status = Number(head.slice(9, 12));
  const answer = { status, retry_after: /\r\nretry-after:/i.test(head), body };
  // A 304 has no body (RFC 9110).
  if (status === 304) return { ...answer, body: Buffer.alloc(0) };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? answer : undefined;
  return body.length >= Number(length) ? answer : undefined;
}
