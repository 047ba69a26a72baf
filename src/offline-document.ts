import type { Settings } from '@libs/config/settings';
import { ChangeListener } from '@libs/database/change-listener';
import { createDataSource } from '@libs/database/data-source';
import { JointDatabase } from '@libs/database/joint-database';
import { KeyHistory } from '@libs/secrets/key-history';
import { KeyRing } from '@libs/secrets/key-ring';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from './api.module';
import { foundationOf } from './foundation';
import type { Runtime } from './runtime';
import { schema } from './schema';
import { OpenApiDocument } from './site/openapi-document';
import { createApi } from './start-api';

const NOWHERE = 'postgres://nobody@localhost:1/none';

/** The OpenAPI document of an API that is put together but not started: it needs no database. */
export async function offlineDocument(settings: Settings): Promise<OpenAPIObject> {
  const app = await createApi(ApiModule.with(offlineRuntime(settings)), settings);
  return app.get(OpenApiDocument).get();
}

/** What the modules stand on, never connected, so that nothing can be asked. */
function offlineRuntime(settings: Settings): Pick<Runtime, 'foundation'> {
  const keyRing = KeyRing.parse(`offline:${Buffer.alloc(32).toString('base64')}`);
  const keyHistory = new KeyHistory(keyRing.kids, new Map());
  const app = createDataSource(schema, { url: NOWHERE, applicationName: 'trustflow-offline', poolSize: 1 });
  const connections = { app, joint: new JointDatabase(NOWHERE), listener: new ChangeListener(NOWHERE) };
  return { foundation: foundationOf({ settings, keyRing, keyHistory, connections }) };
}
