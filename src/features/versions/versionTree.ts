// Pure: which attempt came from which, laid out in lanes as a graph of branches.

export type TreeNode = { _id: string; parentId: string | null; number: number };

export type TreeRow<Node> = {
  version: Node;
  /** Column of its dot, from 0. */
  lane: number;
  /** Column of its parent's dot and how many rows above it stands; null for a root. */
  parent: { lane: number; rowsUp: number; number: number } | null;
  /** Not the version just before it: somebody went back. */
  isBranch: boolean;
};

/**
 * Rows in the order of their numbers. The first child goes on in its parent's lane, each later one opens the next free
 * lane, so that lines never cross a dot. A parent that is not among the versions makes a root.
 */
export function layOutTree<Node extends TreeNode>(versions: readonly Node[]): TreeRow<Node>[] {
  const sorted = [...versions].sort((a, b) => a.number - b.number);
  const places = new Map<string, { row: number; lane: number; number: number; hasChild: boolean }>();
  let nextLane = 0;
  return sorted.map((version, row) => {
    const parent = version.parentId === null ? undefined : places.get(version.parentId);
    const lane = parent !== undefined && !parent.hasChild ? parent.lane : nextLane;
    if (lane === nextLane) nextLane += 1;
    if (parent !== undefined) parent.hasChild = true;
    places.set(version._id, { row, lane, number: version.number, hasChild: false });
    return {
      version,
      lane,
      parent: parent === undefined ? null : { lane: parent.lane, rowsUp: row - parent.row, number: parent.number },
      isBranch: parent !== undefined && parent.row !== row - 1,
    };
  });
}
