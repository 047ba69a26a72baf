import { errors } from 'undici';
import { answerFault, connectFault, SendFault } from './send-fault';

const coded = (code: string): Error => Object.assign(new Error(code), { code });

describe('why there is no connection', () => {
  it.each([
    ['ECONNREFUSED', 'connection_refused', 'connection_refused'],
    ['ETIMEDOUT', 'timeout', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'timeout'],
    ['ENETUNREACH', 'connection_failed', 'connection_failed'],
    ['EHOSTUNREACH', 'connection_failed', 'connection_failed'],
    ['EMFILE', 'connection_failed', 'connection_failed'],
    ['ECONNRESET', 'tls_failed', 'connection_failed'],
    ['EPROTO', 'tls_failed', 'connection_failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_failed', 'connection_failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_failed', 'connection_failed'],
    ['CERT_HAS_EXPIRED', 'tls_failed', 'connection_failed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_failed', 'connection_failed'],
  ])('%s is %s with TLS, %s without', (code, withTls, without) => {
    expect(connectFault(coded(code), true).code).toBe(withTls);
    expect(connectFault(coded(code), false).code).toBe(without);
  });

  it('can be read without a code', () => {
    expect(connectFault(new Error('odd'), false)).toMatchObject({
      code: 'connection_failed',
      message: 'No connection came about (unknown).',
    });
  });
});

describe('why there is no whole answer', () => {
  it.each([
    [new SendFault('unsafe_url', 'no'), 'unsafe_url'],
    [new errors.HeadersTimeoutError('late'), 'timeout'],
    [new errors.BodyTimeoutError('late'), 'timeout'],
    [new errors.HeadersOverflowError('long'), 'answer_invalid'],
    [new errors.HTTPParserError('odd'), 'answer_invalid'],
    [new errors.ResponseContentLengthMismatchError('odd'), 'answer_invalid'],
    [new errors.SocketError('other side closed'), 'connection_broken'],
    [coded('ECONNRESET'), 'connection_broken'],
  ])('%s', (error, code) => {
    expect(answerFault(error).code).toBe(code);
  });
});
