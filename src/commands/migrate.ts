import { readOwnerUrl } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { migrate } from '@libs/database/migrator';
import { migrateQueue } from '@libs/queue/queue-schema';
import { runProcess } from '../process';
import { schema } from '../schema';

runProcess(async () => {
  const owner = readOwnerUrl();
  if (owner === undefined) {
    throw new SettingsError([
      "DATABASE_OWNER_URL: expected the URL of the schema's owner; npm start migrates the embedded database by itself",
    ]);
  }
  const applied = await migrate(schema, owner, migrateQueue);
  console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied:\n  ${applied.join('\n  ')}`);
  process.exit(0);
});
