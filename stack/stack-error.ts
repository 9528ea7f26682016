/** The one error of the stack: what went wrong, where, and what to do, with a code to tell the kinds apart. */

/** Which kind of thing went wrong. A closed set. */
export type StackErrorCode =
  | 'ERR_TOOL_MISSING' // nginx or Redis is not on this machine and cannot be fetched
  | 'ERR_TOOL_UNUSABLE' // the binary that was named does not run
  | 'ERR_NO_ENGINE' // no container engine answers, or none that can be used from here
  | 'ERR_IMAGE' // an image cannot be built or fetched
  | 'ERR_BAD_TOPOLOGY' // what is to be started makes no sense
  | 'ERR_BAD_TOXIC' // a proxy is asked for a toxic that it does not know, has already, or has not
  | 'ERR_PORT_IN_USE' // somebody else listens on the port that was asked for
  | 'ERR_PART_FAILED' // a part did not start, or died early

/** Thrown by everything in `stack/` where the set-up is broken; the message is fit to be shown to the user as it is. */
export class StackError extends Error {
  override readonly name = 'StackError'
  readonly code: StackErrorCode

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
