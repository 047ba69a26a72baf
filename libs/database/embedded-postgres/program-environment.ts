/** The whole environment of initdb and postgres: nothing of ours (secrets, PGDATA, a locale) leaks into them. */
export const programEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};
