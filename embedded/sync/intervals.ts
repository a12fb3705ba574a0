/**
 * Key ranges in a tree (a treap by where they begin, each node knowing how far its subtree reaches): which of many
 * thousand ranges hold a key is found without looking at the others.
 */
import { compareKeys } from "../storage/keys.ts";
import type { KeyRange } from "../storage/ranges.ts";

type Node<T> = {
  low: Uint8Array;
  high: Uint8Array;
  /** The largest `high` of this node and all below it. */
  reach: Uint8Array;
  priority: number;
  values: Set<T>;
  left: Node<T> | null;
  right: Node<T> | null;
};

export class Intervals<T> {
  #root: Node<T> | null = null;

  add(range: KeyRange, value: T): void {
    this.#root = insert(this.#root, range, value);
  }

  delete(range: KeyRange, value: T): void {
    this.#root = remove(this.#root, range, value);
  }

  get isEmpty(): boolean {
    return this.#root === null;
  }

  /** Calls `found` with the values of every range that holds the key. */
  holding(key: Uint8Array, found: (values: ReadonlySet<T>) => void): void {
    const visit = (node: Node<T> | null): void => {
      if (node === null || compareKeys(node.reach, key) <= 0) return;
      visit(node.left);
      if (compareKeys(node.low, key) > 0) return;
      if (compareKeys(key, node.high) < 0) found(node.values);
      visit(node.right);
    };
    visit(this.#root);
  }
}

function order<T>(range: KeyRange, node: Node<T>): number {
  return compareKeys(range.low, node.low) || compareKeys(range.high, node.high);
}

function insert<T>(node: Node<T> | null, range: KeyRange, value: T): Node<T> {
  if (node === null) {
    const { low, high } = range;
    return { low, high, reach: high, priority: Math.random(), values: new Set([value]), left: null, right: null };
  }
  const side = order(range, node);
  if (side === 0) {
    node.values.add(value);
    return node;
  }
  if (side < 0) {
    node.left = insert(node.left, range, value);
    return measured(node.left.priority > node.priority ? rotateRight(node) : node);
  }
  node.right = insert(node.right, range, value);
  return measured(node.right.priority > node.priority ? rotateLeft(node) : node);
}

function remove<T>(node: Node<T> | null, range: KeyRange, value: T): Node<T> | null {
  if (node === null) return null;
  const side = order(range, node);
  if (side < 0) node.left = remove(node.left, range, value);
  else if (side > 0) node.right = remove(node.right, range, value);
  else {
    node.values.delete(value);
    if (node.values.size === 0) return joined(node.left, node.right);
  }
  return measured(node);
}

/** One tree of two, all of the left before all of the right. */
function joined<T>(left: Node<T> | null, right: Node<T> | null): Node<T> | null {
  if (left === null) return right;
  if (right === null) return left;
  if (left.priority > right.priority) {
    left.right = joined(left.right, right);
    return measured(left);
  }
  right.left = joined(left, right.left);
  return measured(right);
}

function rotateRight<T>(node: Node<T>): Node<T> {
  const top = node.left!;
  node.left = top.right;
  top.right = measured(node);
  return top;
}

function rotateLeft<T>(node: Node<T>): Node<T> {
  const top = node.right!;
  node.right = top.left;
  top.left = measured(node);
  return top;
}

function measured<T>(node: Node<T>): Node<T> {
  let reach = node.high;
  for (const child of [node.left, node.right]) {
    if (child !== null && compareKeys(child.reach, reach) > 0) reach = child.reach;
  }
  node.reach = reach;
  return node;
}
