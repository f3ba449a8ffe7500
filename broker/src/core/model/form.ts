/** Reads the little that the broker needs of a form or linked file: its id and version tag. What it is for is no business of ours. */

/** A form of Camunda's form editor or a file that jobs link to, or why it is none: `Expected ..., but ...`. */
export type FormModel = { readonly id: string /** Empty when absent. */; readonly versionTag: string } | { readonly problem: string };

/** Reads the JSON text of a `.form` or `.rpa` file; `what` names it in messages. */
export function readForm(json: string, what = 'a form'): FormModel {
  const content = parsed(json);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { problem: `Expected ${what} to be a JSON object, but it is none` };
  }
  const members = new Map<string, unknown>(Object.entries(content));
  const id = textOf(members.get('id'));
  if (typeof id !== 'string' || id.trim() === '')
    return { problem: `Expected the 'id' of ${what} to be present and not blank, but it is not` };
  const versionTag = members.get('versionTag') ?? '';
  if (typeof versionTag !== 'string') return { problem: `Expected the 'versionTag' of ${what} to be text, but it is not` };
  return { id, versionTag };
}

/** A number is taken as text, as the reference does. */
function textOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** Undefined, which no JSON text means, for anything that is not JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  } catch {
    return undefined;
  }
}
