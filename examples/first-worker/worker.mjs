// The worker of README.md, word for word: it charges cards for the process in order.bpmn until Ctrl-C.
import { BpmnError, worker } from '@millrace/worker';

const running = worker({ address: '127.0.0.1:26500', max: 8 })
  .task('charge-card', async (job) => {
    if (job.variables.total > 1000) throw new BpmnError('CARD_REFUSED');
    return { charged: job.variables.total };
  })
  .run();

process.once('SIGINT', () => running.drain({ deadline: '10s' }));
