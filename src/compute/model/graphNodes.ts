import { modelErrors } from '../../protocol/errors';
import { checkBudget, modelBudget } from './modelBudget';
import { type JsonObject, type JsonValue, isInheritedName, isJsonObject } from './untrustedJson';
import type { Weights } from './weightReader';

export interface GraphNode {
  readonly op: string;
  /** Names of the nodes it takes its inputs from, without output numbers and control marks. */
  readonly inputs: readonly string[];
}

/**
 * The nodes of a GraphDef by name, checked for what TensorFlow.js relies on: every node has a name and an operation,
 * inputs exist and no node waits for itself, constants have their weights. Throws LPR-212 or LPR-214.
 */
export function readGraphNodes(graph: JsonObject, weights: Weights): ReadonlyMap<string, GraphNode> {
  const list = graph['node'];
  if (!Array.isArray(list)) throw modelErrors.badTopology({ reason: 'the graph has no nodes' });
  checkBudget('the number of graph nodes', list.length, modelBudget.graphNodes, 'nodes');
  const nodes = new Map<string, GraphNode>();
  for (const entry of list) {
    const { name, node } = readNode(entry);
    if (nodes.has(name)) throw modelErrors.badTopology({ reason: `two nodes are named ${name}` });
    nodes.set(name, node);
  }
  for (const [name, { op, inputs }] of nodes) {
    const missing = inputs.find((input) => !nodes.has(input));
    if (missing !== undefined) throw modelErrors.badTopology({ reason: `the node ${name} takes its input from ${missing}, which does not exist` });
    if (op === 'Const' && !weights.has(name)) {
      throw modelErrors.weightMismatch({ weight: name, expected: 'a constant of the graph', found: 'not in the weight files' });
    }
  }
  refuseCircles(nodes);
  return nodes;
}

/** Takes away the nodes whose inputs are gone until none is left; what stays waits for itself. */
function refuseCircles(nodes: ReadonlyMap<string, GraphNode>): void {
  const waiting = new Map([...nodes].map(([name, { inputs }]) => [name, inputs.length]));
  const consumers = new Map<string, string[]>();
  for (const [name, { inputs }] of nodes) {
    for (const input of inputs) {
      const list = consumers.get(input);
      if (list === undefined) consumers.set(input, [name]);
      else list.push(name);
    }
  }
  const ready = [...nodes.keys()].filter((name) => waiting.get(name) === 0);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    waiting.delete(next);
    for (const consumer of consumers.get(next) ?? []) {
      const left = (waiting.get(consumer) ?? 0) - 1;
      waiting.set(consumer, left);
      if (left === 0) ready.push(consumer);
    }
  }
  const [stuck] = waiting.keys();
  if (stuck !== undefined) throw modelErrors.badTopology({ reason: `the node ${stuck} takes its input from itself, by way of others` });
}

function readNode(entry: JsonValue): { name: string; node: GraphNode } {
  if (!isJsonObject(entry) || typeof entry['name'] !== 'string' || typeof entry['op'] !== 'string') {
    throw modelErrors.badTopology({ reason: 'a node of the graph has no name or no operation' });
  }
  const { name, op, input: inputs = [], attr: attributes = {} } = entry;
  if (isInheritedName(name)) throw modelErrors.badTopology({ reason: `the node name ${name} is reserved` });
  if (!Array.isArray(inputs) || !inputs.every((input) => typeof input === 'string')) {
    throw modelErrors.badTopology({ reason: `the inputs of the node ${name} are not a list of names` });
  }
  if (attributes !== null && !isJsonObject(attributes)) throw modelErrors.badTopology({ reason: `the attributes of the node ${name} are not an object` });
  return { name, node: { op, inputs: inputs.map((input) => input.replace(/^\^/, '').replace(/:.*$/, '')) } };
}
