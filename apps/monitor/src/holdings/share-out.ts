/** A group of monitors as the database knows it. `holder` is null where nobody holds it by a running lease. */
export interface GroupHolding {
  id: number;
  epoch: string;
  holder: string | null;
}

/**
 * Which groups this replica should take, and how many it should give back, so that every live replica holds its share:
 * shares differ by one at the most, and the first replicas in the order of their ids hold the larger ones. Pure.
 */
export function shareOut(
  groups: GroupHolding[],
  replicas: string[],
  self: string,
): { take: number[]; release: number[] } {
  const order = [...new Set([...replicas, self])].sort();
  const rank = order.indexOf(self);
  const share = Math.floor(groups.length / order.length) + (rank < groups.length % order.length ? 1 : 0);
  const held = groups.filter((group) => group.holder === self);
  const free = groups.filter((group) => group.holder === null);
  return {
    take: rotate(free, Math.floor((rank * free.length) / order.length))
      .slice(0, Math.max(share - held.length, 0))
      .map((group) => group.id),
    release: held.slice(share).map((group) => group.id),
  };
}

/** Replicas begin at different places of the free groups, so that they don't reach for the same ones. */
function rotate<Item>(items: Item[], by: number): Item[] {
  return [...items.slice(by), ...items.slice(0, by)];
}
