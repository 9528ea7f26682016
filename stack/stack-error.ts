/** The error of the stack: its message says what happened, where and what to do; its code names the kind. */

/** The kinds of errors, a closed set. */
export type StackErrorCode =
  | 'ERR_TOOL_MISSING' // nginx or Redis is not on this machine and cannot be fetched
  | 'ERR_TOOL_UNUSABLE' // the named binary does not run
  | 'ERR_NO_ENGINE' // no container engine answers, or its address cannot be used
  | 'ERR_IMAGE' // an image cannot be built or fetched
  | 'ERR_BAD_TOPOLOGY' // the topology or an option is invalid
  | 'ERR_BAD_TOXIC' // a toxic is unknown, invalid, already there or not there
  | 'ERR_PORT_IN_USE' // another process listens on the requested port
  | 'ERR_PART_FAILED' // a part did not start, or ended before it was ready

/** Thrown where the input or the machine prevents a start. The message can be shown to the user as it is. */
export class StackError extends Error {
  override readonly name = 'StackError'
  readonly code: StackErrorCode

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
