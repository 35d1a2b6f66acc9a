/** Where the documentation is served: the `homepage` of the repository's package.json, which `node scripts/repository.mjs` copies here. */
const DOCUMENTATION_URL = 'https://tempest-ts.github.io/tempest-hybrid';

/** Where it says more of errors of a code. */
export const errorDocumentation = (code: string): string => `${DOCUMENTATION_URL}/errors.html#${code.toLowerCase()}`;
