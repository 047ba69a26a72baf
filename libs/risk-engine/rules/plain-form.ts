/** One stretch of a rule's source, `end` excluded, and what stands there in its plain form. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A rule with its edits made, and the way back from a place in it to the place in the source. */
export interface PlainForm {
  readonly text: string;
  sourceOffset(offset: number): number;
}

/** Edits may stand in any order and do not overlap. */
export function plainForm(source: string, edits: readonly Edit[]): PlainForm {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  let text = '';
  let position = 0;
  for (const edit of ordered) {
    text += source.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  text += source.slice(position);
  return { text, sourceOffset: (offset) => offsetBefore(ordered, offset) };
}

function offsetBefore(ordered: readonly Edit[], offset: number): number {
  let grown = 0;
  for (const { start, end, text } of ordered) {
    if (offset < start + grown) break;
    if (offset < start + grown + text.length) return start;
    grown += text.length - (end - start);
  }
  return offset - grown;
}
