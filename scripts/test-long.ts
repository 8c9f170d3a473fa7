// npm run test:long: the same run with many more seeds, all journeys at both widths, and the tests of faults.
import { testRun } from './test-run.ts'

process.exitCode = (await testRun({ long: true })) ? 0 : 1
