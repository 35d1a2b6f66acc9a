/**
 * The arrows of the house: which package, and which room inside a package, may import which.
 * Type-only imports count: a room that needs another's types knows about it. Cycles are Biome's to find (`noImportCycles`), since they
 * matter only at run time and the parser used here does not tell the two kinds of import apart.
 */

/** Foundations of a package, which every room may import and which import no room. */
const foundation = name => `^packages/${name}/src/(errors|duration)\\.ts$`;

/** One rule for each room: it imports only itself, the rooms before it, and the foundation. */
const roomsInOrder = (name, rooms) =>
  rooms.slice(0, -1).map((room, position) => ({
    name: `${name}-${room.name}-imports-only-rooms-before-it`,
    severity: 'error',
    from: { path: `^packages/${name}/src/${room.path}` },
    to: { path: rooms.slice(position + 1).map(later => `^packages/${name}/src/${later.path}`) },
  }));

const room = name => ({ name, path: `${name}/` });

const never = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    ...roomsInOrder('tempest', [
      { name: 'foundation', path: 'errors\\.ts$' },
      ...['decorators', 'metadata', 'codec', 'expression', 'operation', 'view', 'logical-db'].map(room),
      { name: 'entry', path: '(index|extend)\\.ts$' },
    ]),
    ...roomsInOrder('hybrid', [
      { name: 'foundation', path: '(errors|duration)\\.ts$' },
      { name: 'entity-pointer-body', path: '(entity|pointer|body)/' },
      ...['store', 'hydrate', 'archive'].map(room),
      { name: 'db', path: 'hybrid-logical-db\\.ts$' },
      { name: 'entry', path: 'index\\.ts$' },
    ]),
    never('tempest-knows-no-other-package', '^packages/tempest/src/', '^packages/(?!tempest/)'),
    never('tempest-knows-no-s3', '^packages/tempest/', 'client-s3'),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|node_modules)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@tempest-ts/source', 'import', 'default'], extensions: ['.ts', '.mjs', '.js'] },
  },
};
