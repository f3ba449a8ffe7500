/** Whether the broker lives, has started, and takes commands: 200 or 503 with one line per component. */
import type { Visit } from './visit.ts';
import { answerJson } from './reply.ts';

/** `live`: the process works. `startup`: every partition has recovered once. `ready`: commands are accepted now. */
export function answerHealth({ response, view }: Visit, kind: 'live' | 'ready' | 'startup'): void {
  const components = view.components();
  const ready = view.started() && components.every(({ healthy }) => healthy);
  const good = { live: true, startup: view.started(), ready }[kind];
  const listed = Object.fromEntries(
    components.map(({ name, healthy, reason }) => [name, healthy ? { status: 'UP' } : { status: 'DOWN', reason }]),
  );
  answerJson(response, good ? 200 : 503, { status: good ? 'UP' : 'DOWN', components: listed });
}
