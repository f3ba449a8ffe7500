// zeebe-node, unchanged, against our broker.
import { ZBClient } from 'zeebe-node';
import type { NodeClient } from './node-client.ts';
import { nodeClientSuite } from './node-client.suite.ts';

nodeClientSuite((address) => new ZBClient(address, { useTLS: false, loglevel: 'NONE', longPoll: 10_000 }) as unknown as NodeClient);
