// `node scripts/pictures.mjs` draws the pictures of docs/guide/bpmn with the drawer of the test kit's coverage; each is laid out here on a grid.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import './typescript.mjs';

const { drawCoverage } = await import('../workers/src/testing/broker/coverage-picture.ts');

/** One column and one row of the grid, in the drawing's unit. */
const [columnWidth, rowHeight] = [140, 110];
const sizes = { EVENT: [36, 36], GATEWAY: [50, 50], SUB_PROCESS: [100, 80] };
const wide = [100, 80];

/**
 * Page by page: elements as [id, type, name, column, row, { on, to }] and flows as 'a>b'. `on` sets a boundary event on the lower edge of another
 * element, `to` stretches a sub-process to a column and a row.
 */
const pictures = {
  tasks: [
    [
      ['s', 'START_EVENT', 'order came', 0, 0],
      ['script', 'SCRIPT_TASK', 'Add up', 1, 0],
      ['rule', 'BUSINESS_RULE_TASK', 'Find the discount', 2, 0],
      ['job', 'SERVICE_TASK', 'Charge card', 3, 0],
      ['user', 'USER_TASK', 'Pack', 4, 0],
      ['e', 'END_EVENT', 'sent', 5, 0],
    ],
    's>script script>rule rule>job job>user user>e',
  ],
  gateways: [
    [
      ['s', 'START_EVENT', '', 0, 0.5],
      ['x', 'EXCLUSIVE_GATEWAY', 'in stock?', 1, 0.5],
      ['fork', 'PARALLEL_GATEWAY', '', 2, 0],
      ['a', 'SERVICE_TASK', 'Charge', 3, -0.5],
      ['b', 'SERVICE_TASK', 'Pack', 3, 0.5],
      ['join', 'PARALLEL_GATEWAY', '', 4, 0],
      ['e', 'END_EVENT', 'sent', 5, 0],
      ['n', 'END_EVENT', 'refused', 2, 1.3],
    ],
    's>x x>fork x>n fork>a fork>b a>join b>join join>e',
  ],
  events: [
    [
      ['s', 'START_EVENT', 'every morning', 0, 0],
      ['t', 'SERVICE_TASK', 'Ask supplier', 1, 0],
      ['late', 'BOUNDARY_EVENT', 'two days', 1, 0, { on: 't' }],
      ['c', 'INTERMEDIATE_CATCH_EVENT', 'offer', 2, 0],
      ['w', 'INTERMEDIATE_THROW_EVENT', 'stock changed', 3, 0],
      ['e', 'END_EVENT', 'bought', 4, 0],
      ['g', 'END_EVENT', 'given up', 2, 1],
    ],
    's>t t>c c>w w>e late>g',
  ],
  'sub-processes': [
    [
      ['s', 'START_EVENT', '', 0, 0],
      ['sub', 'SUB_PROCESS', 'Deliver', 1, 0, { to: [3, 0] }],
      ['si', 'START_EVENT', '', 1, 0],
      ['ti', 'SERVICE_TASK', 'Drive', 2, 0],
      ['ei', 'END_EVENT', '', 3, 0],
      ['call', 'CALL_ACTIVITY', 'Invoice', 4, 0],
      ['e', 'END_EVENT', '', 5, 0],
      ['ev', 'EVENT_SUB_PROCESS', 'cancelled', 1, 1.2, { to: [3, 1.2] }],
      ['sv', 'START_EVENT', 'cancel', 1, 1.2],
      ['tv', 'SERVICE_TASK', 'Call back', 2, 1.2],
      ['ev2', 'END_EVENT', '', 3, 1.2],
    ],
    's>sub si>ti ti>ei sub>call call>e sv>tv tv>ev2',
  ],
  'multi-instance': [
    [
      ['s', 'START_EVENT', 'order', 0, 0],
      ['m', 'SERVICE_TASK', 'Reserve item |||', 1, 0],
      ['q', 'SERVICE_TASK', 'Ask in turn ☰', 2, 0],
      ['e', 'END_EVENT', 'done', 3, 0],
    ],
    's>m m>q q>e',
  ],
  'errors-and-compensation': [
    [
      ['s', 'START_EVENT', '', 0, 0],
      ['book', 'SERVICE_TASK', 'Book hotel', 1, 0],
      ['cb', 'BOUNDARY_EVENT', '', 1, 0, { on: 'book' }],
      ['undo', 'SERVICE_TASK', 'Cancel hotel', 2, 1],
      ['pay', 'SERVICE_TASK', 'Charge card', 3, 0],
      ['err', 'BOUNDARY_EVENT', 'CARD_REFUSED', 3, 0, { on: 'pay' }],
      ['e', 'END_EVENT', 'booked', 4, 0],
      ['comp', 'END_EVENT', 'take back', 4, 1],
    ],
    's>book cb>undo book>pay pay>e err>comp',
  ],
  messages: [
    [
      ['s', 'START_EVENT', 'order placed', 0, 0],
      ['ask', 'SEND_TASK', 'Ask for payment', 1, 0],
      ['g', 'EVENT_BASED_GATEWAY', '', 2, 0],
      ['paid', 'INTERMEDIATE_CATCH_EVENT', 'paid', 3, 0],
      ['time', 'INTERMEDIATE_CATCH_EVENT', 'a week', 3, 1],
      ['e', 'END_EVENT', 'sent', 4, 0],
      ['n', 'END_EVENT', 'dropped', 4, 1],
    ],
    's>ask ask>g g>paid g>time paid>e time>n',
  ],
};

const sizeOf = (type) => (type.endsWith('PROCESS') ? sizes.SUB_PROCESS : (sizes[type.split('_').at(-1)] ?? wide));

function boundsOf([, type, , column, row, { on, to } = {}], elements) {
  const [width, height] = sizeOf(type);
  const [x, y] = [column * columnWidth + 50, row * rowHeight + 40];
  if (on !== undefined) {
    const host = boundsOf(
      elements.find(([id]) => id === on),
      elements,
    );
    return { x: host.x + host.width / 2 - width / 2, y: host.y + host.height - height / 2, width, height };
  }
  if (to === undefined) return { x: x - width / 2, y: y - height / 2, width, height };
  return { x: x - 40, y: y - 45, width: (to[0] - column) * columnWidth + 80, height: (to[1] - row) * rowHeight + 90 };
}

/** From the right edge to the left one, by a step in the middle; a boundary event leaves downwards. */
function waypoints(from, to, leavesBelow) {
  const end = { x: to.x, y: to.y + to.height / 2 };
  if (leavesBelow) return [{ x: from.x + from.width / 2, y: from.y + from.height }, { x: from.x + from.width / 2, y: end.y }, end];
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  if (start.y === end.y) return [start, end];
  const middle = (start.x + end.x) / 2;
  return [start, { x: middle, y: start.y }, { x: middle, y: end.y }, end];
}

for (const [name, [elements, flows]] of Object.entries(pictures)) {
  const bounds = new Map(elements.map((element) => [element[0], boundsOf(element, elements)]));
  const shapes = elements.map(([id]) => ({ elementId: id, bounds: bounds.get(id), labelBounds: undefined }));
  const edges = flows.split(' ').map((flow) => {
    const [from, to] = flow.split('>');
    const leavesBelow = elements.some(([id, , , , , options]) => id === from && options?.on !== undefined);
    return { elementId: flow, waypoints: waypoints(bounds.get(from), bounds.get(to), leavesBelow) };
  });
  const known = elements.map(([id, type, text]) => ({ id, type, name: text, count: 1 }));
  const walked = flows.split(' ').map((id) => ({ id, type: 'SEQUENCE_FLOW', name: '', count: 1 }));
  const picture = drawCoverage({ shapes, edges }, [...known, ...walked]).replace(/<title>.*?<\/title>/g, '');
  writeFileSync(join(root, 'docs', 'guide', 'bpmn', `${name}.svg`), picture);
}
