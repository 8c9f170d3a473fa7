/**
 * A reason not to start that an operator can repair: its message is a full sentence that says what is wrong and
 * what to do, and is printed alone, without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError'
}
