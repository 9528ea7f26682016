/** The accounts that the replicas seed for the bench, and virtual users made of them. */

import type { ClientModel, ModeRecord } from '../history.ts'
import { type Load, type Scenario, workloadOf } from '../scenarios/scenario.ts'
import { credentialOf, passwordCredential } from './credential.ts'
import { seededRandom } from './random.ts'
import { VirtualUser } from './virtual-user.ts'
import { workloads } from './workloads/registry.ts'

/** One password for all virtual users: the lab measures logins, it does not guard anything behind them. */
export const accountsPassword = 'correct horse battery staple'

export interface Crowd {
  readonly scenario: Scenario
  readonly segment: number
  readonly mode: string
  readonly credential: ModeRecord['credential']
  readonly client: ClientModel
  readonly load: Load
  readonly origin: string
  readonly nextSession: () => number
  readonly nowMicros: () => number
}

/** As many virtual users as the load asks for, each with a chief; each has random numbers of its own, so that its steps depend on the seed alone. */
export function virtualUsers({
  scenario,
  segment,
  mode,
  credential,
  client,
  load,
  origin,
  nextSession,
  nowMicros,
}: Crowd): VirtualUser[] {
  const sendsPassword = credential === 'password'
  return Array.from({ length: load.users }, (_, index) => {
    const account = (name: string) => ({
      name,
      password: accountsPassword,
      credential: sendsPassword
        ? passwordCredential(name, accountsPassword)
        : credentialOf(client, `${origin}/${mode}/me`),
    })
    return new VirtualUser({
      ...account(`${sendsPassword ? 'basic' : 'user'}-${index + 1}`),
      chief: account(`chief-${index + 1}`),
      address: addressOf(load.addresses, index),
      mode,
      workload: workloads[workloadOf(scenario, mode)],
      followUps: load.followUps,
      concurrency: load.concurrency ?? 1,
      logsInAgain: load.logsInAgain ?? false,
      ...(load.probeMs !== undefined && { probeMs: load.probeMs }),
      endsWithinMs: load.endsWithinMs,
      random: seededRandom(scenario.seed * 1_000_003 + segment * 100_003 + index),
      nextSession,
      nowMicros,
    })
  })
}

/** Spread: each user in a /24 of its own, since ip-hash looks at the first three octets only. NAT: one router before all. */
function addressOf(addresses: Load['addresses'], index: number): string {
  return addresses === 'nat' ? '10.0.0.1' : `10.${(index >> 8) & 255}.${index & 255}.1`
}
