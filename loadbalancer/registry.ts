/** Every policy by its name. */
import { ipHash } from './policies/ip-hash.ts'
import { roundRobin } from './policies/round-robin.ts'
import { stickyCookie } from './policies/sticky-cookie.ts'
import type { Policy } from './policy.ts'

export const policies = {
  'round-robin': roundRobin,
  'ip-hash': ipHash,
  'sticky-cookie': stickyCookie,
} as const satisfies Record<string, Policy>

export type PolicyName = keyof typeof policies

/** Whether a word from outside is the name of a policy. */
export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policies, name)
}
