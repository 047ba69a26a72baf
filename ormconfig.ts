import { createDataSource } from '@libs/database/data-source';
import { schema } from './src/schema';

/**
 * For the TypeORM command line (`npx typeorm -d dist/ormconfig.js …`), which needs the owner's URL. The product
 * migrates with `npm run migrate` and connects through libs/database.
 */
// eslint-disable-next-line no-restricted-syntax -- the command line loads this file by itself, without the settings
const url = process.env['DATABASE_OWNER_URL'] ?? 'postgres://trustflow_owner@localhost:5432/trustflow';

export default createDataSource(schema, { url, applicationName: 'typeorm', poolSize: 1 });
