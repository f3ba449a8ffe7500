// The catalogue: every scenario, in the order of the table.
import { endScenarios } from './end-scenarios.ts';
import { refusalScenarios } from './refusal-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { tokenScenarios } from './token-scenarios.ts';
import { workScenarios } from './work-scenarios.ts';

/** All scenarios. */
export const scenarios: readonly Scenario[] = [...workScenarios, ...refusalScenarios, ...tokenScenarios, ...endScenarios];
