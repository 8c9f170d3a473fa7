// npm run test:long: the same run with many more seeds, all journeys at both widths, the tests of faults, and the planted faults.
import { testRun } from './test-run.ts'

process.exitCode = (await testRun({ long: true })) ? 0 : 1
