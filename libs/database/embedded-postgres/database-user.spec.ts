import { firstUserOf } from './database-user';

const root = 'root:x:0:0:root:/root:/bin/bash';
const nobody = 'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin';
const postgres = 'postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash';

describe('the user who runs PostgreSQL for root', () => {
  it.each([
    ['postgres where there is one', [root, nobody, postgres], 'postgres', 101, 104],
    ['nobody where there is no postgres', [root, nobody], 'nobody', 65534, 65533],
    ['not one whose name only begins so', [root, 'postgres2:x:7:8::/:', nobody], 'nobody', 65534, 65533],
    ['not one with the rights of root', [root, 'postgres:x:0:0::/:', nobody], 'nobody', 65534, 65533],
    ['not one whose line is broken', [root, 'postgres:x', nobody], 'nobody', 65534, 65533],
  ])('is %s', (_, lines, name, uid, gid) => {
    expect(firstUserOf(lines.join('\n'), ['postgres', 'nobody'])).toEqual({ name, switchTo: { uid, gid } });
  });

  it('is nobody at all where the machine has none of them', () => {
    expect(firstUserOf(root, ['postgres', 'nobody'])).toBeUndefined();
  });
});
