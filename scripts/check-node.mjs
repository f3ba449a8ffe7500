// Refuses a Node that is too old with one clear line; it must run on that old Node, so it uses nothing modern.

/** Oldest Node that runs Millrace, as [major, minor]; the same as "engines" in package.json. */
export const nodeMin = [20, 19];

/**
 * Says what is wrong with a Node version, or '' when it will do.
 * @param {string} version as in `process.versions.node`, for example "20.19.0"
 */
export function problemWithNode(version) {
  const parts = version.split('.').map(Number);
  const isEnough = parts[0] > nodeMin[0] || (parts[0] === nodeMin[0] && parts[1] >= nodeMin[1]);
  if (isEnough) return '';
  return `Expected Node ${nodeMin.join('.')} or newer, but this is Node ${version}. Install a current one from https://nodejs.org and run the command again.`;
}

/** Ends the process with exit code 1 and one line when this Node is too old. */
export function requireNode() {
  const problem = problemWithNode(process.versions.node);
  if (problem === '') return;
  console.error(problem);
  process.exit(1);
}
