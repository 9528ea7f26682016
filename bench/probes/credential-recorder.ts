/** Records the credentials of a run's users in memory, and searches the logs for them. They are never written to disk. */

import type { ExposureRecord } from '../history/records.ts'
import { disclosureOf, unionOf } from './disclosure.ts'
import type { Held } from './held-credentials.ts'
import { searchLogs } from './log-search.ts'
import { credentialIn, secretsOf } from './secrets.ts'

export interface Witness {
  /** Records the credential that a user of the mode now holds. */
  saw(mode: string, user: string, held: Held): void
  /** One record for each mode with a login. @throws what reading the logs throws */
  searchIn(folder: string, password: string): Promise<ExposureRecord[]>
}

export function createWitness(): Witness {
  /** For each secret the number of its credential, and each credential's mode. */
  const credentials = new Map<string, number>()
  const modeOf: string[] = []
  /** Each user's last credential, which may contain its cart. */
  const last = new Map<string, Map<string, Held>>()
  return {
    saw(mode, user, held) {
      const users = last.get(mode) ?? new Map<string, Held>()
      last.set(mode, users)
      // After its cookie is cleared a browser holds nothing; its previous credential still counts.
      if (credentialIn(held.headers) !== undefined) users.set(user, held)
      const unknown = secretsOf(held.headers, refreshTokenIn(held)).filter((secret) => !credentials.has(secret))
      for (const secret of unknown) credentials.set(secret, modeOf.length)
      if (unknown.length > 0) modeOf.push(mode)
    },
    async searchIn(folder, password) {
      const { logs, leaks } = await searchLogs(folder, credentials, password)
      const bytes = logs.reduce((sum, log) => sum + log.bytes, 0)
      const found = Map.groupBy(leaks, ({ secret }) => credentials.get(secret))
      return [...last].map(([mode, users]): ExposureRecord => {
        const isOfMode = (number: number | undefined) => number === undefined || modeOf[number] === mode
        const disclosure = unionOf([...users.values()].flatMap((held) => disclosureOf(held) ?? []))
        return {
          type: 'exposure',
          mode,
          credentials: modeOf.filter((each) => each === mode).length,
          logs: { files: logs.length, bytes },
          found: [...found]
            .filter(([number]) => isOfMode(number))
            .map(([number, [first]]) => ({ what: whatIs(number), log: first?.log ?? '', line: first?.line ?? 0 })),
          ...(disclosure && { disclosure }),
        }
      })
    },
  }
}

function refreshTokenIn({ answer }: Held): string | undefined {
  return /"refresh_token":"([^"]+)"/.exec(answer.body)?.[1]
}

/** The password belongs to no single credential, because all accounts share it. */
function whatIs(credential: number | undefined): ExposureRecord['found'][number]['what'] {
  return credential === undefined ? 'password' : 'credential'
}
