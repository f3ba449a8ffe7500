// Where scenarios lie and what is expected of each: the reference's recorded trace, or for our own ones the file beside them. It plays nothing.
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseScenarios, type Scenario } from '../conformance/runner/scenario.ts';
import { traceUrl } from '../conformance/runner/trace.ts';

/** A file of scenarios. */
export interface ScenarioFile {
  readonly group: string;
  readonly scenarios: readonly Scenario[];
  /** Whether the reference has done them: then its traces are the judge and are never rewritten from here. */
  readonly isRecorded: boolean;
  /** Where the expected trace of one of them lies. */
  expectedUrl(scenario: string): URL;
}

/** The folders with scenarios of ours. */
const ownFolders = ['elements', 'commands'].map((folder) => new URL(`./${folder}/`, import.meta.url));
const recordedFolder = new URL('../conformance/scenarios/', import.meta.url);

/** All files, those of the reference first. */
export async function allScenarioFiles(): Promise<readonly ScenarioFile[]> {
  const files = await Promise.all([recordedFolder, ...ownFolders].map((folder) => readdir(folder).then((names) => urlsOf(folder, names))));
  return Promise.all(files.flat().map(readScenarioFile));
}

/** Reads one file. */
export async function readScenarioFile(url: URL): Promise<ScenarioFile> {
  const group = basename(url.pathname, '.scenario');
  const isRecorded = url.href.startsWith(recordedFolder.href);
  return {
    group,
    scenarios: parseScenarios(group, await readFile(url, 'utf8')),
    isRecorded,
    expectedUrl: (scenario) => (isRecorded ? traceUrl(group, scenario) : new URL(`./traces/${group}/${scenario}.json`, url)),
  };
}

function urlsOf(folder: URL, names: readonly string[]): URL[] {
  return names
    .filter((name) => name.endsWith('.scenario'))
    .sort()
    .map((name) => new URL(name, folder));
}
