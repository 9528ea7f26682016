/** Reads posts back through the load balancer after each round: the actual content of the database, whatever was answered. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRecord, ModeRecord } from '../history/records.ts'
import type { Answer } from '../load/http-message.ts'
import { credentialOf, passwordCredential } from '../load/users/credential.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { workloads } from '../load/workloads/registry.ts'
import type { Workload } from '../load/workloads/workload.ts'
import type { SegmentPlan } from '../run/plan.ts'
import type { Surroundings } from '../run/segment.ts'
import { workloadOf } from '../scenarios/scenario.ts'

/** What an audit needs to know of the run. */
export interface AuditedRun extends Pick<Surroundings, 'scenario' | 'modes' | 'nowMicros' | 'signal'> {
  readonly stack: Pick<Surroundings['stack'], 'origin'>
  /** How long a request is retried while it is refused or not answered; default: five seconds. */
  readonly patienceMs?: number
}

/**
 * Audits each round: reads the posts that are new since the last audit, through the first of the round's modes
 * that answers. If none answers, the audit is skipped, and the next one includes its posts.
 */
export function startAudits(on: AuditedRun): (round: readonly SegmentPlan[]) => Promise<readonly AuditRecord[]> {
  const { scenario, stack, modes, nowMicros, signal, patienceMs = 5_000 } = on
  let lastId = 0
  return async (round) => {
    const writing = new Set(round.map(({ mode }) => mode).filter((mode) => writesPosts(workloadOf(scenario, mode))))
    for (const mode of writing) {
      if (signal.aborted) break
      const startMicros = nowMicros()
      const { credential } = modes[mode] as ModeRecord
      const posts = await readPosts({ origin: stack.origin, mode, credential, afterId: lastId, signal, patienceMs })
      if (posts === undefined) continue
      lastId = posts[0]?.id ?? lastId
      return [{ type: 'audit', mode, startMicros, titles: posts.map(({ title }) => title) }]
    }
    return []
  }
}

function writesPosts(name: keyof typeof workloads): boolean {
  const workload: Workload = workloads[name]
  return workload.writesPosts === true
}

interface Reading {
  /** The load balancer's address. */
  readonly origin: string
  readonly mode: string
  readonly credential: ModeRecord['credential']
  /** Posts up to this one have been read before. The database numbers them in the order in which they were written. */
  readonly afterId: number
  readonly signal: AbortSignal
  readonly patienceMs: number
}

interface FoundPost {
  readonly id: number
  readonly title: string
}

/** Newest first; undefined where the mode does not answer, or the run is over. */
async function readPosts(reading: Reading): Promise<FoundPost[] | undefined> {
  const { afterId } = reading
  const headers = await logIn(reading)
  const found: FoundPost[] = []
  while (headers !== undefined) {
    const oldest = found.at(-1)
    const path = oldest === undefined ? '/posts' : `/posts?before=${oldest.id}`
    const page = await insist(reading, path, { headers })
    if (page === undefined) return undefined
    const { posts } = JSON.parse(page.body) as { readonly posts: readonly FoundPost[] }
    const fresh = posts.filter(({ id }) => id > afterId)
    found.push(...fresh)
    if (posts.length === 0 || fresh.length < posts.length) return found
  }
  return undefined
}

/** The headers that authenticate the request. */
async function logIn(reading: Reading): Promise<Readonly<Record<string, string>> | undefined> {
  const sendsPassword = reading.credential === 'password'
  const username = sendsPassword ? 'basic-1' : 'user-1'
  const answer = await insist(reading, '/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: accountsPassword }),
  })
  if (answer === undefined) return undefined
  const account = sendsPassword
    ? passwordCredential(username, accountsPassword)
    : credentialOf('frozen', reading.origin)
  account.issued(answer, (JSON.parse(answer.body) as { readonly access_token?: string }).access_token)
  return account.headers()
}

/** Retries until the answer is 200: a replica may not know another's login, or may have only just restarted. */
async function insist(reading: Reading, path: string, init: RequestInit): Promise<Answer | undefined> {
  const { origin, mode, signal, patienceMs } = reading
  const givesUpAt = performance.now() + patienceMs
  while (!signal.aborted && performance.now() < givesUpAt) {
    try {
      const either = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
      const answer = await fetch(`${origin}/${mode}${path}`, { ...init, signal: either })
      const body = await answer.text()
      if (answer.status === 200) return { status: 200, setCookies: answer.headers.getSetCookie(), body }
      if (answer.status === 401) continue // round robin leads to another replica at once
    } catch {
      // No answer: retry after a pause, as after a 503.
    }
    await sleep(20)
  }
  return undefined
}
