// A vitest reporter that counts what passed and failed and leaves the figures in .cache for scripts/test.mjs; it prints nothing.
import { mkdirSync, writeFileSync } from 'node:fs';

/** Reporter class that vitest creates; the only method it implements is the one called at the very end. */
export default class CountTests {
  onTestRunEnd(testModules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const testModule of testModules) {
      const before = counts.failed;
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed++;
        else if (state === 'failed') counts.failed++;
        else counts.skipped++;
      }
      // A file that could not be loaded, or whose hook failed, has no failed test to show for it.
      if (testModule.state() === 'failed' && counts.failed === before) counts.failed++;
    }
    counts.failed += unhandledErrors.length;
    mkdirSync('.cache', { recursive: true });
    writeFileSync('.cache/test-counts.json', JSON.stringify(counts));
  }
}
