import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const script = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts', file), ...args], { encoding: 'utf8' });
const { scripts, repository } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
};
interface Manifest {
  readonly name: string;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
}
const workflow = (name: string): string => read(`.github/workflows/${name}.yml`);

describe('the place of the project', () => {
  it('is said once, and every package and the link of errors have it from there', () => {
    expect(script('repository.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('is compared with where a release is made: provenance for another would be refused', () => {
    const [, name = ''] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? [];
    expect(script('repository.mjs', '--check', name)).toMatchObject({ status: 0, stderr: '' });
    expect(script('repository.mjs', '--check', 'somebody/else')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('node scripts/repository.mjs somebody/else'),
    });
    expect(workflow('release')).toMatch(/repository\.mjs --check \$\{\{ github\.repository \}\}/);
    expect(workflow('pages')).toMatch(/repository\.mjs --check \$\{\{ github\.repository \}\}/);
  });
});

describe('until the first release', () => {
  it.each(['README.md', 'docs/start.md'])('whoever packs the packages as %s says has all that they need of each other', page => {
    const [, command = ''] = /npm pack ([^`\n]+)/.exec(read(page)) ?? [];
    const packed = [...command.matchAll(/-w (packages\/[\w-]+)/g)].map(
      ([, folder = '']) => JSON.parse(read(`${folder}/package.json`)) as Manifest,
    );
    expect(packed.map(({ name }) => name)).toContain('@tempest-ts/cli');
    const needed = packed.flatMap(({ dependencies = {}, peerDependencies = {} }) => Object.keys({ ...dependencies, ...peerDependencies }));
    const own = needed.filter(name => name.startsWith('@tempest-ts/'));
    expect(packed.map(({ name }) => name)).toEqual(expect.arrayContaining(own));
  });
});

describe('a release', () => {
  it('waits for all of CI', () => {
    expect(workflow('ci')).toMatch(/^ {2}workflow_call:/m);
    expect(workflow('release')).toMatch(/^ {2}ci:\n {4}uses: \.\/\.github\/workflows\/ci\.yml\n {2}release:\n {4}needs: ci\n/m);
  });

  it('of a minor leaves the peers of the packages in their ranges: each would be a major otherwise', () => {
    expect(script('peer-ranges.mjs', '--check')).toMatchObject({ status: 0, stderr: '' });
    expect(scripts['version-packages']).toContain('changeset version && node scripts/peer-ranges.mjs &&');
    expect(JSON.parse(read('.changeset/config.json'))).toMatchObject({
      ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: { onlyUpdatePeerDependentsWhenOutOfRange: true },
    });
  });
});

describe('the workflows', () => {
  it('run what there is, and all that is run before a change is merged', () => {
    const ran = [
      ...['ci', 'release', 'pages']
        .map(workflow)
        .join('\n')
        .matchAll(/npm run (?:--silent )?([\w:-]+)/g),
    ].map(([, name = '']) => name);
    for (const name of ran) expect({ name, is: typeof scripts[name] }).toEqual({ name, is: 'string' });
    const tests = Object.keys(scripts).filter(name => name.startsWith('test:'));
    expect(ran).toEqual(expect.arrayContaining(tests));
    for (const name of tests)
      expect({ name, isRun: read('.ci/run').includes(name.replace('test:consumers', 'check-consumers')) }).toEqual({ name, isRun: true });
  });

  it('simulate as many schedules as the proofs say', () => {
    const said = Number(/CI runs ([\d,]+)/.exec(read('docs/proofs.md'))?.[1]?.replaceAll(',', ''));
    for (const file of ['.github/workflows/ci.yml', '.ci/run'])
      expect({ file, schedules: Number(/simulate -- --schedules (\d+)/.exec(read(file))?.[1]) }).toEqual({ file, schedules: said });
  });
});
