// What differs from the reference on purpose, beside the differences that the conformance tests keep with their scenarios and expressions. By hand.

/** A group of differences: its title, and lines of "theirs" and "ours". */
export interface DifferenceGroup {
  readonly title: string;
  readonly rows: readonly (readonly [theirs: string, ours: string])[];
}

/** In the order of the page. */
export const differenceGroups: readonly DifferenceGroup[] = [
  {
    title: 'JSON of variables',
    rows: [
      ['single quotes, a byte order mark or text behind the value are tolerated', 'refused with INVALID_ARGUMENT: it is no JSON'],
      ['numbers are rewritten as doubles (`1e2` becomes `100.0`)', 'numbers keep their text, with all digits'],
    ],
  },
  {
    title: 'Calls',
    rows: [
      ['bytes that are no message end as UNKNOWN', 'INTERNAL, which gRPC says of a request that cannot be read'],
      [
        'a record above 4 MB is refused',
        'results, targets and collected lists may have 10 million characters as JSON; beyond, an incident',
      ],
    ],
  },
  {
    title: 'Deployment',
    rows: [
      ['a signal without a name is accepted and can never be caught', 'refused with the element id'],
      [
        'a standard loop, `instantiate="true"` of a receive task and a reference to an error that is not there are passed over',
        'refused with the element id',
      ],
      ['a sequence flow that leads into or out of a sub-process fails later', 'refused with the element id'],
      ['ad-hoc sub-processes, conditional events, `publishMessage` and task listeners come after 8.6', 'accepted and executed'],
      [
        'flows at an event sub-process, two definitions or a terminate definition at a throw, a completion condition of fixed text and names of blanks are taken',
        'refused with the element id',
      ],
      [
        'the rules of flows look at `bpmn:incoming` and `bpmn:outgoing`: a model without these escapes most of them, and its boundary events are refused',
        'flows count by their `sourceRef` and `targetRef`',
      ],
      [
        'a compensation boundary event with a flow and without a handler is taken',
        'refused with the element id: there is nothing to compensate with',
      ],
      ['two version tags at one process: INTERNAL', 'the first one counts'],
      [
        'the XML schema of BPMN is checked: an unknown attribute, a wrong order of elements or `isExecutable="1"` is refused',
        'only what the broker needs is checked, and `1` is true, as the schema says',
      ],
      [
        'a broken expression in the type or retries of an execution listener or in the id of a form is an incident later',
        'refused with the element id',
      ],
      ['an event definition without an id is refused in places', 'ids of event definitions are not needed'],
    ],
  },
  {
    title: 'Execution',
    rows: [
      ['of several true conditions the last in the file wins', 'the first in the file wins, as documented'],
      ['an expired message stays until a check once a minute', 'it leaves at its deadline'],
      ['a job stream gets new jobs only', 'the backlog comes first, oldest first'],
      [
        'each instance of a parallel loop writes the output collection',
        'above 100 instances it is written in about 100 pieces; a completion condition that names it sees each result at once',
      ],
      ['a job that was delivered and lost is held until it times out', 'it is given back, its retries untouched'],
    ],
  },
  {
    title: 'What the reference loses or hangs in',
    rows: [
      ['a time-out of CreateProcessInstanceWithResult closes the inner connection: other calls end ABORTED', 'one call ends, others go on'],
      ['an event sub-process directly inside another, either interrupting: stuck', 'runs to its end'],
      ['a job may never time out a second time', 'it times out as often as nobody completes it'],
      ['a name twice in `fetchVariable` of a job stream makes every push fail', 'it counts once'],
      [
        'JSON nested about 1,100 levels is taken, and the poll for its job hangs',
        'deeper than 1,000 levels is refused with INVALID_ARGUMENT',
      ],
      ['the greatest time-outs and times to live overflow', 'they end at the greatest moment there is'],
      ['99999999999 retries in a model wrap around', 'they are the greatest number of 32 bits'],
      ['a call of the process itself by an expression has no end', 'an incident at 20,000 calls inside each other'],
      [
        'a non-interrupting escalation event sub-process that throws its own code loops for ever',
        'it does not catch what it throws itself',
      ],
      ['an inclusive join that waits for a path which ended elsewhere waits for ever', 'it is tested again when the path ends'],
      ['an error thrown by the job of a message throw event: INTERNAL', 'caught like any other'],
    ],
  },
];
