import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { addressBits } from '@libs/ip-address/address-bits';

const HEADER_BYTES = 12;
const QUESTION_TAIL_BYTES = 4;
const TYPES = { 1: 'A', 5: 'CNAME', 28: 'AAAA' } as const;
const SERVER_FAILURE = 2;
/** Compressed: the name at the head of the question. */
const QUESTIONED_NAME = Buffer.from([0xc0, HEADER_BYTES]);

export type QueryType = 'A' | 'AAAA';
/** Addresses of either family (those of the other are left out), or `silent`, or `failure`. */
export type DnsAnswer = readonly string[] | 'silent' | 'failure';
export type DnsZone = (name: string, type: QueryType) => DnsAnswer;

/** A name server that lies as it is told to, and remembers what it was asked. */
export class DnsServer {
  readonly asked: string[] = [];
  zone: DnsZone = () => [];
  /** What the name is an alias of, in the same answer. */
  alias: string | undefined;
  private readonly socket = createSocket('udp4');

  static async start(): Promise<DnsServer> {
    const server = new DnsServer();
    server.socket.on('message', (query, { port, address }) => {
      const answer = server.answer(query);
      if (answer !== undefined) server.socket.send(answer, port, address);
    });
    server.socket.bind(0, '127.0.0.1');
    await once(server.socket, 'listening');
    return server;
  }

  resolver(): Resolver {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${this.socket.address().port}`]);
    return resolver;
  }

  stop(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer | undefined {
    const labels: string[] = [];
    let at = HEADER_BYTES;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const name = labels.join('.').toLowerCase();
    const type = TYPES[query.readUInt16BE(at + 1) as 1 | 28];
    this.asked.push(`${type} ${name}`);
    const found = this.zone(name, type);
    if (found === 'silent') return undefined;
    const question = query.subarray(HEADER_BYTES, at + 1 + QUESTION_TAIL_BYTES);
    return this.message(query.readUInt16BE(0), question, this.records(found, type));
  }

  private records(found: DnsAnswer, type: QueryType): Buffer[] | 'failure' {
    if (typeof found === 'string') return 'failure';
    const addresses = found.filter((address) => address.includes(':') === (type === 'AAAA'));
    if (this.alias === undefined)
      return addresses.map((address) => addressRecord(QUESTIONED_NAME, type, address));
    const alias = nameBytes(this.alias);
    return [
      record(QUESTIONED_NAME, 5, alias),
      ...addresses.map((address) => addressRecord(alias, type, address)),
    ];
  }

  private message(id: number, question: Buffer, records: Buffer[] | 'failure'): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(id, 0);
    header.writeUInt16BE(0x8180 | (records === 'failure' ? SERVER_FAILURE : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records === 'failure' ? 0 : records.length, 6);
    return Buffer.concat([header, question, ...(records === 'failure' ? [] : records)]);
  }
}

function addressRecord(name: Buffer, type: QueryType, address: string): Buffer {
  const octets = addressBits(address).match(/.{8}/g) ?? [];
  return record(name, type === 'A' ? 1 : 28, Buffer.from(octets.map((octet) => parseInt(octet, 2))));
}

function record(name: Buffer, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, head, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
