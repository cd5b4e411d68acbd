/** A group of monitors as the database knows it. `holder` is null where nobody holds it by a running lease. */
export interface GroupHolding {
  id: number;
  epoch: string;
  holder: string | null;
}

/** Which of the live replicas one is: the how-many-eth, from 0, of how many. */
export interface ReplicaPlace {
  rank: number;
  count: number;
}

/** The place of a replica in the order of their ids. One that does not see its own lease yet counts itself. Pure. */
export function placeOf(self: string, replicas: string[]): ReplicaPlace {
  const order = inOrder(replicas, self);
  return { rank: order.indexOf(self), count: order.length };
}

/**
 * Which groups this replica should take, and which it should give back, so that every live replica holds its share:
 * shares differ by one at the most, and the first replicas in the order of their ids hold the larger ones. Replicas
 * that reach for free groups at the same time reach for different ones. Pure.
 */
export function shareOut(
  groups: GroupHolding[],
  replicas: string[],
  self: string,
): { take: number[]; release: number[] } {
  const order = inOrder(replicas, self);
  const heldBy = (replica: string): GroupHolding[] => groups.filter((group) => group.holder === replica);
  const share = (rank: number): number =>
    Math.floor(groups.length / order.length) + (rank < groups.length % order.length ? 1 : 0);
  const want = (rank: number): number => Math.max(share(rank) - heldBy(order[rank]!).length, 0);

  const rank = order.indexOf(self);
  const wantedBefore = order.slice(0, rank).reduce((sum, _, earlier) => sum + want(earlier), 0);
  const free = groups.filter((group) => group.holder === null).map((group) => group.id);
  return {
    take: free.slice(wantedBefore, wantedBefore + want(rank)),
    release: heldBy(self)
      .slice(share(rank))
      .map((group) => group.id),
  };
}

function inOrder(replicas: string[], self: string): string[] {
  return [...new Set([...replicas, self])].sort();
}
