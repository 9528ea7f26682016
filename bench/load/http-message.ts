/** A request and its answer as a virtual user sees them, whatever sends them. */

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** Values of all Set-Cookie lines. */
  readonly setCookies: readonly string[]
  readonly body: string
}
