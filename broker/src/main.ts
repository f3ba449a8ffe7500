#!/usr/bin/env node
/** The `millrace` process: hands the command line to the program and its exit code to the system. */
import { run } from './shell/cli/program.ts';

// Whoever reads our output may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2));
