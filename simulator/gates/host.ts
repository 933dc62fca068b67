/** The server that seeds are lived on, one after another: it may be killed, and comes back on the same port with the same data. */
import { freePort, type Server, startWorker } from "../server.ts";

export interface Host {
  url: string;
  data_dir: string;
  /** While the server is away: until it is back. */
  restarting: Promise<void> | null;
  /** What the server said about itself, but for the outages of D1 that it was given. */
  complaints(): string[];
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Also jobs of a minute that D1 refused. */
const OF_AN_OUTAGE =
  /"message":"database unavailable"|"status":503|"message":"cron job failed".*AppError: No answer can be given/;

export async function openHost(worker_file: string, data_dir: string): Promise<Host> {
  const port = await freePort();
  let server: Server = await startWorker(worker_file, data_dir, port);
  const earlier: string[] = [];
  const restart = async () => {
    await server.kill();
    earlier.push(...server.complaints);
    server = await startWorker(worker_file, data_dir, port);
  };
  const host: Host = {
    url: `http://127.0.0.1:${port}`,
    data_dir,
    restarting: null,
    complaints: () => [...earlier, ...server.complaints].filter((line) => !OF_AN_OUTAGE.test(line)),
    killAndRestart() {
      host.restarting ??= restart().finally(() => {
        host.restarting = null;
      });
      return host.restarting;
    },
    stop: () => server.stop(),
  };
  return host;
}
