// Runs the verifier again and again in one process, for tests with many exports: Jest can't import ES modules.
import { exitCode, report, verifyAudit } from '../../bin/verify-audit.mjs';

const PIECE_BYTES = 1_000;

/** As a stream gives them: they end anywhere. */
function piecesOf(content) {
  const bytes = Buffer.from(content);
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES));
}

process.on('message', async ({ lines, evaluations, ...files }) => {
  const result = await verifyAudit({
    ...files,
    lines: piecesOf(lines),
    evaluations: evaluations === undefined ? undefined : piecesOf(evaluations),
  });
  process.send({ exitCode: exitCode(result), stdout: report(result) });
});
