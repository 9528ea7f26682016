/** The load could not run: the address refuses connections, or presents an untrusted certificate. */

/** A load balancer that restarts refuses connections briefly; after this many refusals in a row it counts as down. */
export const refusalsBeforeGivingUp = 100

export class LoadError extends Error {
  readonly code = 'ERR_LOAD'

  static refused(origin: string, refusals: number): LoadError {
    return new LoadError(`${origin} refused ${refusals} connections in a row: is the load balancer still running?`)
  }

  static unknown(origin: string): LoadError {
    return new LoadError(
      `${origin} shows a certificate that nobody trusts: the server at this address is not the load balancer`,
    )
  }
}
