/**
 * How the test suite runs each built-in scenario: with all its modes, and just long enough for a verdict. Each key is a path
 * for `lab run --set`. short-runs.test.ts compares the table with the scenarios and faults.
 */

/** A scenario asks for this of three trials; here of one. */
const predicted = (atLeast: number) => ({ is: 'predicted', atLeast })
const none = (atLeast: number) => ({ is: 'none', atLeast })

/** Mode basic answers some 30 requests a second: in a short run a handful of its sessions is as old as the fault. */
const lossOfBasic = { 'perMode.basic.expect.session-loss': { ...predicted(5), precision: 0.5 } }
const fewOfBasic = {
  ...lossOfBasic,
  'perMode.basic.expect.session-mismatch': none(30),
  'perMode.basic.expect.unavailable': none(30),
}

export const shortRuns: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'cart-race': { trials: 2 },
  'clock-skew': { trials: 1 },
  'credential-size': {},
  'deploy-logouts': { trials: 1, 'expect.involuntary-logout': predicted(50) },
  exposure: {},
  failback: { trials: 1, 'expect.involuntary-logout': predicted(50) },
  forgery: {
    trials: 1,
    'load.users': 4,
    'load.connections': 2,
    'load.minOperations': 400, // twice the library, on a slow machine too
    'perMode.basic.load.minOperations': 100, // twice its part of the library
  },
  'gray-failure': { trials: 1 },
  'key-rotation': { trials: 1, 'expect.session-loss': predicted(50) },
  'kill-a-replica': {
    trials: 1,
    'expect.session-loss': predicted(100),
    'perMode.basic.expect.session-mismatch': none(30),
    ...lossOfBasic,
  },
  logout: { trials: 2 },
  'logout-race': { trials: 2 },
  'peer-partition': { trials: 1 },
  'redis-failover': {
    trials: 1,
    'expect.session-loss': predicted(50),
    'expect.identity-swap': none(50),
    'expect.lasting-outage': none(50),
  },
  'redis-forgets': { trials: 1, 'expect.session-loss': predicted(100) },
  'redis-outage': { trials: 1, 'expect.session-loss': predicted(100) },
  'redis-too-slow': { trials: 1 },
  'replicas-come-and-go': {
    // Two faults besides, which no scenario has by itself.
    timeline: [
      { at: 3, fault: 'kill-replica', replica: 'replica-1', for: 0.5 },
      { at: 6.5, fault: 'pause-replica', replica: 'replica-2', for: 1.5 },
      { at: 10.5, fault: 'restart-replica', replica: 'replica-3', for: 0.3 },
      { at: 13.5, fault: 'scale-out', for: 1 },
      { at: 16.5, fault: 'scale-in', replica: 'replica-1', for: 0.5 },
      { at: 19, fault: 'drain-replica', replica: 'replica-2', for: 0.5 },
      { at: 20.5, fault: 'cut-redis', for: 0.5 },
    ],
  },
  replication: { trials: 3 },
  revocation: { trials: 1 },
  roles: { trials: 1, 'perMode.jwt-refresh.load.users': 96 },
  'rolling-deploy': {
    trials: 1,
    'load.ratePerSecond': 50,
    'load.durationSeconds': 14,
    'expect.session-loss': predicted(100),
    ...fewOfBasic,
  },
  'scale-in': {
    trials: 1,
    'load.ratePerSecond': 50,
    'load.durationSeconds': 14,
    'expect.session-loss': predicted(100),
    ...fewOfBasic,
  },
  'scale-out': {
    trials: 1,
    'load.ratePerSecond': 50,
    'load.durationSeconds': 14,
    'expect.session-loss': predicted(100),
    ...fewOfBasic,
  },
  scaling: { 'topology.replicas': 2, trials: 2, warmUpSeconds: 0.1, 'load.durationSeconds': 0.2 },
  'session-mismatch': {},
  soak: {
    'load.durationSeconds': 12,
    expect: Object.fromEntries(
      ['session-mismatch', 'stale-read', 'lost-update', 'duplicate-execution', 'identity-swap', 'unavailable'].map(
        (check) => [check, none(100)],
      ),
    ),
    timeline: [2, 5, 8].map((at) => ({ at, fault: 'reload-load-balancer' })),
  },
  'sticky-behind-nat': { trials: 1, 'perMode.memory-hash.load.minOperations': 9_000 },
  'sticky-scale-out': { trials: 1 },
  'sticky-shootout': { trials: 2, 'perMode.memory-hash.load.minOperations': 5_000 },
  theft: { trials: 1 },
  'thundering-herd': { trials: 1 },
}
