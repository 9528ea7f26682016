/**
 * How V8 runs in replicas whose throughput is going to be compared, under a quota that its helper threads share with the one that
 * answers. Left as they are, one compilation or collection now and then takes a replica's processor for a third of a second,
 * and all whose requests wait for that replica wait with it.
 */
export const v8Flags = [
  // Compiles to the end after a tenth of the calls: so that all of it is over when the warm-up is.
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=300',
  // Room for what outlives the young generation in a whole run: to collect it takes as much CPU as some 600 requests.
  '--initial-old-space-size=512',
  // Helpers that are out of quota would keep the collector waiting; and with more room for what dies young it is seldom needed.
  '--single-threaded-gc',
  '--max-semi-space-size=32',
]
