import { IpRanges } from '@libs/ip-address/ip-ranges';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';

/** Posts to each URL of the command line, and prints a line of JSON for each: a status, or a code and a sentence. */
async function postAll(urls: readonly string[]): Promise<void> {
  const fetch = new SafeFetch({
    ...{ allowTargets: new IpRanges(['127.0.0.0/8']), limits: { connectMs: 500 } },
  });
  for (const url of urls) {
    const outcome = await fetch.post(url, { headers: {}, body: Buffer.from('{}') }).then(
      ({ status }) => ({ status }),
      (error: unknown) => ({ code: (error as { code?: string }).code, message: (error as Error).message }),
    );
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
  await fetch.close();
}

void postAll(process.argv.slice(2));
