import { writeFileSync } from 'node:fs';
import { makeTemplate } from './make-template.js';

writeFileSync(new URL('../template.json', import.meta.url), makeTemplate());
