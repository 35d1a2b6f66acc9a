import { fileURLToPath } from 'node:url';
import { bundleFunction } from './bundle-function.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const bytes = await bundleFunction(path('function.ts'), path('../dist/index.js'));
process.stdout.write(`dist/index.js: ${Math.round(bytes / 1024)} KiB\n`);
