/** All faults, by the name that a scenario's timeline gives. */
import { drainReplica } from './drain-replica.ts'
import type { Fault } from './fault.ts'
import { killRedis } from './kill-redis.ts'
import { killReplica } from './kill-replica.ts'
import { pauseRedis } from './pause-redis.ts'
import { pauseReplica } from './pause-replica.ts'
import { reloadLoadBalancer } from './reload-load-balancer.ts'
import { restartReplica } from './restart-replica.ts'
import { rollingDeploy } from './rolling-deploy.ts'
import { scaleIn } from './scale-in.ts'
import { scaleOut } from './scale-out.ts'

export const faults = {
  'kill-replica': killReplica,
  'pause-replica': pauseReplica,
  'restart-replica': restartReplica,
  'rolling-deploy': rollingDeploy,
  'scale-out': scaleOut,
  'scale-in': scaleIn,
  'drain-replica': drainReplica,
  'kill-redis': killRedis,
  'pause-redis': pauseRedis,
  'reload-load-balancer': reloadLoadBalancer,
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as readonly FaultName[]
