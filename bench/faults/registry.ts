/** All faults, by the name that a scenario's timeline gives. */
import { clockSkew } from './clock-skew.ts'
import { cutRedis } from './cut-redis.ts'
import { drainReplica } from './drain-replica.ts'
import { failoverRedis } from './failover-redis.ts'
import type { Fault } from './fault.ts'
import { killRedis } from './kill-redis.ts'
import { killReplica } from './kill-replica.ts'
import { partitionPeers } from './partition-peers.ts'
import { pauseRedis } from './pause-redis.ts'
import { pauseReplica } from './pause-replica.ts'
import { reloadLoadBalancer } from './reload-load-balancer.ts'
import { restartReplica } from './restart-replica.ts'
import { rollingDeploy } from './rolling-deploy.ts'
import { rotateKeys } from './rotate-keys.ts'
import { scaleIn } from './scale-in.ts'
import { scaleOut } from './scale-out.ts'
import { slowRedis } from './slow-redis.ts'
import { slowReplica } from './slow-replica.ts'

export const faults = {
  'kill-replica': killReplica,
  'pause-replica': pauseReplica,
  'restart-replica': restartReplica,
  'rolling-deploy': rollingDeploy,
  'scale-out': scaleOut,
  'scale-in': scaleIn,
  'drain-replica': drainReplica,
  'slow-replica': slowReplica,
  'kill-redis': killRedis,
  'pause-redis': pauseRedis,
  'slow-redis': slowRedis,
  'cut-redis': cutRedis,
  'failover-redis': failoverRedis,
  'partition-peers': partitionPeers,
  'clock-skew': clockSkew,
  'rotate-keys': rotateKeys,
  'reload-load-balancer': reloadLoadBalancer,
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults
export const faultNames = Object.keys(faults) as readonly FaultName[]
