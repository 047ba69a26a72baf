import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { ChangeListener } from '@libs/database/change-listener';

describe('a listener to changes', () => {
  it('can be closed while it connects to a database that says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const listener = new ChangeListener(`postgres://someone:secret@127.0.0.1:${port}/any`);
    listener.start();
    const [connection] = (await once(silent, 'connection')) as [Socket];
    connection.resume();
    await listener.close();
    expect(listener.isTrusted()).toBe(false);
    silent.close();
    await once(silent, 'close');
  });
});
