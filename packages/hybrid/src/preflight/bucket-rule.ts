import type { LifecycleRuleFilter } from '@aws-sdk/client-s3';

/** The archived objects, as far as a bucket's rules tell them apart. */
export interface ArchivedObjects {
  /** What their keys begin with: the configured prefix, and the words that their class's template begins with. */
  readonly prefixes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule of a bucket: of its lifecycle, or of Intelligent-Tiering, which are filtered alike. */
export interface BucketRule {
  readonly Status: string | undefined;
  readonly Prefix?: string | undefined;
  readonly Filter?: Pick<LifecycleRuleFilter, 'Prefix' | 'Tag' | 'And'> | undefined;
}

/** Whether some archived object may be among those that a rule is for. */
export function concerns({ Status, Prefix, Filter = {} }: BucketRule, { prefixes, tags }: ArchivedObjects): boolean {
  if (Status !== 'Enabled') return false;
  const prefix = Filter.And?.Prefix ?? Filter.Prefix ?? Prefix ?? '';
  if (!prefixes.some(own => prefix.startsWith(own) || own.startsWith(prefix))) return false;
  const wanted = [...(Filter.Tag ? [Filter.Tag] : []), ...(Filter.And?.Tags ?? [])];
  return wanted.every(({ Key = '', Value }) => Object.hasOwn(tags, Key) && tags[Key] === Value);
}
