#!/bin/sh
# The client program of zbctl (npm package `zbctl`): its worker command with one shell call per job. The argument `stream` adds --streamEnabled.
here=$(dirname "$0")
package=$(dirname "$(node -p "require.resolve('zbctl/package.json')")")
[ "$1" = stream ] && stream=--streamEnabled
[ -n "$ZEEBE_CLIENT_CONFIG_PATH" ] && cache="--clientCache $ZEEBE_CLIENT_CONFIG_PATH"
exec "$package/bin/zbctl-cli.linux" --insecure $cache --address "$MILLRACE_CONFORMANCE_ADDRESS" create worker "$MILLRACE_CONFORMANCE_TYPE" \
  --maxJobsActive "$MILLRACE_CONFORMANCE_MAX" --timeout "${MILLRACE_CONFORMANCE_LEASE_MS}ms" --requestTimeout "${MILLRACE_CONFORMANCE_POLL_MS}ms" \
  $stream --handler "sh $here/zbctl-handler.sh"
