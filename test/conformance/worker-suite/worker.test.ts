// The worker suite against our broker; with MILLRACE_SUITE_ADDRESS=host:port (and MILLRACE_SUITE_RESTART='command') against the broker there instead.
import { ours, zeebeAt } from './place.ts';
import { workerSuite } from './worker.suite.ts';

const address = process.env['MILLRACE_SUITE_ADDRESS'];
workerSuite(address === undefined ? ours : zeebeAt(address, process.env['MILLRACE_SUITE_RESTART']));
