/** A function of your own: a step of the sample workflow, and a handler in its own right. */
export async function handler(event: { orders?: number[]; input?: { orders?: number[] } }) {
  const orders = event.orders ?? event.input?.orders ?? [];
  return { count: orders.length, total: orders.reduce((sum, amount) => sum + amount, 0) };
}
