/**
 * V8 flags of replicas whose throughput is compared. V8's helper threads use the same CPU quota as the main thread: with the
 * defaults, a compilation or a garbage collection sometimes stops a replica for a third of a second, and with it every request
 * that waits for this replica.
 */
export const v8Flags = [
  // Optimises after a tenth of the usual calls, so that compilation ends with the warm-up.
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=300',
  // Enough old space for a whole run: collecting it costs as much CPU as about 600 requests.
  '--initial-old-space-size=512',
  // Helper threads without quota would delay the collector; a larger young generation makes collections rare.
  '--single-threaded-gc',
  '--max-semi-space-size=32',
]
