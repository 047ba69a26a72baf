import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import { addCounts, totalOf } from '@libs/erasure/erased-slice';
import type { SigningKey } from '@libs/signing-keys/signing-keys';
import { EvaluationErasureService } from '../../evaluation/evaluation-erasure.service';
import { TenantsErasureService } from '../../tenants/tenants-erasure.service';
import { ExportDestruction } from '../exports/export-destruction';
import type { ErasedSandbox } from './certificate';
import { ErasureCompletion } from './erasure-completion';
import { isSamePlace, LATE_WRITES_MS, MAX_PASSES, placeBehind, placeOnceMore } from './erasure-progress';
import type { ErasurePlace } from './erasure-progress';
import { subjectOf } from './erasure-step';
import type { ErasureStep } from './erasure-step';
import type { Erasure } from './erasure.entity';
import { ErasuresRepository } from './erasures.repository';
import { SubjectSteps } from './subject-steps';
import { TenantSteps } from './tenant-steps';

/** What the last transaction of an erasure needs. */
export interface Ending {
  readonly key: SigningKey;
  readonly sandbox: ErasedSandbox | undefined;
}

/** One slice of an erasure in one transaction, with how far it is then. */
@Injectable()
export class ErasureSlices {
  constructor(
    private readonly erasures: ErasuresRepository,
    private readonly subjects: SubjectSteps,
    private readonly wholes: TenantSteps,
    private readonly evaluations: EvaluationErasureService,
    private readonly tenants: TenantsErasureService,
    private readonly exports: ExportDestruction,
    private readonly completion: ErasureCompletion,
    private readonly clock: Clock,
  ) {}

  isAtEnd(erasure: Erasure): boolean {
    return erasure.step >= this.stepsOf(erasure).length;
  }

  /** Undefined where somebody else went on with it, or ended it, or where it rests. */
  async take(tx: TenantTx, known: Erasure, leaseMs: number): Promise<Erasure | undefined> {
    const erasure = await this.lock(tx, known);
    if (erasure === undefined) return undefined;
    const steps = this.stepsOf(erasure);
    const step = steps[erasure.step];
    if (step === undefined) return erasure;
    const slice = await step.slice(tx, erasure, erasure.cursor ?? undefined);
    return this.moveTo(tx, erasure, placeBehind(erasure, slice, steps.length), leaseMs);
  }

  /** Completes it, unless something came meanwhile: then all is gone through again. */
  async end(tx: TenantTx, known: Erasure, ending: Ending, leaseMs: number): Promise<Erasure | undefined> {
    const erasure = await this.lock(tx, known);
    if (erasure === undefined) return undefined;
    // All that was emptied is counted once more, and archives are large.
    await tx.manager.query('set local statement_timeout = 0');
    if (erasure.scope === 'subject') return this.endSubject(tx, erasure, ending, leaseMs);
    return erasure.pass === 0
      ? this.moveTo(tx, erasure, placeOnceMore(erasure, {}), leaseMs)
      : this.endTenant(tx, erasure, ending);
  }

  /**
   * Whoever decides on the subject waits for its profile meanwhile, where it has one: then no evaluation can name it that
   * is not found here. Whoever finds no profile begins a new one.
   */
  private async endSubject(
    tx: TenantTx,
    erasure: Erasure,
    ending: Ending,
    leaseMs: number,
  ): Promise<Erasure | undefined> {
    await this.evaluations.lockProfile(tx, subjectOf(erasure));
    const late = await this.subjects.eraseEvaluations(tx, erasure);
    const isToGoOn = totalOf(late.counts) > 0 && erasure.pass + 1 < MAX_PASSES;
    if (isToGoOn) return this.moveTo(tx, erasure, placeOnceMore(erasure, late.counts), leaseMs);
    await this.evaluations.eraseProfile(tx, subjectOf(erasure));
    // Last of all: what was exported meanwhile may still name the subject.
    const counts = addCounts(erasure.counts, { exports: await this.exports.destroyAll(tx) });
    return this.completion.complete(tx, { ...erasure, counts }, ending);
  }

  private async endTenant(tx: TenantTx, erasure: Erasure, ending: Ending): Promise<Erasure> {
    await this.erasures.cancelOthers(tx, erasure);
    await this.tenants.bury(tx);
    return this.completion.complete(tx, erasure, ending);
  }

  private async lock(tx: TenantTx, known: Erasure): Promise<Erasure | undefined> {
    const erasure = await this.erasures.findLocked(tx, known.id);
    if (erasure?.status !== 'running' || !isSamePlace(erasure, known)) return undefined;
    return erasure;
  }

  /** A tenant's rests behind its first pass: the row says until when, whichever worker goes on. */
  private async moveTo(
    tx: TenantTx,
    erasure: Erasure,
    place: ErasurePlace,
    leaseMs: number,
  ): Promise<Erasure | undefined> {
    const isToRest = erasure.scope === 'tenant' && erasure.pass === 0 && place.pass > 0;
    const forMs = isToRest ? LATE_WRITES_MS : leaseMs;
    const change = { ...place, leaseUntil: new Date(this.clock.now().getTime() + forMs) };
    await this.erasures.update(tx, erasure, change);
    return isToRest ? undefined : { ...erasure, ...change };
  }

  private stepsOf({ scope }: Erasure): readonly ErasureStep[] {
    return scope === 'tenant' ? this.wholes.all : this.subjects.all;
  }
}
