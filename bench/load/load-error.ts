/** The load could not be brought to bear: the address refuses connections. */

/** A load balancer that restarts refuses for a moment; one that refuses so often in a row is gone. */
export const refusalsBeforeGivingUp = 100

export class LoadError extends Error {
  readonly code = 'ERR_LOAD'

  constructor(origin: string, refusals: number) {
    super(`${origin} refused ${refusals} connections in a row: is the load balancer still running?`)
  }
}
