import { InvalidExpressionError } from '../../errors.js';
import { describePath } from '../describe-path.js';
import type { Placeholders } from '../placeholders.js';
import type { SetValue, UpdateNode, UpdatePath } from './update-tree.js';

function renderValue(value: SetValue, placeholders: Placeholders): string {
  const render = (inner: SetValue): string => renderValue(inner, placeholders);
  switch (value.kind) {
    case 'literal':
      return placeholders.value(value.value);
    case 'path':
      return placeholders.path(value.path);
    case 'ifNotExists':
      return `if_not_exists(${placeholders.path(value.path)}, ${render(value.otherwise)})`;
    case 'plus':
      return `${render(value.left)} + ${render(value.right)}`;
    case 'append':
      return `list_append(${render(value.first)}, ${render(value.second)})`;
  }
}

const overlaps = (a: UpdatePath, b: UpdatePath): boolean => {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((segment, index) => segment === b[index]);
};

/** DynamoDB refuses two changes of one attribute, or of an attribute and of something inside it: said here with their names. */
function checkOverlaps(nodes: readonly UpdateNode[]): void {
  nodes.forEach((node, position) => {
    const other = nodes.slice(0, position).find(each => overlaps(each.path, node.path));
    if (!other) return;
    const both = `${describePath(other.path)} and ${describePath(node.path)}`;
    throw new InvalidExpressionError(`An update changes ${both}, which overlap. Change each attribute once, or send two updates.`);
  });
}

/**
 * The update expression of several changes: each of the four clauses once.
 *
 * @throws InvalidExpressionError where two changes overlap
 */
export function renderUpdate(nodes: readonly UpdateNode[], placeholders: Placeholders): string {
  checkOverlaps(nodes);
  const clauses = {
    SET: [] as string[],
    REMOVE: [] as string[],
    ADD: [] as string[],
    DELETE: [] as string[],
  };
  for (const node of nodes) {
    const path = placeholders.path(node.path);
    if (node.kind === 'set') clauses.SET.push(`${path} = ${renderValue(node.value, placeholders)}`);
    if (node.kind === 'remove') clauses.REMOVE.push(path);
    if (node.kind === 'add') clauses.ADD.push(`${path} ${placeholders.value(node.value)}`);
    if (node.kind === 'delete') clauses.DELETE.push(`${path} ${placeholders.value(node.value)}`);
  }
  return Object.entries(clauses)
    .filter(([, parts]) => parts.length > 0)
    .map(([clause, parts]) => `${clause} ${parts.join(', ')}`)
    .join(' ');
}
