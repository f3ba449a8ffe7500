#!/bin/sh
# What zbctl runs for each job: variables on standard input, result variables on standard output; it knows no BPMN errors and no echo.
read -r variables
case "$variables" in
  *'"do":"fail"'*) echo 'asked to' >&2; exit 1 ;;
  *'"do":"error"'*) exit 1 ;;
  *'"do":"echo"'*) echo "$variables" ;;
  *'"do":"sleep"'*) ms=$(echo "$variables" | sed 's/.*"ms":\([0-9]*\).*/\1/'); sleep "$(awk "BEGIN { print $ms / 1000 }")"; echo '{"done":true}' ;;
  *) echo '{"done":true}' ;;
esac
