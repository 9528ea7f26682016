/** What knowing who asks costs: `GET /me` of each strategy, straight to one replica, against bare Fastify. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from '../../stack/stack.ts'
import { saturate } from '../load/closed.ts'
import { credentialOf, passwordCredential } from '../load/credential.ts'
import { accountsPassword } from '../load/virtual-users.ts'
import type { Rates } from './pairs.ts'

export const yardstick = 'bare Fastify'

export interface Target {
  readonly name: string
  readonly url: string
  readonly headers: Record<string, string>
}

/** Logs a user in to every mode. @throws where a login or the first read is refused: then there is nothing to measure */
export async function targetsOf(stack: Stack, modes: readonly string[], bare: Stack): Promise<Target[]> {
  const origin = originOf(stack)
  const targets = await Promise.all(modes.map((mode) => loggedIn(origin, mode)))
  return [{ name: yardstick, url: `${originOf(bare)}/me`, headers: {} }, ...targets]
}

async function loggedIn(origin: string, mode: string): Promise<Target> {
  const username = mode === 'basic' ? 'basic-1' : 'user-1'
  const login = await fetch(`${origin}/${mode}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: accountsPassword }),
  })
  const body = await login.text()
  const url = `${origin}/${mode}/me`
  const credential = mode === 'basic' ? passwordCredential(username, accountsPassword) : credentialOf('frozen', url)
  const { access_token: token } = JSON.parse(body) as { access_token?: string }
  credential.issued({ status: login.status, setCookies: login.headers.getSetCookie(), body }, token)
  const target = { name: mode, url, headers: { ...credential.headers() } }
  const read = await fetch(target.url, { headers: target.headers })
  if (read.status !== 200) throw new Error(`${mode}: GET /me after login answers ${read.status}`)
  return target
}

/** Enough to keep two cores busy with hashes, and no more: what is still queued when the time is up goes on being computed. */
const connectionsOfBasic = 4
const connections = 32
/** What was under way when the time was up ends before the next target is measured. */
const settleMs = 250

/** One round: each target saturated once, in turn. */
export async function measureRound(targets: readonly Target[], seconds: number): Promise<Rates> {
  const rates: Record<string, number> = {}
  for (const { name, url, headers } of targets) {
    const { requestsPerSecond, not2xx } = await saturate({
      url,
      headers,
      connections: name === 'basic' ? connectionsOfBasic : connections,
      seconds,
    })
    await sleep(settleMs)
    if (not2xx > 0) throw new Error(`${name}: ${not2xx} answers were no success`)
    rates[name] = requestsPerSecond
  }
  return rates
}

function originOf({ replicas: [replica] }: Stack): string {
  if (replica === undefined) throw new Error('the stack has no replica')
  return replica.origin
}
