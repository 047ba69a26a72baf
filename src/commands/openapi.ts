import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { readSettings } from '@libs/config/settings';
import { offlineDocument } from '../offline-document';

/** Writes the OpenAPI document to the file that is named, or prints it. */
async function writeDocument(file: string | undefined): Promise<void> {
  const document = await offlineDocument({ ...readSettings(), logLevel: 'error' });
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}

void writeDocument(process.argv[2]);
