/** What a press does to an order. Pure. */

/** Put a choice behind those that have a place; one that has its place goes to the end. The last one left follows. */
export function rankChoice(order: readonly string[], names: readonly string[], name: string): readonly string[] {
  const next = [...order.filter((each) => each !== name), name];
  const left = names.filter((each) => !next.includes(each));
  return left.length === 1 ? [...next, ...left] : next;
}

/** Move a choice up (-1) or down (1) by one place; at the end of the order it stays. */
export function moveChoice(order: readonly string[], name: string, by: number): readonly string[] {
  const from = order.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return order;
  return order.toSpliced(from, 1).toSpliced(to, 0, name);
}
