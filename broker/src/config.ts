/** Every option of a broker: name, unit, bounds, default and why; and how flag, environment and file make one value. Does not start anything. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** The options of one broker, all set. */
export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly internalPort: number;
  readonly managementPort: number;
  readonly portOffset: number;
  readonly nodeId: number;
  readonly clusterSize: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly clusterId: number;
  readonly contactPoints: readonly string[];
  readonly advertiseHost: string;
  readonly exporter: readonly string[];
  readonly clock: 'system' | 'controlled';
  readonly logLevel: LogLevel;
}

/** How much is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** Partitions of a cluster: their numbers have six bits in a key, and 0 is none. */
export const PARTITIONS_MAX = 63;
const PORT_MAX = 65_535;
const NODES_MAX = 64;
const CLUSTER_ID_MAX = 15;
const ENVIRONMENT_PREFIX = 'MILLRACE_';
/** Variables of the same prefix that belong to clients and tools. */
const FOREIGN = /^MILLRACE_(ADDRESS|TENANT_ID|DEADLINE|AUTH|TOKEN|KEEPALIVE|CONFIG|(BASIC|OAUTH|CLIENT|BENCH|TEST)_.+|TLS(_.+)?)$/;

/** Why a configuration cannot be used; the broker ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(key: string, value: string, expected: string) {
    super(`Expected ${key} to be ${expected}, but it was ${value === '' ? 'empty' : `'${value}'`}`);
  }
}

/** One option. `T` is what it is in {@link Config}. */
export interface ConfigOption<T = unknown> {
  /** As on the command line and in the file, without dashes in front. */
  readonly flag: string;
  /** What stands for the value in the help. */
  readonly argument: string;
  /** Undefined: derived from other options. */
  readonly fallback: T | undefined;
  readonly meaning: string;
  readonly repeatable?: boolean;
  /** What a value must be, for people. */
  readonly expected: string;
  /** Undefined when the text is no such value. */
  read(text: string): T | undefined;
}

function integer(minimum: number, maximum: number): Pick<ConfigOption<number>, 'expected' | 'read'> {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum ? Number(text) : undefined),
  };
}

function oneOf<const W extends readonly string[]>(words: W): Pick<ConfigOption<W[number]>, 'expected' | 'read'> {
  return { expected: `one of ${words.join(', ')}`, read: (text) => words.find((word) => word === text) };
}

const text: Pick<ConfigOption<string>, 'expected' | 'read'> = { expected: 'a text', read: (given) => (given === '' ? undefined : given) };
const HOST_AND_PORT = /^(\[[0-9a-fA-F:]+\]|[^\s:,]+):\d{1,5}$/;
const EXPORTER = /^[A-Za-z0-9_-]+:[^\s?]+(\?.*)?$/;

function list(item: RegExp, expected: string): Pick<ConfigOption<readonly string[]>, 'expected' | 'read' | 'repeatable'> {
  return {
    expected,
    repeatable: true,
    read: (given) => {
      const items = given === '' ? [] : given.split(',').map((part) => part.trim());
      return items.every((part) => item.test(part)) ? items : undefined;
    },
  };
}

/** Every option, in the order of the help. */
export const configOptions: { readonly [K in keyof Config]: ConfigOption<Config[K]> } = {
  dataDir: {
    flag: 'data-dir',
    argument: 'DIR',
    fallback: './data',
    meaning: 'everything durable lies here; one broker at a time',
    ...text,
  },
  host: { flag: 'host', argument: 'HOST', fallback: '127.0.0.1', meaning: 'address all servers bind to', ...text },
  port: { flag: 'port', argument: 'PORT', fallback: 26_500, meaning: 'gateway (gRPC); 0 takes a free one', ...integer(0, PORT_MAX) },
  internalPort: { flag: 'internal-port', argument: 'PORT', fallback: 26_502, meaning: 'between brokers', ...integer(0, PORT_MAX) },
  managementPort: {
    flag: 'management-port',
    argument: 'PORT',
    fallback: 9600,
    meaning: 'health, metrics, records (HTTP); 0 takes a free one',
    ...integer(0, PORT_MAX),
  },
  portOffset: { flag: 'port-offset', argument: 'N', fallback: 0, meaning: 'adds N * 10 to every port but 0', ...integer(0, 3000) },
  nodeId: { flag: 'node-id', argument: 'N', fallback: 0, meaning: 'number of this broker in its cluster', ...integer(0, NODES_MAX - 1) },
  clusterSize: { flag: 'cluster-size', argument: 'N', fallback: 1, meaning: 'brokers of the cluster', ...integer(1, NODES_MAX) },
  partitions: {
    flag: 'partitions',
    argument: 'N',
    fallback: 1,
    meaning: 'partitions of the cluster; fixed once there is data',
    ...integer(1, PARTITIONS_MAX),
  },
  replicationFactor: {
    flag: 'replication-factor',
    argument: 'N',
    fallback: 1,
    meaning: 'copies of each partition',
    ...integer(1, NODES_MAX),
  },
  clusterId: {
    flag: 'cluster-id',
    argument: 'N',
    fallback: 0,
    meaning: 'lies in the partition number of every key',
    ...integer(0, CLUSTER_ID_MAX),
  },
  contactPoints: {
    flag: 'contact-points',
    argument: 'LIST',
    fallback: [],
    meaning: "other brokers' internal addresses",
    ...list(HOST_AND_PORT, 'host:port, separated by commas'),
  },
  advertiseHost: {
    flag: 'advertise-host',
    argument: 'HOST',
    fallback: undefined,
    meaning: 'host others are told; default: the host',
    ...text,
  },
  exporter: {
    flag: 'exporter',
    argument: 'SPEC',
    fallback: [],
    meaning: 'may be repeated: name:module?option=value',
    expected: 'name:module?option=value',
    repeatable: true,
    read: (given) => (EXPORTER.test(given) ? [given] : undefined),
  },
  clock: {
    flag: 'clock',
    argument: 'KIND',
    fallback: 'system',
    meaning: 'controlled: a test moves time through the management server',
    ...oneOf(['system', 'controlled']),
  },
  logLevel: { flag: 'log-level', argument: 'LEVEL', fallback: 'info', meaning: 'trace, debug, info, warn, error', ...oneOf(LOG_LEVELS) },
};

/** Where values come from. */
export interface ConfigSources {
  /** By key of {@link Config}, as given on the command line; repeatable ones as lists. */
  readonly flags: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a YAML file; none when undefined. */
  readonly file?: string | undefined;
}

/** One value as found, still text. */
interface Found {
  /** As the person wrote its name. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The configuration: a flag beats the environment, the environment the file, the file the default. Throws {@link ConfigError}. */
export function resolveConfig(sources: ConfigSources): Config {
  const fromFile = readFile(sources.file);
  const fromEnvironment = readEnvironment(sources.environment);
  const resolved: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(configOptions)) {
    const flag = sources.flags[key];
    const given: Found | undefined =
      flag === undefined ? undefined : { key: `--${option.flag}`, values: typeof flag === 'string' ? [flag] : flag };
    const found = given ?? fromEnvironment.get(option.flag) ?? fromFile.get(option.flag);
    resolved[key] = found === undefined ? option.fallback : valueOf(option, found);
  }
  resolved['advertiseHost'] ??= resolved['host'];
  return checked(resolved as unknown as Config);
}

/** The variable that stands for a flag. */
export function environmentName(flag: string): string {
  return ENVIRONMENT_PREFIX + flag.toUpperCase().replaceAll('-', '_');
}

/** A port with the offset of its broker. */
export function portOf(config: Config, port: 'port' | 'internalPort' | 'managementPort'): number {
  return config[port] === 0 ? 0 : config[port] + config.portOffset * 10;
}

function valueOf(option: ConfigOption, { key, values }: Found): unknown {
  const read = values.map((value) => {
    const known = option.read(value.trim());
    if (known === undefined) throw new ConfigError(key, value, option.expected);
    return known;
  });
  return option.repeatable === true ? read.flat() : read.at(-1);
}

function readEnvironment(environment: ConfigSources['environment']): ReadonlyMap<string, Found> {
  const flags = new Map(Object.values(configOptions).map(({ flag }) => [environmentName(flag), flag]));
  const found = new Map<string, Found>();
  for (const [key, value] of Object.entries(environment)) {
    if (value === undefined || !key.startsWith(ENVIRONMENT_PREFIX) || FOREIGN.test(key)) continue;
    const flag = flags.get(key);
    if (flag === undefined) throw new ConfigError(`environment variable ${key}`, value, 'unset: no option has this name');
    const values = configOptionOf(flag)?.repeatable === true ? value.split(',') : [value];
    found.set(flag, { key: `environment variable ${key}`, values });
  }
  return found;
}

function readFile(path: string | undefined): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  if (path === undefined) return found;
  let parsed: unknown;
  try {
    // Loaded only when there is a file to read: it is a tenth of all modules of a start.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof Yaml;
    parsed = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      '--config',
      path,
      `a readable YAML file (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
    );
  }
  if (parsed === null) return found;
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw new ConfigError('--config', path, 'a YAML file of keys and values');
  for (const [key, value] of Object.entries(parsed)) {
    const name = `'${key}' in ${path}`;
    if (configOptionOf(key) === undefined) throw new ConfigError(name, String(value), 'absent: no option has this name');
    found.set(key, { key: name, values: (Array.isArray(value) ? value : [value]).map(String) });
  }
  return found;
}

function configOptionOf(flag: string): ConfigOption | undefined {
  return Object.values(configOptions).find((option) => option.flag === flag);
}

/** What no option can see alone. */
function checked(config: Config): Config {
  const { clusterSize, nodeId, replicationFactor } = config;
  if (nodeId >= clusterSize) throw new ConfigError('--node-id', String(nodeId), `below the cluster size of ${clusterSize}`);
  if (replicationFactor > clusterSize)
    throw new ConfigError('--replication-factor', String(replicationFactor), `at most the cluster size of ${clusterSize}`);
  for (const port of ['port', 'internalPort', 'managementPort'] as const)
    if (portOf(config, port) > PORT_MAX) throw new ConfigError('--port-offset', String(config.portOffset), 'small enough for every port');
  return config;
}
