export const SIGNUP_EXAMPLE = {
  tenant: { id: 'tenant_01m81b8yrde1g8b3f1q51mthcs', name: 'Acme Shop', mode: 'live', plan: 'unlimited' },
  apiKey: {
    id: 'key_01m81b8yrhe5ta89c6pqd8tmw2',
    secret: 'tf_live_0123456789abcdefghijABCDEFGHIJ4W5Kvy',
    scopes: ['*'],
  },
  sandbox: {
    tenant: { id: 'tenant_01m81b8yrde259rhsag0q81heh', name: 'Acme Shop', mode: 'test', plan: 'unlimited' },
    apiKey: {
      id: 'key_01m81b8yrve3qtw20x2pjhdymd',
      secret: 'tf_test_9876543210jihgfedcbaJIHGFEDCBA2NQaCv',
      scopes: ['*'],
    },
  },
} as const;
