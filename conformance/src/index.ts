// The front door of @millrace/conformance: the catalogue and the runner, for those who judge from a test of their own.
export { runScenarios, type Row, type RunOptions } from './run-scenarios.ts';
export type { Finding, Scenario } from './scenario.ts';
export { scenarios } from './scenarios.ts';
export type { ClientProgram, Ended, Stage, Wishes } from './stage.ts';
