/** Models of every hit policy and aggregator. */
import type { TableDraft } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import { type Question, table } from './question.ts';

const overlapping = ['> 2 => "c"', '> 1 => "b"', '> 0 => "a"'];
const numbers = ['> 2 => 30', '> 1 => 2.5', '> 0 => 100'];
const twoColumns = ['> 2 => "c" | 1', '> 1 => "b" | 2', '> 0 => "a" | 2'];
const policies = ['UNIQUE', 'ANY', 'FIRST', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT'];
const aggregators = ['SUM', 'MIN', 'MAX', 'COUNT'];
const attribute = (policy: string): string => (policy === '' ? '' : `hitPolicy="${policy}"`);
const collect = (aggregator: string): string => `hitPolicy="COLLECT" aggregation="${aggregator}"`;

/** A table asked with no input, and with inputs that fit one, two and three rules. */
function policy(name: string, draft: TableDraft): Question {
  return table(name, draft, ['{}', '{"n":1}', '{"n":2}', '{"n":3}']);
}

/** Hit policies by results. */
export const hitPolicies: readonly Question[] = [
  ...['', ...policies].flatMap((name) => [
    policy(`${name} one column`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: overlapping }),
    policy(`${name} one column, default`, { policy: attribute(name), inputs: ['n'], outputs: ['r="none"'], rules: overlapping }),
    policy(`${name} same results`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => 7', '> 0 => 7.0'] }),
    policy(`${name} two columns`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's'], rules: twoColumns }),
    policy(`${name} two columns, defaults`, { policy: attribute(name), inputs: ['n'], outputs: ['r="none"', 's=0'], rules: twoColumns }),
    policy(`${name} two columns, one default`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's=0'], rules: twoColumns }),
    policy(`${name} values`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"a","b","c"'], rules: overlapping }),
    policy(`${name} values, not all`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"b"'], rules: overlapping }),
    policy(`${name} values of two`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"a","b","c"', 's:2,1'], rules: twoColumns }),
    policy(`${name} values of the second`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's:2,1'], rules: twoColumns }),
    policy(`${name} numbers`, { policy: attribute(name), inputs: ['n'], outputs: ['r:100,30,2.5'], rules: numbers }),
    policy(`${name} null results`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => null', '> 0 => 1'] }),
    policy(`${name} no output name`, { policy: attribute(name), inputs: ['n'], outputs: [''], rules: ['> 1 => 1', '> 2 => 2'] }),
    policy(`${name} lists`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => [1,2]', '> 2 => [3]'] }),
  ]),
  ...aggregators.flatMap((name) => [
    policy(`${name} numbers`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: numbers }),
    policy(`${name} numbers, default`, { policy: collect(name), inputs: ['n'], outputs: ['r=-1'], rules: numbers }),
    policy(`${name} texts`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: overlapping }),
    policy(`${name} null`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => null', '> 0 => 1'] }),
    policy(`${name} durations`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => @"P1D"', '> 0 => @"P2D"'] }),
    policy(`${name} dates`, {
      policy: collect(name),
      inputs: ['n'],
      outputs: ['r'],
      rules: ['> 1 => @"2024-01-02"', '> 0 => @"2024-01-03"'],
    }),
    policy(`${name} lists`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => [1,2]', '> 0 => [3]'] }),
    policy(`${name} same`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => 5', '> 0 => 5'] }),
    policy(`${name} two columns`, { policy: collect(name), inputs: ['n'], outputs: ['r', 's'], rules: twoColumns }),
    policy(`${name} values`, { policy: collect(name), inputs: ['n'], outputs: ['r:100,30,2.5'], rules: numbers }),
    policy(`${name} with another policy`, {
      policy: `hitPolicy="FIRST" aggregation="${name}"`,
      inputs: ['n'],
      outputs: ['r'],
      rules: numbers,
    }),
  ]),
  policy('unknown policy', { policy: 'hitPolicy="BEST"', inputs: ['n'], outputs: ['r'], rules: numbers }),
  policy('unknown aggregation', { policy: collect('MEAN'), inputs: ['n'], outputs: ['r'], rules: numbers }),
];
