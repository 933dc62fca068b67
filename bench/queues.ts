/** Queues of the Workers beside the product: each has its own, and the Worker knows them by their deployed names. */

/** The batch as it would come from the deployed queue. */
export function asDeployed<Body>(batch: MessageBatch<Body>): MessageBatch<Body> {
  const queue = batch.queue.endsWith("-webhooks") ? "playpark-webhooks" : "playpark-outbox";
  const { messages } = batch;
  return {
    queue,
    messages,
    ackAll: () => batch.ackAll(),
    retryAll: (options) => batch.retryAll(options),
  } as typeof batch;
}
