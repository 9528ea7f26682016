/** What a fault takes of sessions that live in one replica each: by how the load balancer leads their users. */

import { type Circumstances, isUniform, never, type Prediction } from './prediction.ts'

/** What becomes of sessions that live in one replica each. */
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
  'clock-skew': 'loses-one', // by the restarts: that of its healing takes what came after the first
} as const satisfies Record<string, Effect>

type Effect = 'loses-one' | 'loses-all' | 'one-more' | 'one-less' | 'nothing'

export function predictReplicaLocalLoss(fault: string, circumstances: Circumstances): Prediction | undefined {
  const { policy, client, replicas } = circumstances
  const effect = fault === 'rotate-keys' ? byRotation(circumstances) : effects[fault as keyof typeof effects]
  if (effect === undefined) return undefined
  if (effect === 'loses-all') {
    return { rate: 1, formula: '1', because: 'every replica was started anew, and its memory with it' }
  }
  switch (policy.affinity) {
    case 'cookie':
      return bySticky[effect](replicas)
    case 'address':
      return (policy.choice === 'ring' ? byRing : byModulo)[effect](replicas)
    case 'session-cookie':
      // The cookie comes with the login and is hashed to any replica alike, always to the same one. A session is found
      // always or never, and the rates are those of requests that each go to any replica.
      return byTurns[effect](replicas)
    case 'none':
      // A browser has lost its cookie to a wrong replica long before.
      return isUniform(policy) && client === 'frozen' ? byTurns[effect](replicas) : undefined
  }
}

/** It is a rolling restart, unless it gets stuck. */
function byRotation({ faultParameters = [] }: Circumstances): Effect | undefined {
  const { replicas, for: lasts } = faultParameters[0] ?? {}
  return replicas === undefined || lasts !== undefined ? 'loses-all' : undefined
}

type ByEffect = Readonly<Record<Exclude<Effect, 'loses-all'>, (n: number) => Prediction>>

/** One replica of N is empty now: its users, 1/N of all, are strangers there, and wherever else they are led. */
const oneOfN = (n: number): Prediction => ({
  rate: 1 / n,
  formula: '1/N',
  because: 'the sessions of one replica of N died with it',
})

const bySticky: ByEffect = {
  'loses-one': oneOfN,
  'one-less': oneOfN,
  'one-more': () => never('the cookie names the replica: that there is another one is news to newcomers only'),
  nothing: () => never('each session is where it was, and the cookie still leads there'),
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** Of hash modulo N and hash modulo M, min(N, M) of the lcm(N, M) pairs lead to the same replica; the others move. */
function moved(n: number, m: number): Prediction {
  return {
    rate: 1 - (Math.min(n, m) * greatestCommonDivisor(n, m)) / (n * m),
    formula: '1 − min(N,M)/lcm(N,M)',
    because: `an address is divided by ${m} replicas where it was by ${n}: most users are led elsewhere`,
  }
}

const byModulo: ByEffect = {
  'loses-one': oneOfN,
  'one-less': (n) => moved(n, n - 1),
  'one-more': (n) => moved(n, n + 1),
  nothing: () => never('each session is where it was, and the address still leads there'),
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
  shareOfRing(n, '≈ 1/N', 'the sessions of one replica died with it: its share of the ring, which is about 1/N')

const byRing: ByEffect = {
  'loses-one': oneShareLost,
  'one-less': oneShareLost,
  'one-more': (n) =>
    shareOfRing(
      n + 1,
      '≈ 1/(N + 1)',
      'the newcomer takes its share of the ring, and whom it takes was known elsewhere',
    ),
  nothing: () => never('each session is where it was, and the address still leads there'),
}

/** Round robin lands right 1 time in N, if the replica of the login is still there and remembers. */
const byTurns: ByEffect = {
  'loses-one': (n) => ({
    rate: 1 - (1 - 1 / n) / n,
    formula: '1 − (1 − 1/N)/N',
    because: 'the sessions of one replica of N died with it, and the others are found 1 time in N as ever',
  }),
  'one-less': (n) => ({
    rate: 1 - 1 / n,
    formula: '1 − (1 − 1/N)/(N − 1)',
    because: 'the sessions of one replica of N died with it, and the others are found 1 time in N − 1',
  }),
  'one-more': (n) => ({
    rate: 1 - 1 / (n + 1),
    formula: '1 − 1/(N + 1)',
    because: 'nothing is lost, but a session is found 1 time in N + 1 only',
  }),
  nothing: (n) => ({
    rate: 1 - 1 / n,
    formula: '1 − 1/N',
    because: 'nothing is lost, and a session is found 1 time in N as ever',
  }),
}
