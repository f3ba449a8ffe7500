/** Reads the little that the broker needs of a form: its id and version tag. What a form shows is no business of ours. */

/** A form of Camunda's form editor, or why it is none: `Expected ..., but ...`. */
export type FormModel = { readonly id: string /** Empty when absent. */; readonly versionTag: string } | { readonly problem: string };

/** Reads the JSON text of a `.form` file. */
export function readForm(json: string): FormModel {
  const content = parsed(json);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { problem: 'Expected a form to be a JSON object, but it is none' };
  }
  const members = new Map<string, unknown>(Object.entries(content));
  const id = members.get('id');
  if (typeof id !== 'string' || id.trim() === '')
    return { problem: `Expected the 'id' of a form to be present and not blank, but it is not` };
  const versionTag = members.get('versionTag') ?? '';
  if (typeof versionTag !== 'string') return { problem: `Expected the 'versionTag' of a form to be text, but it is not` };
  return { id, versionTag };
}

/** Undefined, which no JSON text means, for anything that is not JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  } catch {
    return undefined;
  }
}
