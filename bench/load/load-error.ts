/** The load could not be brought to bear: the address refuses connections, or is not who it should be. */

/** A load balancer that restarts refuses for a moment; one that refuses so often in a row is gone. */
export const refusalsBeforeGivingUp = 100

export class LoadError extends Error {
  readonly code = 'ERR_LOAD'

  static refused(origin: string, refusals: number): LoadError {
    return new LoadError(`${origin} refused ${refusals} connections in a row: is the load balancer still running?`)
  }

  static unknown(origin: string): LoadError {
    return new LoadError(`${origin} shows a certificate that nobody trusts: who answers there is not the load balancer`)
  }
}
