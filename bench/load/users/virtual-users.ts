/** The accounts that the replicas seed for the bench, and virtual users made of them. */

import { Forger } from '../../attacks/forger.ts'
import { createInsider } from '../../attacks/insider.ts'
import type { ClientModel } from '../../history/operation.ts'
import type { ModeRecord } from '../../history/records.ts'
import type { Witness } from '../../probes/credential-recorder.ts'
import { watched } from '../../probes/held-credentials.ts'
import { seededRandom } from '../../random.ts'
import { type Load, type Scenario, workloadOf } from '../../scenarios/scenario.ts'
import { workloads } from '../workloads/registry.ts'
import type { Workload } from '../workloads/workload.ts'
import { credentialOf, passwordCredential } from './credential.ts'
import { VirtualUser } from './virtual-user.ts'

/** One password for all virtual users: the lab measures logins and protects no real data. */
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
  /** All modes of the run, and the secret that its replicas share: for workloads that forge. */
  readonly modes?: Readonly<Record<string, ModeRecord>>
  readonly secret?: string
  /** Receives every credential that the users hold. */
  readonly witness?: Witness
}

/** Creates the load's virtual users, each with an admin user and its own random numbers: its steps depend on the seed alone. */
export function virtualUsers(crowd: Crowd): VirtualUser[] {
  const { scenario, segment, mode, credential, client, load, origin, nextSession, nowMicros, witness } = crowd
  const sendsPassword = credential === 'password'
  return Array.from({ length: load.users }, (_, index) => {
    const account = (name: string) => {
      const credential = sendsPassword
        ? passwordCredential(name, accountsPassword)
        : credentialOf(client, `${origin}/${mode}/me`)
      const shown = witness && watched(credential, (held) => witness.saw(mode, name, held))
      return { name, password: accountsPassword, credential: shown ?? credential }
    }
    const name = `${sendsPassword ? 'basic' : 'user'}-${index + 1}`
    const address = addressOf(load.addresses, index)
    return new VirtualUser({
      ...account(name),
      admin: account(`admin-${index + 1}`),
      forger: forgerOf(crowd, name, address),
      address,
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

/** Where the workload forges. */
function forgerOf({ scenario, mode, modes = {}, secret }: Crowd, name: string, address: string): Forger | undefined {
  const workload: Workload = workloads[workloadOf(scenario, mode)]
  const record = modes[mode]
  if (!workload.forges || record === undefined || secret === undefined) return undefined
  const { strategy, credential } = record
  const otherMode = Object.keys(modes).find((other) => other !== mode && modes[other]?.credential === credential)
  const insider = createInsider(secret)
  return new Forger({ mode, strategy, credential, name, password: accountsPassword, address, insider, otherMode })
}

/** Spread: each user in its own /24, since ip-hash uses the first three octets only. NAT: one address for all users. */
function addressOf(addresses: Load['addresses'], index: number): string {
  return addresses === 'nat' ? '10.0.0.1' : `10.${(index >> 8) & 255}.${index & 255}.1`
}
