// Who may import whom, as drawn in docs/architecture.md. Tests may import anything; scripts/check-borders.mjs runs this.

const core = '^broker/src/core/';
const shell = '^broker/src/shell/';
const elements = `${core}engine/elements/`;

/** One border: modules below `from` (but not `except`) must not import modules below `to` (but not `unless`). */
function border(name, comment, [from, except], [to, unless]) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, ...(except ? { pathNot: except } : {}) },
    to: { path: to, ...(unless ? { pathNot: unless } : {}) },
  };
}

/** One package that only some folders may use. */
function only(packageName, folders) {
  return border(
    `${packageName}-only-where-allowed`,
    `${packageName} belongs to ${folders}`,
    ['^(proto|broker|clients|workers|conformance)/', folders],
    [`(^|/)node_modules/${packageName}/`],
  );
}

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'value imports in a circle; types may refer to each other, and the frame and its elements lead into one another',
      severity: 'error',
      from: { pathNot: `${core}engine/(lifecycle|elements)/` },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', comment: 'an import that leads nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },

    border('proto-stands-alone', 'the contract imports nothing of ours', ['^proto/'], ['^(broker|clients|workers|test)/']),
    border('client-imports-proto-only', 'clients know the contract, not its servants', ['^clients/'], ['^(broker|workers|test)/']),
    border(
      'worker-imports-client-only',
      'workers go through the client',
      ['^workers/', '^workers/src/testing/'],
      ['^(broker|proto|test)/'],
    ),
    border(
      'test-kit-uses-the-broker-whole',
      'of ours, the test kit may use the contract, and the broker by its doors',
      ['^workers/src/testing/'],
      ['^(broker|test)/', '^broker/(src|dist)/(in-process|model)\\.'],
    ),
    border(
      'conformance-imports-worker-only',
      'the runner stands on the scripted gateway',
      ['^conformance/'],
      ['^(broker|proto|clients|test)/'],
    ),
    border('broker-knows-no-worker', 'the broker does not know who works for it', ['^broker/'], ['^(workers|test)/']),
    border(
      'client-in-broker-only-for-the-command',
      'only the person-facing commands of `millrace` speak through the client',
      [`${shell}(platform|log|store|partition|cluster|gateway|exporters)/|^broker/src/broker\\.ts`],
      ['^clients/'],
    ),

    border('core-imports-core-only', 'core thinks; it does not know who acts', [core], ['^(broker|proto|clients|workers|test)/', core]),
    {
      name: 'core-uses-no-node',
      comment: 'clock, disk, network and randomness come in as arguments',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'] },
    },
    border(
      'core-packages-allow-list',
      'saxen reads XML in core/model; core uses no other package',
      [core],
      ['node_modules/', 'node_modules/saxen/'],
    ),
    only('saxen', `${core}model/`),

    border('protocol-is-the-floor', 'the vocabulary imports nothing', [`${core}protocol/`], [core, `${core}protocol/`]),
    border('feel-stands-on-protocol', '', [`${core}feel/`], [core, `${core}(feel|protocol)/`]),
    border(
      'dmn-stands-on-feel',
      'decision models are read as XML and refused like others',
      [`${core}dmn/`],
      [core, `${core}(dmn|feel|protocol|model/xml)/|${core}model/problem\\.ts`],
    ),
    border('model-stands-on-feel', 'models hold compiled expressions', [`${core}model/`], [core, `${core}(model|feel|protocol)/`]),
    border('raft-knows-only-bytes', '', [`${core}raft/`], [core, `${core}raft/`]),
    border('membership-knows-only-bytes', '', [`${core}membership/`], [core, `${core}membership/`]),
    border('engine-knows-no-consensus', '', [`${core}engine/`], [`${core}(raft|membership)/`]),
    border(
      'elements-never-import-elements',
      'what two elements share belongs to the frame, or to the parts of those that throw',
      [`${elements}(?!index\\.ts|behavior\\.ts)([^/.]+)`],
      [elements, `${elements}(behavior\\.ts|throw/|$1[/.])`],
    ),
    border(
      'events-never-import-commands',
      'appliers cannot refuse, so they see nothing that does',
      [`${core}engine/events/`],
      [`${core}engine/(commands|elements|lifecycle|processing)`],
    ),
    border(
      'state-is-below-everything',
      'projections do not know who reads them',
      [`${core}engine/state/`],
      [`${core}engine/(commands|elements|events|lifecycle|processing|engine)`],
    ),

    border('platform-is-the-floor-of-shell', '', [`${shell}platform/`], [shell, `${shell}platform/`]),
    border('log-stands-on-platform', '', [`${shell}log/`], [shell, `${shell}(log|platform)/`]),
    border('store-stands-on-platform', '', [`${shell}store/`], [shell, `${shell}(store|platform)/`]),
    border('partition-knows-no-gateway', '', [`${shell}partition/`], [`${shell}(gateway|exporters)/`]),
    border(
      'gateway-knows-no-disk',
      'the gateway speaks to partitions through their narrow door',
      [`${shell}gateway/`],
      [`${shell}(log|store)/`],
    ),

    only('rxjs', '^workers/'),
    only('@grpc', `^(proto|clients)/|^workers/src/testing/|${shell}(gateway|cluster)/`),
    only('rocksdb-native', `${shell}store/`),
    only('p-retry', '^(workers|clients)/'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '\\.(test|suite)\\.ts$|(^|/)dist/' },
    doNotFollow: { path: 'node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'types', 'import', 'node', 'default'] },
    skipAnalysisNotInRules: true,
  },
};
