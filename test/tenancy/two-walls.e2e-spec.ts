import type { NestExpressApplication } from '@nestjs/platform-express';
import { toTenantId } from '@libs/database/tenant-id';
import { ApiModule } from '../../src/api.module';
import { Evaluation } from '../../src/evaluation/evaluation.entity';
import { EvaluationsRepository } from '../../src/evaluation/evaluations.repository';
import { openRuntime } from '../../src/runtime';
import type { Runtime } from '../../src/runtime';
import { OpenApiDocument } from '../../src/site/openapi-document';
import { startApi } from '../../src/start-api';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import { testSettings } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { runMatrix, STRANGERS_LIST } from './matrix';
import type { MatrixReport, Scene } from './matrix';
import type { Call, Document } from './operations';
import { ownRole, pierceCode } from './one-wall';
import type { OwnRole } from './one-wall';
import { MARK } from './words';

jest.setTimeout(120_000);

/** Fewer, and something was left out. */
const FEWEST_CELLS = 80;

let database: TestDatabase;
let role: OwnRole;
let runtime: Runtime;
let app: NestExpressApplication;
let url: string;

/** No worker: nothing is to change behind the matrix's back. */
beforeEach(async () => {
  database = await createTestDatabase();
  role = await ownRole(database);
  const urls = { ...database.urls, app: role.url };
  const settings = testSettings(database, { databaseUrls: urls });
  runtime = await openRuntime(settings, { worker: false });
  ({ app, url } = await startApi(ApiModule.with(runtime), settings));
});
afterEach(async () => {
  await app.close();
  await runtime.close();
  await database.drop();
  await role.drop();
});

/** A stranger who has asked before, so that what is remembered of him is there. */
async function aScene(): Promise<Scene> {
  const document = app.get(OpenApiDocument).get() as unknown as Document;
  const victim = await signUp(url, { organization: MARK, email: `${MARK}@shop.example` });
  const stranger = await signUp(url);
  await stranger.post('/v1/evaluations', aTransaction());
  await stranger.post('/v1/lists', { name: STRANGERS_LIST });
  return { url, database, document, victim, stranger };
}

const tenantOf = ({ tenantId }: { tenantId: string }): ReturnType<typeof toTenantId> =>
  toTenantId(uuidOfTenant(tenantId));

/** Of the calls about one kind of thing. */
const isOf =
  (kind: string) =>
  ({ path }: Call): boolean =>
    path.startsWith(`/v1/${kind}`);

function expectTight({ cells, leaks }: MatrixReport): void {
  expect(leaks).toEqual([]);
  expect(cells).toBeGreaterThanOrEqual(FEWEST_CELLS);
}

/** As a query that forgot its tenant. */
function plantForgottenTenant(): void {
  const repository = app.get(EvaluationsRepository, { strict: false });
  const find: EvaluationsRepository['find'] = ({ manager }, id) => manager.findOneBy(Evaluation, { id });
  Object.assign(repository, { find });
}

describe('a stranger, before both walls', () => {
  it('finds nothing where a query has forgotten its tenant: the other wall stands', async () => {
    const scene = await aScene();
    plantForgottenTenant();
    const { cells, leaks } = await runMatrix(scene, isOf('evaluations'));
    expect(leaks).toEqual([]);
    expect(cells).toBeGreaterThan(10);
  });
});

describe('a stranger, before the code’s wall alone', () => {
  beforeEach(async () => {
    await role.bypass();
  });

  it('finds nothing of the victim’s', async () => {
    const scene = await aScene();
    await expect(seenWithoutTenant()).resolves.toBeGreaterThan(0);
    expectTight(await runMatrix(scene));
  });

  it('would be seen to find what a query without its tenant shows', async () => {
    const scene = await aScene();
    plantForgottenTenant();
    const { leaks } = await runMatrix(scene, isOf('evaluations'));
    expect(leaks.map((leak) => leak.split(':')[0])).toEqual(
      expect.arrayContaining(['GET /v1/evaluations/{id}', 'POST /v1/evaluations/{id}/replay']),
    );
  });

  async function seenWithoutTenant(): Promise<number> {
    const rows = await database.queryBy(role.url, 'select id from evaluations');
    return rows.length;
  }
});

describe('a stranger, before the database’s wall alone', () => {
  it('finds nothing of the victim’s', async () => {
    const scene = await aScene();
    const mend = pierceCode(app, tenantOf(scene.stranger), tenantOf(scene.victim));
    // Who changes keys is looked for among the victim's keys, and is not there.
    expectTight(await runMatrix({ ...scene, alsoRefusedWith: 401 }));
    mend();
  });

  it('would be seen to find what a table without row-level security shows', async () => {
    const scene = await aScene();
    await database.query('alter table policies disable row level security');
    pierceCode(app, tenantOf(scene.stranger), tenantOf(scene.victim));
    const { leaks } = await runMatrix(scene, isOf('policies'));
    expect(leaks.map((leak) => leak.split(':')[0])).toEqual(
      expect.arrayContaining(['GET /v1/policies/{id}', 'POST /v1/policies/{id}/activate']),
    );
  });
});
