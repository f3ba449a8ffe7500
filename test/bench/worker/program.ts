/** The worker under measurement, in a process of its own: a handler that does nothing. Tells its counts when it is asked. */
import { worker } from '@millrace/worker';

const [address = '', source = 'auto', max = '32'] = process.argv.slice(2);

const running = worker({
  address,
  max: Number(max),
  source: source === 'poll' ? 'poll' : 'job-stream',
  name: 'bench',
})
  .task('work', () => {})
  .run();

process.on('message', (message) => {
  if (message === 'figures') {
    const { settled, polls } = running.metrics().types['work'] ?? { settled: { completed: 0 }, polls: 0 };
    process.send?.({ completed: settled.completed, polls, settled });
  } else void running.drain({ deadline: '2s' }).then(() => process.exit(0));
});
