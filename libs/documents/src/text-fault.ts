import {
  type Alias,
  type Document,
  type Node,
  type Pair,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
} from 'yaml';

/** So many repeats of an anchored part: enough to say a thing once, too few to blow a small text up. */
const MAX_REPEATS = 32;

/** Why a document that can be read makes no plain JSON: where in the text, and at which place of the document. */
export interface TextFault {
  offset: number;
  detail: string;
  path?: PropertyKey[];
}

/** The first thing in a document that makes no plain JSON, or too much of it. Pure. */
export function textFault(document: Document): TextFault | undefined {
  let fault: TextFault | undefined;
  const repeats = new Repeats();
  visit(document, (key, node, ancestors) => {
    if (!isNode(node)) return;
    const path = (): PropertyKey[] => pathTo(key, ancestors);
    if (isMap(node)) fault = nameFault(node.items, path);
    else if (isAlias(node)) fault = at(node, repeats.faultOf(node, ancestors), path);
    else if (isScalar(node) && key !== 'key') fault = at(node, numberFault(node.value), path);
    if (!isAlias(node)) repeats.note(node);
    return fault && visit.BREAK;
  });
  return fault;
}

/** The name of a field; undefined where it is none. */
export function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

export function offsetOfKey(pair: Pair): number {
  return isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function at(node: Node, detail: string | undefined, path: () => PropertyKey[]): TextFault | undefined {
  return detail === undefined ? undefined : { offset: node.range?.[0] ?? 0, detail, path: path() };
}

function numberFault(value: unknown): string | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? 'A number must be finite' : undefined;
}

/** The parser's own check of names compares each with each. */
function nameFault(pairs: Pair[], path: () => PropertyKey[]): TextFault | undefined {
  const seen = new Set<string>();
  for (const pair of pairs) {
    const offset = offsetOfKey(pair);
    const key = keyOf(pair);
    if (key === undefined) return { offset, detail: 'A name must be plain text', path: path() };
    if (key === '__proto__') return { offset, detail: `The name ${key} is not allowed`, path: path() };
    if (seen.has(key)) return { offset, detail: `The name ${key} stands here twice`, path: [...path(), key] };
    seen.add(key);
  }
  return undefined;
}

/** The keys that lead to a node. */
function pathTo(key: unknown, ancestors: readonly unknown[]): PropertyKey[] {
  const keys = ancestors.flatMap((ancestor, index): PropertyKey[] => {
    if (isPair(ancestor)) return [keyOf(ancestor) ?? ''];
    const child = ancestors[index + 1];
    return isSeq(ancestor) && child !== undefined ? [ancestor.items.indexOf(child)] : [];
  });
  return isSeq(ancestors.at(-1)) ? [...keys, Number(key)] : keys;
}

/** The parts that have an anchor, and how often each is repeated, in the order of the text. */
class Repeats {
  private readonly anchored = new Map<string, Node>();
  private readonly sources = new Map<Alias, Node>();
  private readonly counts = new Map<Node, { times: number; within: number }>();

  note(node: Node): void {
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) this.anchored.set(anchor, node);
  }

  /** Counts one more repeat. */
  faultOf(alias: Alias, ancestors: readonly unknown[]): string | undefined {
    const name = alias.source;
    const source = this.anchored.get(name);
    if (source === undefined) return `*${name} repeats what is nowhere before it: &${name}`;
    if (ancestors.includes(source)) return `*${name} stands within &${name} itself`;
    const count = this.counts.get(source) ?? { times: 0, within: this.mostIn(source) };
    count.times += 1;
    this.counts.set(source, count);
    this.sources.set(alias, source);
    if (count.times * count.within <= MAX_REPEATS) return undefined;
    return `*${name} repeats its part too often: what is repeated in it counts as well, and ${MAX_REPEATS} times are the most`;
  }

  /** How often that which is repeated most in a part is there. */
  private mostIn(node: unknown): number {
    if (isAlias(node)) {
      const { times, within } = this.counts.get(this.sources.get(node)!)!;
      return times * within;
    }
    if (isPair(node)) return this.mostIn(node.value);
    if (isMap(node) || isSeq(node)) {
      let most = 1;
      for (const item of node.items) most = Math.max(most, this.mostIn(item));
      return most;
    }
    return 1;
  }
}
