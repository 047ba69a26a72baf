// Runs the verifier again and again in one process, for tests with many exports: Jest can't import ES modules.
import { exitCode, report, verifyAudit } from '../../bin/verify-audit.mjs';

process.on('message', async ({ lines, evaluations, ...files }) => {
  const result = await verifyAudit({
    ...files,
    lines: [Buffer.from(lines)],
    evaluations: evaluations === undefined ? undefined : [Buffer.from(evaluations)],
  });
  process.send({ exitCode: exitCode(result), stdout: report(result) });
});
