import { ConfigurationError } from '@tempest-ts/tempest';

/**
 * Looks at the option `checkpoints` of a call before it does anything.
 *
 * @param call what the caller called: `restore()`
 * @throws ConfigurationError where it is no `CheckpointStore`
 */
export function checkCheckpoints(checkpoints: unknown, call: string): void {
  const methods = checkpoints as Partial<Record<'load' | 'save' | 'clear', unknown>> | undefined;
  if (!methods || [methods.load, methods.save, methods.clear].every(method => typeof method === 'function')) return;
  throw new ConfigurationError(
    `${call}: checkpoints is a CheckpointStore: fileCheckpoints(), s3Checkpoints(), dynamoDbCheckpoints(), or an object with load, save and clear.`,
  );
}
