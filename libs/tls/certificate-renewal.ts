import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Server } from 'node:tls';
import type { Logger } from '@libs/logging/logger';
import { CertificateError, readCertificate } from './certificate';
import type { Certificate, CertificateFiles } from './certificate';
import { TLS_CONTEXT } from './tls-context';

const LOOK_EVERY_MS = 2_000;
const NEW_TICKET_KEYS_EVERY_MS = 3_600_000;
const TICKET_KEYS_BYTES = 48;
const DAY_MS = 86_400_000;
/** From here on a log line a day reminds of it. */
const ENDS_SOON_MS = 14 * DAY_MS;

/**
 * Has a server present a renewed certificate without a restart. Both files are looked at every 2 s, by their times
 * and sizes and not through events, which miss a file that is swapped under a link or mounted from elsewhere. They are
 * read only if that changed; a pair that is half-written or doesn't fit together is logged, and the one before stays.
 *
 * It also replaces the keys of session tickets every hour: who records traffic and gets hold of one reads that hour
 * of TLS 1.2 at most.
 */
export class CertificateRenewal {
  private readonly timers: NodeJS.Timeout[] = [];
  private seen: string | undefined;
  private isLooking = false;

  constructor(
    private readonly server: Server,
    private readonly files: CertificateFiles,
    private readonly logger: Logger,
  ) {}

  /** `current` is what the server presents. */
  async start(current: Certificate): Promise<void> {
    let { validTo } = current;
    this.seen = await this.stampOf();
    this.every(LOOK_EVERY_MS, async () => {
      validTo = (await this.look())?.validTo ?? validTo;
    });
    this.every(NEW_TICKET_KEYS_EVERY_MS, () => {
      this.server.setTicketKeys(randomBytes(TICKET_KEYS_BYTES));
    });
    const remind = (): void => {
      this.warnIfEndsSoon(validTo);
    };
    remind();
    this.every(DAY_MS, remind);
  }

  stop(): void {
    this.timers.forEach(clearInterval);
  }

  private every(periodMs: number, work: () => unknown): void {
    this.timers.push(setInterval(() => void work(), periodMs).unref());
  }

  /** The pair that is presented from now on; undefined if it is the one before. */
  private async look(): Promise<Certificate | undefined> {
    if (this.isLooking) return undefined;
    this.isLooking = true;
    try {
      const stamp = await this.stampOf();
      if (stamp === this.seen) return undefined;
      // Whatever changes while they are read is seen at the next look.
      this.seen = stamp;
      return await this.renew();
    } finally {
      this.isLooking = false;
    }
  }

  private async renew(): Promise<Certificate | undefined> {
    try {
      const certificate = await readCertificate(this.files);
      this.server.setSecureContext({ ...TLS_CONTEXT, cert: certificate.cert, key: certificate.key });
      this.logger.info({ validTo: certificate.validTo.toISOString() }, 'the certificate was renewed');
      return certificate;
    } catch (error) {
      const reason = error instanceof CertificateError ? error.message : String(error);
      this.logger.error({ reason }, 'the renewed certificate is not used; the one before stays');
      return undefined;
    }
  }

  private async stampOf(): Promise<string> {
    const { certFile, keyFile } = this.files;
    const stamps = await Promise.all([certFile, keyFile].map((file) => stat(file).catch(() => undefined)));
    return stamps
      .map((found) => found && [found.ino, found.size, found.mtimeMs, found.ctimeMs].join('-'))
      .join(' ');
  }

  private warnIfEndsSoon(validTo: Date): void {
    if (validTo.getTime() - Date.now() < ENDS_SOON_MS) {
      this.logger.warn({ validTo: validTo.toISOString() }, 'the certificate expires soon');
    }
  }
}
