import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { answerFault, connectFault } from './send-fault';
import { toHost } from './target';
import type { TargetJudge } from './target-judge';

/**
 * Makes undici's connections: each host is judged, and connected to only at the addresses that were judged. Names,
 * also in TLS, stay the host's. A host that is an address already is never looked up by Node's sockets: it is judged
 * all the same.
 */
export function pinnedConnector(judge: TargetJudge, timeoutMs: number): buildConnector.connector {
  return (options, callback) => {
    const host = toHost(options.protocol, options.hostname, options.port);
    judge.addresses(host).then(
      (addresses) => {
        connectTo(addresses, timeoutMs)(options, (error, socket) => {
          if (error === null) callback(null, socket);
          else callback(connectFault(error, host.isTls), null);
        });
      },
      (fault: unknown) => {
        callback(answerFault(fault), null);
      },
    );
  };
}

function connectTo(addresses: readonly string[], timeout: number): buildConnector.connector {
  return buildConnector({
    timeout,
    lookup: lookupOf(addresses),
    autoSelectFamily: true,
    // A resumed session would not have its certificate looked at again.
    maxCachedSessions: 0,
  });
}

function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    const [first] = found;
    if (all === true || first === undefined) callback(null, found);
    else callback(null, first.address, first.family);
  };
}
