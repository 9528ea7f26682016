/** Replica-local loss: the sessions that a fault loses where each lives in one replica, by how the load balancer routes. */

import { type Circumstances, isUniform, losesCookie, never, type Prediction } from './prediction.ts'

/** The effect of each fault on sessions that live in one replica each. */
const effects = {
  'kill-replica': 'loses-one',
  'restart-replica': 'loses-one',
  'rolling-deploy': 'loses-all',
  'scale-out': 'one-more',
  'scale-in': 'one-less',
  'pause-replica': 'nothing',
  'drain-replica': 'nothing',
  'reload-load-balancer': 'nothing',
  'kill-redis': 'nothing',
  'pause-redis': 'nothing',
  'slow-redis': 'nothing',
  'cut-redis': 'nothing',
  'failover-redis': 'nothing',
  'slow-replica': 'nothing',
  'partition-peers': 'nothing',
  'clock-skew': 'loses-one', // by its restarts: the one that heals it loses the sessions since the first
} as const satisfies Record<string, Effect>

type Effect = 'loses-one' | 'loses-all' | 'one-more' | 'one-less' | 'nothing'

export function predictReplicaLocalLoss(fault: string, circumstances: Circumstances): Prediction | undefined {
  const { policy, replicas } = circumstances
  const effect = fault === 'rotate-keys' ? byRotation(circumstances) : effects[fault as keyof typeof effects]
  if (effect === undefined) return undefined
  if (effect === 'loses-all') {
    return { rate: 1, formula: '1', because: 'every replica was restarted and lost its memory' }
  }
  switch (policy.affinity) {
    case 'cookie':
      return bySticky[effect](replicas)
    case 'address':
      return (policy.choice === 'ring' ? byRing : byModulo)[effect](replicas)
    case 'session-cookie':
      // The cookie is set at the login and its hash selects each replica equally often, but always the same one. A session
      // is found always or never, and the rates equal those of requests that each go to a random replica.
      return byTurns[effect](replicas)
    case 'none':
      // A browser loses its cookie at the first wrong replica, before the fault.
      return isUniform(policy) && !losesCookie(circumstances) ? byTurns[effect](replicas) : undefined
  }
}

/** A rotation restarts every replica in turn, unless it gets stuck. */
function byRotation({ faultParameters = [] }: Circumstances): Effect | undefined {
  const { replicas, for: lasts } = faultParameters[0] ?? {}
  return replicas === undefined || lasts !== undefined ? 'loses-all' : undefined
}

type ByEffect = Readonly<Record<Exclude<Effect, 'loses-all'>, (n: number) => Prediction>>

/** One replica in N lost its sessions: its users, 1/N of all, are refused there and on every other replica. */
const oneOfN = (n: number): Prediction => ({
  rate: 1 / n,
  formula: '1/N',
  because: 'the sessions of one replica in N are lost with it',
})

const bySticky: ByEffect = {
  'loses-one': oneOfN,
  'one-less': oneOfN,
  'one-more': () => never('the cookie names the replica: only new logins go to the added replica'),
  nothing: () => never('every session stays in place, and the cookie still routes to it'),
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** Of hash modulo N and hash modulo M, min(N, M) of the lcm(N, M) pairs lead to the same replica; the others move. */
function moved(n: number, m: number): Prediction {
  return {
    rate: 1 - (Math.min(n, m) * greatestCommonDivisor(n, m)) / (n * m),
    formula: '1 − min(N,M)/lcm(N,M)',
    because: `the hash of an address is now taken modulo ${m} instead of ${n}: most users are routed to another replica`,
  }
}

const byModulo: ByEffect = {
  'loses-one': oneOfN,
  'one-less': (n) => moved(n, n - 1),
  'one-more': (n) => moved(n, n + 1),
  nothing: () => never('every session stays in place, and the address still routes to it'),
}

/** Points of each replica on the ring, as nginx places them. */
const pointsOnRing = 160

/**
 * The share of one replica of n on a ring where each has `pointsOnRing` random points: Beta(v, v(n − 1)), with mean 1/n and
 * variance (1/n)(1 − 1/n)/(vn + 1). The band holds 99.9 % of such rings.
 */
function shareOfRing(n: number, formula: string, because: string): Prediction {
  const half = 3.290527 * Math.sqrt(((1 / n) * (1 - 1 / n)) / (pointsOnRing * n + 1))
  return { rate: 1 / n, band: [1 / n - half, 1 / n + half], formula, because }
}

const oneShareLost = (n: number) =>
  shareOfRing(n, '≈ 1/N', 'the sessions of one replica are lost with it: its share of the ring, which is about 1/N')

const byRing: ByEffect = {
  'loses-one': oneShareLost,
  'one-less': oneShareLost,
  'one-more': (n) =>
    shareOfRing(
      n + 1,
      '≈ 1/(N + 1)',
      'the added replica takes its share of the ring, and the sessions of those users are on other replicas',
    ),
  nothing: () => never('every session stays in place, and the address still routes to it'),
}

/** Round robin reaches the replica of the login 1 time in N, if that replica still has the session. */
const byTurns: ByEffect = {
  'loses-one': (n) => ({
    rate: 1 - (1 - 1 / n) / n,
    formula: '1 − (1 − 1/N)/N',
    because: 'the sessions of one replica in N are lost with it, and the others are still found 1 time in N',
  }),
  'one-less': (n) => ({
    rate: 1 - 1 / n,
    formula: '1 − (1 − 1/N)/(N − 1)',
    because: 'the sessions of one replica in N are lost with it, and the others are found 1 time in N − 1',
  }),
  'one-more': (n) => ({
    rate: 1 - 1 / (n + 1),
    formula: '1 − 1/(N + 1)',
    because: 'no session is lost, but a request finds its session only 1 time in N + 1',
  }),
  nothing: (n) => ({
    rate: 1 - 1 / n,
    formula: '1 − 1/N',
    because: 'no session is lost, and a request still finds its session 1 time in N',
  }),
}
