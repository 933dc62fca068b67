/**
 * Keeps the test pool fast and its speed constant; nothing here changes what is tested. The pool loads each object's
 * class from the test runner and wraps it: the prototype becomes one more Proxy for each instance, each call asks Node
 * twice for the module, and each timer looks up its caller.
 */

/** PBKDF2 rounds of a PIN in this pool. The hash names the product's number of rounds, and the server suites run all of them. */
const PIN_ROUNDS = 1_000;

type Wrapper = Record<symbol, (this: Wrapper) => Promise<unknown>>;

interface Mocker {
  moduleRunner: { import(id: string): Promise<unknown> };
}

const pool = globalThis as { __vitest_mocker__?: Mocker; pool_is_fast?: true };

/** Setup files run again for each test file, in the same isolate. */
if (!pool.pool_is_fast) {
  wrapOnce();
  loadOnce();
  setTimersDirectly();
  stretchPinsLess();
  pool.pool_is_fast = true;
}

/** Returns an already wrapped prototype unchanged, and keeps its instance. */
function wrapOnce(): void {
  const PoolProxy = globalThis.Proxy;
  const wrapped = new WeakSet<object>();
  globalThis.Proxy = new PoolProxy(PoolProxy, {
    construct(_, [target, handler]: [object, ProxyHandler<object>]) {
      if (wrapped.has(target)) return target;
      const proxy = new PoolProxy(target, handler);
      if (String(handler.get).includes("getUnknownPrototypeKey")) {
        keepInstance(target as Wrapper);
        wrapped.add(proxy);
      }
      return proxy;
    },
  });
}

function keepInstance(wrapper: Wrapper): void {
  const symbol = Object.getOwnPropertySymbols(wrapper).find(({ description }) => description === "kEnsureInstance");
  const ensure = symbol && wrapper[symbol];
  if (!ensure) return;
  const instances = new WeakMap<object, Promise<unknown>>();
  wrapper[symbol] = function () {
    const known = instances.get(this);
    if (known) return known;
    const instance = ensure.call(this);
    instances.set(this, instance);
    // A failed construction is tried again at the next call, as the pool does.
    instance.catch(() => instances.delete(this));
    return instance;
  };
}

/** Loads the Worker's module once a run; the pool asks for it at each new object. */
function loadOnce(): void {
  const runner = pool.__vitest_mocker__?.moduleRunner;
  if (!runner) return;
  const load = runner.import.bind(runner);
  let main: Promise<unknown> | undefined;
  runner.import = (id) => {
    if (!id.endsWith("/src/worker.ts")) return load(id);
    main ??= load(id);
    return main;
  };
}

/** Sends timers with a delay straight to the platform; the pool handles only those without one, which Vitest sets. */
function setTimersDirectly(): void {
  const ofPool = globalThis.setTimeout;
  const ofPlatform = Object.getPrototypeOf(globalThis).setTimeout as typeof setTimeout;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) =>
    args[1] ? ofPlatform.apply(globalThis, args) : ofPool(...args)) as typeof setTimeout;
}

function stretchPinsLess(): void {
  const { deriveBits } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.deriveBits = function (algorithm, key, length) {
    const { iterations } = algorithm as { iterations?: number };
    if (iterations === undefined) return deriveBits.call(this, algorithm, key, length);
    const fewer = { ...(algorithm as SubtleCryptoDeriveKeyAlgorithm), iterations: Math.min(iterations, PIN_ROUNDS) };
    return deriveBits.call(this, fewer, key, length);
  };
}
