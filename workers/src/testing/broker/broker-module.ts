// Loads the broker, which users of the test kit install beside the worker. Nothing else here imports its code.
import type { InProcessBroker, InProcessOptions } from '@millrace/broker/in-process';
import type { BpmnModel, Diagram } from '@millrace/broker/model';

/** What the kit uses of `@millrace/broker`. */
export interface BrokerModule {
  startInProcessBroker(options?: InProcessOptions): Promise<InProcessBroker>;
  readBpmn(xml: string): BpmnModel;
  readDiagram(xml: string): Diagram;
}

/** Loads it. Rejects with what to install when it is not there. */
export async function loadBroker(): Promise<BrokerModule> {
  try {
    const [{ startInProcessBroker }, { readBpmn, readDiagram }] = await Promise.all([
      import('@millrace/broker/in-process'),
      import('@millrace/broker/model'),
    ]);
    return { startInProcessBroker, readBpmn, readDiagram };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'Expected @millrace/broker to be installed beside @millrace/worker, but it cannot be found: npm install --save-dev @millrace/broker',
      { cause: error },
    );
  }
}
