import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputs } from '../../../namespaces/input-registry.ts';
import { openApiDocument } from './document.ts';

const file = join(import.meta.dirname, '../../../docs/openapi.json');
writeFileSync(file, `${JSON.stringify(openApiDocument(inputs), null, 2)}\n`);
