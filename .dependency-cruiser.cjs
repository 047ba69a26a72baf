/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means that two files are one. Move what both need to a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libs-know-no-domain',
      severity: 'error',
      comment: 'libs/ is mechanism. What needs a domain module is not a library.',
      from: { path: '^libs/' },
      to: { path: '^src/' },
    },
    {
      name: 'engines-are-pure',
      severity: 'error',
      comment:
        'An engine could be published as it stands: it imports itself, other pure engines and node:crypto, nothing that does I/O.',
      from: {
        path: '^libs/(risk-engine|merkle-log|transaction-simulator|detection-metrics|money|card-number|webhook-signature|request-signature|identifier-words)/',
        pathNot: '[.]spec[.]ts$',
      },
      to: {
        pathNot: [
          '^libs/(risk-engine|merkle-log|transaction-simulator|detection-metrics|money|card-number|webhook-signature|request-signature|identifier-words)/',
          '^crypto$',
          '/(pure-rand|@marcbachmann/cel-js|@noble/(?:curves|hashes)|structured-headers)/',
        ],
      },
    },
    {
      name: 'modules-meet-at-the-door',
      severity: 'error',
      comment:
        'Another module is entered by its .module, .types, .decorator, the service named after it, or what it gives to exports and erasures; tables and inner services are private.',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/[^/]+[.](?:module|types|decorator)[.]ts$',
          '^src/([^/]+)/\\1(?:-export|-erasure)?[.]service[.]ts$',
          '^src/(?:tenants/tenant-directory|evaluation/profile-history|webhooks/secret-care)[.]service[.]ts$',
        ],
      },
    },
    {
      name: 'leaves-know-nobody',
      severity: 'error',
      comment:
        'audit, events and idempotency are what everyone stands on: an import from them would be a cycle in waiting.',
      from: { path: '^src/(audit|events|idempotency)/' },
      to: { path: '^src/(?!audit/|events/|idempotency/|migrations/)[^/]+/', pathNot: '^src/$1/' },
    },
    {
      name: 'leaves-do-not-meet',
      severity: 'error',
      comment: 'What was done, what customers are told and what they were answered are three things.',
      from: { path: '^src/(audit|events|idempotency)/' },
      to: { path: '^src/(audit|events|idempotency)/', pathNot: '^src/$1/' },
    },
    {
      name: 'tenants-uses-only-leaves',
      severity: 'error',
      comment: 'Everyone stands on tenants; tenants stands on the leaves.',
      from: { path: '^src/tenants/' },
      to: { path: '^src/(?!tenants/|audit/|events/|idempotency/)[^/]+/' },
    },
    {
      name: 'siblings-do-not-meet',
      severity: 'error',
      comment:
        'auth, agent-identity, billing and webhooks are composed by evaluation or by the entry points, never by one another.',
      from: { path: '^src/(auth|agent-identity|billing|webhooks)/' },
      to: {
        path: '^src/(auth|agent-identity|billing|webhooks|evaluation|site|operations|privacy|commands)/',
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'evaluation-imports-down',
      severity: 'error',
      comment: 'The product does not know what composes it.',
      from: { path: '^src/evaluation/' },
      to: { path: '^src/(site|operations|privacy|commands)/' },
    },
    {
      name: 'system-database-has-few-users',
      severity: 'error',
      comment: 'SystemDatabase crosses tenants: each user of it is named here and reviewed.',
      from: {
        path: '^src/',
        pathNot: [
          '^src/runtime[.]ts$',
          '^src/operations/maintenance[.]service[.]ts$',
          '^src/operations/month-partitions[.]ts$',
          '^src/evaluation/history/expired-evaluations[.]repository[.]ts$',
          '^src/evaluation/shadows/running-shadows[.]ts$',
          '^src/audit/sealing/(?:sealer|sealing-metrics|sealing[.]repository)[.]ts$',
          '^src/tenants/tenant-directory[.]service[.]ts$',
          '^src/evaluation/backtests/due-backtests[.]ts$',
          '^src/billing/(?:tasks/due-billing-tasks|usage/threshold-teller|reconciliation/billing-metrics)[.]ts$',
          '^src/webhooks/recoveries/due-recoveries[.]ts$',
          '^src/privacy/exports/due-exports[.]ts$',
          '^src/privacy/erasures/due-erasures[.]ts$',
          '^src/webhooks/metrics/backlog[.]repository[.]ts$',
          '^src/webhooks/dispatch/(?:outbox|claims)[.]repository[.]ts$',
          '^src/webhooks/dispatch/(?:outbox-expander|delivery-claimer)[.]ts$',
          '^src/webhooks/sending/(?:deliveries-to-send|settlement)[.]ts$',
          '^src/webhooks/sending/(?:delivery-targets|settlement)[.]repository[.]ts$',
          '^src/webhooks/secrets/due-secrets[.]ts$',
          '^src/migrations/',
        ],
      },
      to: { path: '^libs/database/system-database[.]ts$' },
    },
    {
      name: 'api-starts-no-consumers',
      severity: 'error',
      comment: 'What main.api reaches would consume jobs, or run recurring tasks, in the API process.',
      from: { path: '^src/main[.]api[.]ts$' },
      to: { path: '[.]processor[.]ts$|^libs/recurring/recurring-tasks[.]ts$', reachable: true },
    },
    {
      name: 'no-dev-dependencies-in-production',
      severity: 'error',
      comment: 'The image installs without devDependencies.',
      from: { path: '^(src|libs)/', pathNot: '[.]spec[.]ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'types'] },
  },
};
