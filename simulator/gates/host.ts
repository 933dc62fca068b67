/** The server of the simulated seeds: it may be killed, and restarts on the same port with the same data. */
import { freePort, type Server, startWorker } from "../server.ts";

export interface Host {
  url: string;
  data_dir: string;
  /** Resolves when an absent server is back; null while it runs. */
  restarting: Promise<void> | null;
  /** The server's error lines, without those of simulated outages of D1. */
  complaints(): string[];
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Error lines of a simulated outage, also from cron jobs that D1 refused. */
const OF_AN_OUTAGE =
  /"message":"database unavailable"|"status":503|"message":"cron job failed".*AppError: The system cannot answer/;

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
