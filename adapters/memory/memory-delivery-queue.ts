import { copyOf } from '../../contract/plain-data.ts';
import type { Delivery, DeliveryQueue } from '../../core/ports/delivery-queue.ts';
import { identityOf } from '../../core/webhooks/delivery.ts';

/** Deliveries in memory, each once, in the order they came in; the test that made it takes them out. */
export class MemoryDeliveryQueue implements DeliveryQueue {
  readonly deliveries: Delivery[] = [];
  private readonly known = new Set<string>();

  async send(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      if (this.known.has(identityOf(delivery))) continue;
      this.known.add(identityOf(delivery));
      this.deliveries.push(copyOf(delivery));
    }
  }
}
