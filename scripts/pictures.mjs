// `node scripts/pictures.mjs` draws the pictures of docs/guide/bpmn with the drawer of the test kit; each is laid out here on a grid. `--check` writes
// nothing, and ends with 1 when one of them is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import './typescript.mjs';

const { drawDiagram } = await import('../workers/src/testing/broker/picture/diagram-picture.ts');

/** One column and one row of the grid, in the drawing's unit. */
const [columnWidth, rowHeight] = [140, 115];
const sizes = { EVENT: [36, 36], GATEWAY: [50, 50] };
const wide = [100, 80];

/**
 * Page by page: elements as [id, type, name, column, row, options], and flows: `a>b`, `a/b` for the default one, `a~b` for an association. Of the options
 * `on` sets a boundary event on the lower edge of another element, `to` stretches a sub-process to a column and a row; the others are the drawer's.
 */
const pictures = {
  tasks: [
    [
      ['s', 'START_EVENT', 'order came', 0, 0],
      ['script', 'SCRIPT_TASK', 'Add up', 1, 0],
      ['rule', 'BUSINESS_RULE_TASK', 'Find the discount', 2, 0],
      ['job', 'SERVICE_TASK', 'Charge card', 3, 0],
      ['user', 'USER_TASK', 'Pack', 3, 1],
      ['manual', 'MANUAL_TASK', 'Load the van', 2, 1],
      ['send', 'SEND_TASK', 'Tell the customer', 1, 1],
      ['e', 'END_EVENT', 'sent', 0, 1],
    ],
    's>script script>rule rule>job job>user user>manual manual>send send>e',
  ],
  gateways: [
    [
      ['s', 'START_EVENT', 'order came', 0, 0.5],
      ['x', 'EXCLUSIVE_GATEWAY', 'in stock?', 1, 0.5],
      ['fork', 'PARALLEL_GATEWAY', '', 2, 0.5],
      ['a', 'SERVICE_TASK', 'Charge', 3, 0],
      ['b', 'SERVICE_TASK', 'Pack', 3, 1],
      ['join', 'PARALLEL_GATEWAY', '', 4, 0.5],
      ['e', 'END_EVENT', 'sent', 5, 0.5],
      ['n', 'END_EVENT', 'refused', 2, 1.5],
    ],
    's>x x>fork x/n fork>a fork>b a>join b>join join>e',
  ],
  events: [
    [
      ['s', 'START_EVENT', 'every morning', 0, 0, { eventType: 'TIMER' }],
      ['t', 'SERVICE_TASK', 'Ask supplier', 1, 0],
      ['late', 'BOUNDARY_EVENT', 'two days', 1, 0, { on: 't', eventType: 'TIMER', interrupting: false }],
      ['c', 'INTERMEDIATE_CATCH_EVENT', 'offer', 2, 0, { eventType: 'MESSAGE' }],
      ['k', 'INTERMEDIATE_CATCH_EVENT', 'cheap enough', 3, 0, { eventType: 'CONDITIONAL' }],
      ['w', 'INTERMEDIATE_THROW_EVENT', 'stock changed', 4, 0, { eventType: 'SIGNAL' }],
      ['e', 'END_EVENT', 'bought', 5, 0, { eventType: 'TERMINATE' }],
      ['r', 'SERVICE_TASK', 'Remind', 2, 1],
      ['g', 'END_EVENT', 'reminded', 3, 1, { eventType: 'ESCALATION' }],
    ],
    's>t t>c c>k k>w w>e late>r r>g',
  ],
  'sub-processes': [
    [
      ['s', 'START_EVENT', '', 0, 0],
      ['sub', 'SUB_PROCESS', 'Deliver', 1, 0, { to: [3, 0] }],
      ['si', 'START_EVENT', '', 1, 0],
      ['ti', 'SERVICE_TASK', 'Drive', 2, 0],
      ['ei', 'END_EVENT', '', 3, 0],
      ['call', 'CALL_ACTIVITY', 'Invoice', 4.3, 0],
      ['e', 'END_EVENT', '', 5.3, 0],
      ['ev', 'EVENT_SUB_PROCESS', 'When the order is cancelled', 1, 1.25, { to: [3, 1.25] }],
      ['sv', 'START_EVENT', 'cancel', 1, 1.25, { eventType: 'MESSAGE' }],
      ['tv', 'SERVICE_TASK', 'Call back', 2, 1.25],
      ['ev2', 'END_EVENT', '', 3, 1.25],
      ['free', 'AD_HOC_SUB_PROCESS', 'Look after the customer', 4.3, 1.25, { to: [5.2, 1.25] }],
      ['f1', 'USER_TASK', 'Write', 4.3, 1.25],
      ['f2', 'USER_TASK', 'Call', 5.2, 1.25],
    ],
    's>sub si>ti ti>ei sub>call call>e sv>tv tv>ev2',
  ],
  'multi-instance': [
    [
      ['s', 'START_EVENT', 'order', 0, 0],
      ['m', 'SERVICE_TASK', 'Reserve item', 1, 0, { loop: 'parallel' }],
      ['q', 'USER_TASK', 'Ask one after another', 2, 0, { loop: 'sequential' }],
      ['e', 'END_EVENT', 'done', 3, 0],
    ],
    's>m m>q q>e',
  ],
  'errors-and-compensation': [
    [
      ['s', 'START_EVENT', '', 0, 0],
      ['book', 'SERVICE_TASK', 'Book hotel', 1, 0],
      ['cb', 'BOUNDARY_EVENT', '', 1, 0, { on: 'book', eventType: 'COMPENSATION' }],
      ['undo', 'SERVICE_TASK', 'Cancel hotel', 2, 1, { forCompensation: true }],
      ['pay', 'SERVICE_TASK', 'Charge card', 3, 0],
      ['err', 'BOUNDARY_EVENT', 'CARD_REFUSED', 3, 0, { on: 'pay', eventType: 'ERROR' }],
      ['e', 'END_EVENT', 'booked', 4.3, 0],
      ['comp', 'END_EVENT', 'take back', 4.3, 1, { eventType: 'COMPENSATION' }],
    ],
    's>book cb~undo book>pay pay>e err>comp',
  ],
  messages: [
    [
      ['s', 'START_EVENT', 'order placed', 0, 0, { eventType: 'MESSAGE' }],
      ['ask', 'SEND_TASK', 'Ask for payment', 1, 0],
      ['g', 'EVENT_BASED_GATEWAY', '', 2, 0],
      ['paid', 'INTERMEDIATE_CATCH_EVENT', 'paid', 3, 0, { eventType: 'MESSAGE' }],
      ['time', 'INTERMEDIATE_CATCH_EVENT', 'a week', 3, 0.8, { eventType: 'TIMER' }],
      ['e', 'END_EVENT', 'sent', 4, 0, { eventType: 'MESSAGE' }],
      ['n', 'END_EVENT', 'dropped', 4, 0.8],
    ],
    's>ask ask>g g>paid g>time paid>e time>n',
  ],
};

const sizeOf = (type) => sizes[type.split('_').at(-1)] ?? wide;

function boundsOf([, type, , column, row, { on, to } = {}], elements) {
  const [width, height] = sizeOf(type);
  const [x, y] = [column * columnWidth + 50, row * rowHeight + 40];
  if (on !== undefined) {
    const hostElement = elements.find(([id]) => id === on);
    const host = boundsOf(hostElement, elements);
    return { x: host.x + host.width / 2 - width / 2, y: host.y + host.height - height / 2, width, height };
  }
  if (to === undefined) return { x: x - width / 2, y: y - height / 2, width, height };
  const left = x - 66;
  return { x: left, y: y - 65, width: to[0] * columnWidth + 50 + 66 - left, height: (to[1] - row) * rowHeight + 130 };
}

const middleOf = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

/** Side to side where that goes; straight down from one row to the next; a gateway and a boundary event leave up and down. */
function waypoints(from, to, { leavesBelow, splits, joins }) {
  const [start, end] = [middleOf(from), middleOf(to)];
  const side = end.x > start.x ? 1 : -1;
  const [right, left] = [
    { x: start.x + (side * from.width) / 2, y: start.y },
    { x: end.x - (side * to.width) / 2, y: end.y },
  ];
  const down = { x: start.x, y: start.y + ((end.y > start.y ? 1 : -1) * from.height) / 2 };
  if (start.x === end.x) return [down, { x: end.x, y: to.y }];
  if (leavesBelow || (splits && start.y !== end.y)) return [down, { x: start.x, y: end.y }, left];
  if (start.y === end.y) return [right, left];
  const into = { x: end.x, y: end.y + ((start.y > end.y ? 1 : -1) * to.height) / 2 };
  if (joins) return [right, { x: end.x, y: start.y }, into];
  const middle = (right.x + left.x) / 2;
  return [right, { x: middle, y: start.y }, { x: middle, y: end.y }, left];
}

for (const [name, [elements, flows]] of Object.entries(pictures)) {
  const bounds = new Map(elements.map((element) => [element[0], boundsOf(element, elements)]));
  const optionsOf = (id) => elements.find(([one]) => one === id)?.[5] ?? {};
  const isGateway = (id) => elements.some(([one, type]) => one === id && type.endsWith('_GATEWAY'));
  const connections = flows.split(' ').map((id) => {
    const [from, sign, to] = id.split(/([>/~])/);
    return { id, from, sign, to };
  });
  const shapes = elements.map(([id]) => ({ elementId: id, bounds: bounds.get(id), labelBounds: undefined, isExpanded: true }));
  const edges = connections.map(({ id, from, to }) => {
    const way = { leavesBelow: optionsOf(from).on !== undefined, splits: isGateway(from), joins: isGateway(to) };
    return { elementId: id, waypoints: waypoints(bounds.get(from), bounds.get(to), way) };
  });
  const known = elements.map(([id, type, text, , , options]) => ({ ...options, id, type, name: text }));
  const taken = connections
    .filter(({ sign }) => sign !== '~')
    .map(({ id, sign }) => ({ id, type: 'SEQUENCE_FLOW', name: '', isDefault: sign === '/' }));
  const path = join(root, 'docs', 'guide', 'bpmn', `${name}.svg`);
  const picture = drawDiagram({ shapes, edges }, [...known, ...taken]);
  if (!process.argv.includes('--check')) writeFileSync(path, picture);
  else if (readFileSync(path, 'utf8') !== picture) {
    console.error(`Expected docs/guide/bpmn/${name}.svg to be as drawn, but it is not: node scripts/pictures.mjs`);
    process.exitCode = 1;
  }
}
