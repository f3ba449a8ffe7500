/** The decision models that both brokers are asked about. Written by hand; what comes of them is in traces/decisions.json. */
import { calls } from './models/calls.ts';
import { hitPolicies } from './models/hit-policies.ts';
import { logics } from './models/logic.ts';
import type { Question } from './models/question.ts';
import { files, requirements } from './models/requirements.ts';
import { tables } from './models/tables.ts';
import { types } from './models/types.ts';

/** Every model. */
export const questions: readonly Question[] = [...hitPolicies, ...tables, ...types, ...logics, ...calls, ...requirements, ...files];
