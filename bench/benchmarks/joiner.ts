/** How long a replica takes to join a cluster of 100,000 sessions, and what the others' answers take meanwhile. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const sessions = Number(process.argv[2] ?? 100_000)
const mode = 'cluster'
const program = join(import.meta.dirname, '..', '..', 'services', 'replica', 'main.ts')
const folder = await mkdtemp(join(tmpdir(), 'joiner-'))

interface Replica {
  readonly name: string
  readonly process: ChildProcess
  readonly origin: string
  readonly statusOrigin: string
  readonly address: string
}

/** A replica that listens, and has been told of nobody. */
async function start(name: string): Promise<Replica> {
  const child = fork(program, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      LAB_REPLICA: name,
      LAB_DATABASE: join(folder, 'lab.db'),
      LAB_SECRET: 'guards nothing but this benchmark',
      LAB_MODES: JSON.stringify({ [mode]: 'cluster' }),
      LAB_VIRTUAL_USERS: '1000',
      LAB_VIRTUAL_PASSWORD: 'secret',
    },
  })
  const [{ ready }] = (await once(child, 'message')) as [{ ready: Record<'port' | 'statusPort' | 'peerPort', number> }]
  const at = (port: number) => `http://127.0.0.1:${port}`
  const address = `127.0.0.1:${ready.peerPort}`
  return { name, process: child, origin: at(ready.port), statusOrigin: at(ready.statusPort), address }
}

function introduce(replicas: readonly Replica[]): void {
  for (const replica of replicas)
    replica.process.send({ peers: replicas.map(({ name, address }) => ({ name, address })) })
}

async function untilReady({ origin }: Replica): Promise<void> {
  while (!(await fetch(`${origin}/readyz`)).ok) await sleep(5)
}

async function logIn({ origin }: Replica, user: number): Promise<string> {
  const body = JSON.stringify({ username: `user-${user}`, password: 'secret' })
  const headers = { 'content-type': 'application/json' }
  const login = await fetch(`${origin}/${mode}/login`, { method: 'POST', headers, body })
  await login.text()
  if (!login.ok) throw new Error(`login answers ${login.status}`)
  return login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function held({ statusOrigin }: Replica): Promise<number> {
  const status = (await (await fetch(`${statusOrigin}/status`)).json()) as {
    modes: Record<string, { sessions: number }>
  }
  return status.modes[mode]?.sessions ?? 0
}

/** Asks one after the other, 100 times a second, until told to stop; how long each answer took, in ms. */
async function keepAsking({ origin }: Replica, cookie: string, signal: AbortSignal): Promise<number[]> {
  const tookMs: number[] = []
  while (!signal.aborted) {
    const startedAt = performance.now()
    const answer = await fetch(`${origin}/${mode}/me`, { headers: { cookie } })
    await answer.text()
    if (!answer.ok) throw new Error(`/me answers ${answer.status}`)
    tookMs.push(performance.now() - startedAt)
    await sleep(10)
  }
  return tookMs
}

/** How long answers took while something was done, in ascending order. */
async function askAll(of: readonly Replica[], cookie: string, meanwhile: () => Promise<void>): Promise<number[]> {
  const over = new AbortController()
  const asking = of.map((replica) => keepAsking(replica, cookie, over.signal))
  await meanwhile()
  over.abort()
  return (await Promise.all(asking)).flat().sort((a, b) => a - b)
}

function print(when: string, tookMs: readonly number[]): void {
  const quantile = (q: number) => (tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * q))] ?? 0).toFixed(1)
  const quantiles = `p50 ${quantile(0.5)}, p99 ${quantile(0.99)}, max ${quantile(1)}`
  console.log(`/me of the others ${when}, ms: ${quantiles} (${tookMs.length} answers)`)
}

const replicas = [await start('replica-1'), await start('replica-2')] as const
try {
  introduce(replicas)
  for (const replica of replicas) await untilReady(replica)
  const cookie = await logIn(replicas[0], 1)
  let next = 1
  const fill = async () => {
    while (next++ < sessions) await logIn(replicas[next % 2] as Replica, (next % 1000) + 1)
  }
  await Promise.all(Array.from({ length: 32 }, fill))

  const joiner = await start('replica-3')
  try {
    // The same before it joins: what the machine itself takes.
    print('before', await askAll(replicas, cookie, () => sleep(2_000)))
    const toldAt = performance.now()
    let readyMs = Number.NaN
    const meanwhile = await askAll(replicas, cookie, async () => {
      introduce([...replicas, joiner])
      await untilReady(joiner)
      readyMs = performance.now() - toldAt
    })
    console.log(`sessions at the others: ${await held(replicas[0])}, ${await held(replicas[1])}`)
    console.log(`ready after ${Math.round(readyMs)} ms, then holds ${await held(joiner)} sessions`)
    print('meanwhile', meanwhile)
  } finally {
    joiner.process.kill()
  }
} finally {
  for (const replica of replicas) replica.process.kill()
  await rm(folder, { recursive: true })
}
