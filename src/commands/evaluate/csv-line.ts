import { parse } from 'csv-parse/sync';
import { RowError } from './transaction-row';

/**
 * The cells of one line of RFC 4180. Line by line, because a quote that is never closed would otherwise swallow the
 * rest of the file as one cell.
 *
 * @throws RowError if the quotes don't match.
 */
export function csvCells(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  try {
    const [cells = []] = parse(text);
    return cells;
  } catch {
    throw new RowError('quotes_invalid', 'the quotes do not match, or a cell has a line break');
  }
}
