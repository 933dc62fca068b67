/** Ids of deliveries: the endpoint's id and the event's sequence, so that no delivery needs an index for its id. */

export const DELIVERY_ID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9]\d{0,14}$/;

export function deliveryIdOf({ webhook_id, sequence }: { webhook_id: string; sequence: number }): string {
  return `${webhook_id}-${sequence}`;
}

/** The endpoint and the sequence of an id that has the pattern. */
export function readDeliveryId(delivery_id: string): { webhook_id: string; sequence: number } {
  const [webhook_id = "", sequence = ""] = delivery_id.split("-");
  return { webhook_id, sequence: Number(sequence) };
}
