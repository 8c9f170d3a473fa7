// npm test: everything that must hold before a change is taken in.
import { testRun } from './test-run.ts'

process.exitCode = (await testRun()) ? 0 : 1
