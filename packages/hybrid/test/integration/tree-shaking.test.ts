import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

/** The files and packages that a bundle is made of, of an application that imports so much. */
async function bundled(
  names: string,
  external = ['@aws-sdk/*', 'zod', 'lru-cache'],
): Promise<{ readonly files: readonly string[]; readonly packages: readonly string[] }> {
  const { metafile } = await build({
    stdin: { contents: `import { ${names} } from '@tempest-ts/hybrid'; console.log(${names});`, resolveDir: __dirname },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@tempest-ts/source'],
    external: [...external],
    absWorkingDir: fileURLToPath(new URL('../../../..', `file://${__filename}`)),
  });
  const outputs = Object.values(metafile.outputs);
  return {
    files: outputs.flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([file]) => file),
    ),
    packages: [...new Set(outputs.flatMap(({ imports }) => imports.map(({ path }) => path)))],
  };
}

describe('a bundle holds what its application uses', () => {
  it('of decorators: no database, no client, no tiers', async () => {
    const { files, packages } = await bundled('Attribute');
    expect(files.filter(file => /packages\/(hybrid|tempest\/src\/(operation|codec|view))\//.test(file))).toEqual([]);
    expect(packages.filter(name => !name.startsWith('node:'))).toEqual([]);
  });

  it('of the ORM: no tiers, no S3', async () => {
    const { files, packages } = await bundled('LogicalDb, Attribute');
    expect(files.filter(file => file.includes('packages/hybrid/'))).toEqual([]);
    expect(packages).not.toContain('@aws-sdk/client-s3');
    expect(packages).toContain('@aws-sdk/client-dynamodb');
  });

  it('of the tiers: none of the languages of what checks their config, half of a bundle otherwise', async () => {
    const { files } = await bundled('HybridLogicalDb', ['@aws-sdk/*']);
    expect(files.some(file => file.includes('/zod/'))).toBe(true);
    expect(files.filter(file => /\/zod\/.*\/locales\/(?!en\.|index\.)/.test(file))).toEqual([]);
  });
});
