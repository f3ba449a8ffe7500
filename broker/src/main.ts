#!/usr/bin/env node
/** The `millrace` process: hands the command line to the program and its exit code to the system. */
import { run } from './shell/cli/program.ts';

process.exitCode = await run(process.argv.slice(2));
