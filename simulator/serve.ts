/** The process of a simulated server: `serve.ts <data folder> <port> <bundled Worker>`. It prints `ready` and serves until it is ended. */
import { exitWithError } from "../local/command-error.ts";
import { startLocalServer } from "../local/server.ts";

const [data_dir = "", port = "", worker_file = ""] = process.argv.slice(2);

try {
  const server = await startLocalServer({ host: "127.0.0.1", port: Number(port), data_dir, worker_file });
  const stop = () => void server.stop().then(() => process.exit(0));
  process.on("SIGINT", stop).on("SIGTERM", stop).on("disconnect", stop);
  console.log("ready");
} catch (error) {
  exitWithError(error);
}
