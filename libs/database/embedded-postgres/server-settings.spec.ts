import { serverArguments } from './server-settings';

const claim = { dataDir: '/data', port: 54321, ownerPid: 4711 };

const settings = (callers: Record<string, string>): string[] =>
  serverArguments(claim, callers).filter((argument) => argument.includes('='));

describe('the settings of the server', () => {
  it('keep it on loopback with no socket file, whatever the caller asks', () => {
    const given = settings({ listen_addresses: '*', port: '1', unix_socket_directories: '/tmp' });
    expect(given).toEqual(
      expect.arrayContaining(['listen_addresses=127.0.0.1', 'port=54321', 'unix_socket_directories=']),
    );
    expect(given).not.toContain('listen_addresses=*');
  });

  it('are the caller’s before the defaults, each named once', () => {
    const given = settings({ max_connections: '20', work_mem: '8MB' });
    expect(given.filter((setting) => setting.startsWith('max_connections='))).toEqual(['max_connections=20']);
    expect(given).toContain('work_mem=8MB');
  });

  it('leave durability alone', () => {
    expect(
      settings({}).filter((setting) => /^(fsync|full_page_writes|synchronous_commit)=/.test(setting)),
    ).toEqual([]);
  });

  it('name the process that owns it, so that nobody attaches to an orphan', () => {
    expect(settings({ 'embedded.owner_pid': '1' })).toContain('embedded.owner_pid=4711');
  });

  it('name the data folder', () => {
    expect(serverArguments(claim, {}).slice(0, 2)).toEqual(['-D', '/data']);
  });
});
