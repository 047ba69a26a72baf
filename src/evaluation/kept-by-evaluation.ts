import { formatId } from '@libs/ids/typeid';
import type { ExportSource } from '@libs/personal-data/export-source';
import { keysetSource } from '@libs/personal-data/keyset-source';
import { Backtest } from './backtests/backtest.entity';
import { toBacktestResponse } from './backtests/backtest.response';
import { ProfileSnapshot } from './history/profile-snapshot.entity';
import { toListEntryResponse, toListResponse } from './lists/list.dto';
import { ListEntry } from './lists/list-entry.entity';
import { List } from './lists/list.entity';
import { toPolicyResponse } from './policies/dto/policy.response';
import { Policy } from './policies/policy.entity';
import { Profile } from './profile.entity';
import { toShadowResponse } from './shadows/dto/shadow.response';
import { ShadowDecision } from './shadows/shadow-decision.entity';
import { Shadow } from './shadows/shadow.entity';

/** How a tenant decides, how it tried to, and what is known of the entities that it decides on. */
export function keptByEvaluation(): readonly ExportSource[] {
  return [...policies(), ...lists(), ...profiles()];
}

function policies(): ExportSource[] {
  return [
    keysetSource({
      name: 'policies',
      about: 'Every version of your policy, as GET /v1/policies answers.',
      tables: ['policies'],
      // One may be of a MiB.
      pageRows: 5,
      entity: Policy,
      key: ['id'],
      datedBy: 'id',
      show: (versions) => versions.map(toPolicyResponse),
    }),
    keysetSource({
      name: 'shadows',
      about: 'When versions of your policy decided beside the active one, and how often they agreed.',
      tables: ['shadows'],
      pageRows: 500,
      entity: Shadow,
      key: ['id'],
      datedBy: 'id',
      show: (shadows) => shadows.map((shadow) => ({ shadowId: shadow.id, ...toShadowResponse(shadow) })),
    }),
    keysetSource({
      name: 'shadow_decisions',
      about: 'What shadows decided on what an evaluation was decided from.',
      tables: ['shadow_decisions'],
      pageRows: 2_000,
      entity: ShadowDecision,
      key: ['shadowId', 'evaluationId'],
      datedBy: 'evaluationId',
      show: (decisions) =>
        decisions.map(({ shadowId, evaluationId, decision, score, agrees }) => ({
          ...{ shadowId, evaluationId: formatId('eval', evaluationId), decision, score, agrees },
        })),
    }),
    keysetSource({
      name: 'backtests',
      about: 'Versions of your policy that were tried on the past, as GET /v1/backtests answers.',
      tables: ['backtests'],
      pageRows: 100,
      entity: Backtest,
      key: ['id'],
      datedBy: 'id',
      show: (backtests) => backtests.map(toBacktestResponse),
    }),
  ];
}

function lists(): ExportSource[] {
  return [
    keysetSource({
      name: 'lists',
      about: 'Your lists, as GET /v1/lists answers.',
      tables: ['lists'],
      pageRows: 500,
      entity: List,
      key: ['id'],
      datedBy: 'id',
      show: (all) => all.map(toListResponse),
    }),
    keysetSource({
      name: 'list_entries',
      about: 'What is in your lists, those too that have expired.',
      tables: ['list_entries'],
      pageRows: 2_000,
      entity: ListEntry,
      key: ['id'],
      datedBy: 'id',
      show: (entries) =>
        entries.map((entry) => ({ listId: formatId('list', entry.listId), ...toListEntryResponse(entry) })),
    }),
  ];
}

function profiles(): ExportSource[] {
  return [
    keysetSource({
      name: 'profiles',
      about:
        'What is known of each customer, counterparty, instrument, device, address and agent: derived from the evaluations, as it is kept.',
      tables: ['profiles'],
      pageRows: 100,
      entity: Profile,
      key: ['kind', 'entityId'],
      show: (all) => all.map(({ kind, entityId, state }) => ({ kind, id: entityId, state })),
    }),
    keysetSource({
      name: 'profile_snapshots',
      about: 'Profiles as evaluations made them that are no longer kept.',
      tables: ['profile_snapshots'],
      pageRows: 100,
      entity: ProfileSnapshot,
      key: ['kind', 'entityId'],
      show: (all) =>
        all.map(({ kind, entityId, throughId, state }) => ({
          ...{ kind, id: entityId, through: formatId('eval', throughId), state },
        })),
    }),
  ];
}
