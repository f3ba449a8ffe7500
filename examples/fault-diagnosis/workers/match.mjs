// Matches every line against every rule. It knows nothing of the steps before and after it.
import { worker } from '@millrace/worker';

/** Starts the worker; it takes `lines` and `rules`, and gives `hits`, a rule once with how often it was found. */
export function startMatch(address) {
  return worker({ address })
    .task('match-rules', { fetch: ['lines', 'rules'] }, (job) => {
      const hits = [];
      for (const { id, component, pattern, severity, action } of job.variables.rules) {
        const found = job.variables.lines.filter((line) => new RegExp(pattern).test(line));
        if (found.length > 0) hits.push({ rule: id, component, severity, action, count: found.length, example: found[0] });
      }
      return { hits };
    })
    .run();
}
