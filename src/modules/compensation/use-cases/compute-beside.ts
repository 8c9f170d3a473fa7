import { computeResults, type ComputeInput, type Progress } from '../domain/frozen/compute.ts'
import { openSecondThread, type SecondThread } from './open-second-thread.ts'

/** Over fewer people a run has ended before a second thread is there. */
const LEAST_FOR_TWO = 100_000

/** Computes the results of a frozen period; of many people a second thread takes a part. */
export async function computeBeside(
  input: ComputeInput,
  progress: Progress,
): Promise<ReturnType<typeof computeResults>> {
  let second: SecondThread | undefined
  const over = (people: number) => {
    if (people < LEAST_FOR_TWO) return undefined
    second ??= openSecondThread()
    return second.over(people)
  }
  try {
    return computeResults(input, progress, over)
  } finally {
    await second?.stop()
  }
}
