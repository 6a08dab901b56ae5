import { findNodeAtLocation, findNodeAtOffset, getNodeValue, parseTree, type JSONPath, type Node } from 'jsonc-parser';

/** A stretch of a text, in UTF-16 units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** The text of an experiment file while it is written: what can be read of it, and where each value stands. */
export class ExperimentText {
  readonly #root: Node | undefined;

  constructor(readonly text: string) {
    this.#root = parseTree(text);
  }

  /** The node at a path; of a key that is written twice the last one counts, as it does for JSON.parse. */
  node(path: JSONPath): Node | undefined {
    let node = this.#root;
    for (const step of path) {
      if (node === undefined) return undefined;
      node =
        typeof step === 'number'
          ? findNodeAtLocation(node, [step])
          : node.type === 'object'
            ? node.children?.filter(({ children }) => children?.[0]?.value === step).at(-1)?.children?.[1]
            : undefined;
    }
    return node;
  }

  value(path: JSONPath): unknown {
    const node = this.node(path);
    return node === undefined ? undefined : (getNodeValue(node) as unknown);
  }

  /** Where a value stands; where it is missing, the nearest thing around it that is there. */
  range(path: JSONPath): TextRange {
    for (let length = path.length; length >= 0; length--) {
      const node = this.node(path.slice(0, length));
      if (node !== undefined) return length === path.length || length > 0 ? rangeOf(node) : { offset: node.offset, length: Math.min(1, node.length) };
    }
    return { offset: 0, length: 0 };
  }

  /** The key or value that a place lies in or directly behind. */
  nodeAt(offset: number): Node | undefined {
    return this.#root === undefined ? undefined : findNodeAtOffset(this.#root, offset, true);
  }

  /** The entries of an array, or none. */
  entries(path: JSONPath): readonly Node[] {
    const node = this.node(path);
    return node?.type === 'array' ? (node.children ?? []) : [];
  }
}

export function rangeOf({ offset, length }: Node): TextRange {
  return { offset, length };
}
