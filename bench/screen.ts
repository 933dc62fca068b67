/** A screen of a live feed: it notes when each event arrived. */

export interface Screen {
  /** By this process's own clock, ms. */
  arrivals: number[];
  close(): void;
}

/** Opens a screen from an address of its own, and resolves when it is ready. Rejects when it is refused. */
export function openScreen(
  port: number,
  { store_id, token, topics, ip }: { store_id: string; token: string; topics: string[]; ip: string },
): Promise<Screen> {
  const url = `ws://127.0.0.1:${port}/v1/live?store_id=${store_id}`;
  // The types of Node know no headers here.
  const socket = Reflect.construct(WebSocket, [url, { headers: { "cf-connecting-ip": ip } }]) as WebSocket;
  const screen: Screen = { arrivals: [], close: () => socket.close(1000) };
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "auth", token, topics })));
    socket.addEventListener("error", () => reject(new Error("a screen was not connected")));
    socket.addEventListener("close", ({ code, reason }) => reject(new Error(`a screen was closed: ${code} ${reason}`)));
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      if (text.startsWith('{"type":"event"')) screen.arrivals.push(performance.now());
      else if (text.startsWith('{"type":"ready"')) resolve(screen);
    });
  });
}
