import type { Command } from './machinery.js';

interface KnownInput {
  readonly Key?: string | { readonly sk?: { readonly S?: string } };
  readonly Item?: { readonly sk?: { readonly S?: string } };
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

const spelled = (text: string | undefined, names: Readonly<Record<string, string>> = {}): string =>
  text === undefined ? '' : text.replace(/#\w+/g, name => names[name] ?? name);

/** A command for the trace, the same in every run of a seed: attempt ids are left out. */
export function labelOf(command: Command): string {
  const { Key, Item, UpdateExpression, ConditionExpression, ExpressionAttributeNames } = command.input as KnownInput; // of any command
  const place = typeof Key === 'string' ? Key.replace(/~.*|[\da-f]{8}-[\da-f-]+|(?<=entry\/).*/, '~') : (Key?.sk?.S ?? Item?.sk?.S ?? '');
  const update = spelled(UpdateExpression, ExpressionAttributeNames);
  const condition = spelled(ConditionExpression, ExpressionAttributeNames);
  return [command.constructor.name.replace('Command', ''), place, update, condition && `if ${condition}`].filter(Boolean).join(' ');
}
