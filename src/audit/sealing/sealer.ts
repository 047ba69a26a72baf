import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { allInOrder } from '@libs/database/all-in-order';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { formatId, NIL_UUID } from '@libs/ids/typeid';
import { checkpointText } from '@libs/merkle-log/checkpoint';
import { signNote } from '@libs/merkle-log/signed-note';
import { SigningKeys } from '@libs/signing-keys/signing-keys';
import type { SigningKey } from '@libs/signing-keys/signing-keys';
import { GrowingTree } from '../tree/growing-tree';
import { SealingMetrics } from './sealing-metrics';
import { SealingRepository } from './sealing.repository';
import type { TreeHead, WaitingLeaf } from './sealing.repository';

const TENANTS_PAGE = 500;
/** In one transaction: it takes a fraction of a second. */
const MAX_LEAVES = 4_096;
/** Each takes a connection, and waits for the disk. */
const TENANTS_AT_ONCE = 4;

/**
 * Puts the leaves that wait into the trees of their tenants and signs what has become of those. A tree's leaves, its
 * tiles and its checkpoint change in one transaction, one at a time for each tenant: whatever ends it, a place in a
 * tree is given once, and no checkpoint is seen that the tree doesn't keep.
 */
@Injectable()
export class Sealer implements OnModuleDestroy {
  private readonly logger = new Logger(Sealer.name);
  private isStopping = false;

  constructor(
    private readonly database: SystemDatabase,
    private readonly repository: SealingRepository,
    private readonly signingKeys: SigningKeys,
    private readonly metrics: SealingMetrics,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The transaction that is on its way is the last one. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /**
   * Once for each tenant, and again while there are some with more than that. Tenants take turns, so that none waits for
   * another's backlog; what comes in meanwhile is for the next second.
   */
  async sealAll(): Promise<void> {
    let hasMore = true;
    while (hasMore && !this.isStopping) hasMore = await this.sealEach();
  }

  /** Returns whether a tenant has so many that some are left. */
  private async sealEach(): Promise<boolean> {
    let hasMore = false;
    let page: readonly string[];
    let last: string = NIL_UUID;
    do {
      page = await this.database.runByKeys((query) => this.repository.tenants(query, last, TENANTS_PAGE));
      for (let first = 0; first < page.length; first += TENANTS_AT_ONCE) {
        if (this.isStopping) return false;
        const sealed = await this.sealTogether(page.slice(first, first + TENANTS_AT_ONCE));
        if (sealed.includes(MAX_LEAVES)) hasMore = true;
      }
      last = page.at(-1) ?? last;
    } while (page.length === TENANTS_PAGE);
    return hasMore;
  }

  /** One that fails is told of and left for the next second: it stands in no other's way. */
  private sealTogether(tenantIds: readonly string[]): Promise<number[]> {
    return Promise.all(
      tenantIds.map(async (tenantId) => {
        try {
          const sealed = await this.seal(tenantId);
          this.metrics.countSealed(sealed);
          return sealed;
        } catch (error) {
          const tenant = formatId('tenant', tenantId);
          this.logger.error({ message: 'a trail could not be sealed', tenant, reason: String(error) });
          return 0;
        }
      }),
    );
  }

  /** Returns how many leaves; none where another process is at it. */
  private async seal(tenantId: string): Promise<number> {
    const key = await this.signingKeys.current();
    return this.database.runByKeys(async (query) => {
      if (!(await this.repository.tryLock(query, tenantId))) return 0;
      const leaves = await this.repository.waiting(query, tenantId, MAX_LEAVES);
      if (leaves.length > 0) await this.grow(query, tenantId, leaves, key);
      return leaves.length;
    });
  }

  private async grow(
    query: Query,
    tenantId: string,
    leaves: readonly WaitingLeaf[],
    key: SigningKey,
  ): Promise<void> {
    const head = (await this.repository.head(query, tenantId)) ?? this.emptyTree(tenantId);
    const edge = GrowingTree.edgeOf(head.size);
    const tree = new GrowingTree(head.size, await this.repository.tiles(query, tenantId, edge));
    for (const { leafHash } of leaves) tree.append(leafHash);
    await allInOrder([
      this.repository.place(query, tenantId, leaves, head.size),
      this.repository.saveTiles(query, tenantId, tree.grownTiles),
      this.repository.saveHead(query, tenantId, {
        ...{ origin: head.origin, sizeBefore: head.size, size: tree.size, sealedAt: this.clock.now() },
        checkpoint: signedCheckpoint(head.origin, tree, key),
      }),
    ]);
  }

  private emptyTree(tenantId: string): TreeHead {
    const { host } = new URL(this.settings.publicUrl);
    return { size: 0, origin: `${host}/${formatId('tenant', tenantId)}` };
  }
}

/** The key's name is that of the log, so that a signature for one tenant is none for another. */
function signedCheckpoint(origin: string, tree: GrowingTree, { publicKey, sign }: SigningKey): string {
  const text = checkpointText({ origin, size: tree.size, root: tree.root() });
  return signNote({ text, name: origin, publicKey, sign });
}
