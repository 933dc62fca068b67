/**
 * Keeps the speed of the test pool constant. The pool wraps the prototype of an object's class in one more Proxy for each
 * instance, so every lookup goes through all of them. Here an already wrapped prototype is returned unchanged.
 */
const PoolProxy = globalThis.Proxy;
const wrapped = new WeakSet<object>();

globalThis.Proxy = new PoolProxy(PoolProxy, {
  construct(_, [target, handler]: [object, ProxyHandler<object>]) {
    if (wrapped.has(target)) return target;
    const proxy = new PoolProxy(target, handler);
    if (String(handler.get).includes("getUnknownPrototypeKey")) wrapped.add(proxy);
    return proxy;
  },
});
