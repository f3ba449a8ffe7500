/** The library's door: a broker inside another process, its configuration, and its clock of the machine or a simulated one. */
export type { Broker, BrokerParts } from './broker.ts';
export { StartError, startBroker } from './broker.ts';
export type { Config, ConfigSources, LogLevel } from './config.ts';
export { ConfigError, resolveConfig } from './config.ts';
export { brokerVersion } from './version.ts';
