/** A hybrid logical clock: stamps follow the time, and are later than every stamp seen, even if the clocks of replicas differ. */
import type { Stamp } from './crdt-entry.ts'

/** Makes a replica's stamps. */
export interface ClusterClock {
  /** A stamp later than all that this replica has made or seen. */
  stamp(): Stamp
  /** Records the time of a stamp from another replica, in µs since 1970. */
  see(micros: number): void
}

/** The time of this machine, in µs since 1970. */
export const systemMicros = (): number => Math.floor((performance.timeOrigin + performance.now()) * 1000)

/** A clock that has seen no stamp yet. */
export function createClusterClock(replica: string, nowMicros: () => number): ClusterClock {
  let lastMicros = 0
  return {
    stamp: () => {
      lastMicros = Math.max(nowMicros(), lastMicros + 1)
      return [lastMicros, replica]
    },
    see: (micros) => {
      if (micros > lastMicros) lastMicros = micros
    },
  }
}
