// npm test: everything that must hold before a change is taken in.
import { testRun } from './test-run.ts'

process.exitCode = (await testRun({ long: false })) ? 0 : 1
