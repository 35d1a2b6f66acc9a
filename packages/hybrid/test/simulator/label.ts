import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Command } from './machinery.js';
import { writesOf } from './writes-of.js';

interface KnownInput {
  readonly Key?: string | { readonly sk?: { readonly S?: string } };
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

const spelled = (text: string | undefined, names: Readonly<Record<string, string>> = {}): string =>
  text === undefined ? '' : text.replace(/#\w+/g, name => names[name] ?? name);

function describe({ UpdateExpression, ConditionExpression, ExpressionAttributeNames }: KnownInput): string {
  const condition = spelled(ConditionExpression, ExpressionAttributeNames);
  return [spelled(UpdateExpression, ExpressionAttributeNames), condition && `if ${condition}`].filter(Boolean).join(' ');
}

/** A command for the trace. In a bundle classes of one name are numbered. */
export function labelOf(command: Command): string {
  const input = command.input as KnownInput; // of any command
  const place =
    typeof input.Key === 'string'
      ? input.Key
      : (input.Key?.sk?.S ??
        writesOf(command)
          .map(({ row }) => row.sk?.S)
          .join());
  const parts =
    command instanceof TransactWriteItemsCommand ? (command.input.TransactItems ?? []).flatMap(item => Object.values(item)) : [input];
  return [command.constructor.name.replace(/Command\d*$/, ''), place, parts.map(describe).join('; ')].filter(Boolean).join(' ');
}
