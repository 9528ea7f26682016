/** Every load-balancing policy, by name. */
import { consistentHash } from './policies/consistent-hash.ts'
import { hash } from './policies/hash.ts'
import { ipHash } from './policies/ip-hash.ts'
import { leastConn } from './policies/least-conn.ts'
import { roundRobin } from './policies/round-robin.ts'
import { stickyCookie } from './policies/sticky-cookie.ts'
import { stickyNative } from './policies/sticky-native.ts'
import type { Policy } from './policy.ts'

export type { Policy, PolicyTraits } from './policy.ts'

export const policies = {
  'round-robin': roundRobin,
  'least-conn': leastConn,
  'ip-hash': ipHash,
  hash,
  'consistent-hash': consistentHash,
  'sticky-cookie': stickyCookie,
  'sticky-native': stickyNative,
} as const satisfies Record<string, Policy>

export type PolicyName = keyof typeof policies

/** Whether a string is the name of a policy. */
export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policies, name)
}
