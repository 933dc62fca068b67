/** The start of every command: checks Node, installs the packages, then runs tools/<name>.ts on the pinned Node. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const pinned_node = path.join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
const install_lock = path.join(root, "dist/install.lock");

const version = process.versions.node;
if (Number(version.split(".")[0]) < 20) {
  fail(`PlayPark needs Node 20 or newer to start, but this is Node ${version}; install a newer one from nodejs.org.`);
}
const [name, ...args] = process.argv.slice(2);
if (!name) fail("Name the command to run, for example: node tools/run.mjs start");

install()
  .then(() => run(name, args))
  .catch((error) => fail(error.message));

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  } catch {
    return null;
  }
}

/** Compares contents, not times: after a clone every file is equally new, and a pull may change only the lock file. */
function isInstalled() {
  const wanted = readPackages("package-lock.json");
  const present = readPackages("node_modules/.package-lock.json");
  if (!wanted) throw new Error("package-lock.json is missing or broken; restore it with git.");
  if (!present || !fs.existsSync(pinned_node)) return false;
  return Object.keys(wanted).every((key) => {
    // Our own folders are not packages to fetch.
    const is_own = !key.startsWith("node_modules/") || wanted[key].link;
    if (is_own || (wanted[key].optional && !present[key])) return true;
    return present[key] && present[key].version === wanted[key].version;
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** True if this process may install. The lock of an ended process does not count. */
function takeInstallLock() {
  fs.mkdirSync(path.dirname(install_lock), { recursive: true });
  try {
    fs.writeFileSync(install_lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  try {
    if (isAlive(Number(fs.readFileSync(install_lock, "utf8")) || process.pid)) return false;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  fs.rmSync(install_lock, { force: true });
  return takeInstallLock();
}

async function install() {
  let waiting = false;
  while (!isInstalled()) {
    if (takeInstallLock()) {
      try {
        if (!isInstalled()) await npmInstall();
      } finally {
        fs.rmSync(install_lock, { force: true });
      }
      if (!isInstalled()) throw new Error("npm ci left packages out; run `npm ci` by hand and read its output.");
    } else {
      if (!waiting) console.log("Waiting for another command to install the packages …");
      waiting = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function npmInstall() {
  const started = Date.now();
  const show = (text) => process.stdout.write(process.stdout.isTTY ? `\r${text}\x1b[K` : `${text}\n`);
  const seconds = () => Math.round((Date.now() - started) / 1000);
  show("Installing packages …");
  const progress = setInterval(() => show(`Installing packages … ${seconds()} s`), process.stdout.isTTY ? 1000 : 10000);

  // This uses npm's Node, not the pinned one, because npm ci deletes node_modules with the pinned Node.
  const node = process.env.npm_node_execpath || process.execPath;
  const npm = process.env.npm_execpath || "";
  const [command, first] = /npm-cli\.c?js$/.test(npm) ? [node, [npm]] : ["npm", []];
  const npm_args = first.concat("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error");
  const child = spawn(command, npm_args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    shell: command === "npm" && process.platform === "win32",
  });
  // The lock belongs to npm itself, which continues if this process is killed.
  if (child.pid) fs.writeFileSync(install_lock, String(child.pid));
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const stopForwarding = forwardSignals(child);

  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      code === 0
        ? resolve()
        : reject(new Error(`${output.trim()}\nnpm ci failed; correct what it reports above and try again.`));
    });
  }).finally(() => {
    clearInterval(progress);
    stopForwarding();
    show(`Installing packages … ${seconds()} s`);
    if (process.stdout.isTTY) process.stdout.write("\n");
  });
}

function forwardSignals(child) {
  const forward = (signal) => child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return () => process.off("SIGINT", forward).off("SIGTERM", forward);
}

/** Runs a command. Its message channel closes at once when this process ends, however it ends. */
function run(name, args) {
  const child = spawn(
    pinned_node,
    ["--disable-warning=ExperimentalWarning", path.join(root, "tools", `${name}.ts`), ...args],
    {
      cwd: root,
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compile") },
    },
  );
  forwardSignals(child);
  stopWithNpm(child);
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : code));
}

/** Stops when npm is gone, because a killed npm leaves its script running. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const born = ancestors();
  setInterval(() => ancestors() !== born && child.kill("SIGTERM"), 200).unref();
}

/** The parent, and the shell's parent if npm used a shell. The result changes when one of them ends. */
function ancestors() {
  let stat = "";
  try {
    stat = fs.readFileSync(`/proc/${process.ppid}/stat`, "utf8");
  } catch {
    // Only Linux has /proc; elsewhere only the parent is known.
  }
  const shell = /\((?:sh|dash|bash)\) \S (\d+)/.exec(stat);
  return `${process.ppid} ${shell ? shell[1] : ""}`;
}
