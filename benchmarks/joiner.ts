/** How long a replica takes to join a cluster of 100,000 sessions, and what the others' answers take meanwhile. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const sessions = Number(process.argv[2] ?? 100_000)
const mode = 'cluster'
const program = join(import.meta.dirname, '..', 'services', 'replica', 'main.ts')
const folder = await mkdtemp(join(tmpdir(), 'joiner-'))

/** A replica that waits for its list of peers. */
interface Joiner {
  readonly name: string
  readonly process: ChildProcess
  readonly address: string
  readonly ready: Promise<Replica>
}

/** A replica with the sessions of its peers, listening for connections. */
interface Replica {
  readonly origin: string
  readonly statusOrigin: string
}

async function start(name: string): Promise<Joiner> {
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
  const [{ joining }] = (await once(child, 'message')) as [{ joining: { peerPort: number } }]
  const ready = once(child, 'message').then(([message]): Replica => {
    const { port, statusPort } = (message as { ready: { port: number; statusPort: number } }).ready
    return { origin: `http://127.0.0.1:${port}`, statusOrigin: `http://127.0.0.1:${statusPort}` }
  })
  return { name, process: child, address: `127.0.0.1:${joining.peerPort}`, ready }
}

function introduce(replicas: readonly Joiner[]): void {
  for (const replica of replicas)
    replica.process.send({ peers: replicas.map(({ name, address }) => ({ name, address })) })
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

/** Sends 100 requests a second, one after the other, until stopped. @returns the latency of each answer, ms */
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

/** Sends requests to all during an action. @returns the latencies in ascending order */
async function askAll<T>(of: readonly Replica[], cookie: string, meanwhile: () => Promise<T>) {
  const over = new AbortController()
  const asking = of.map((replica) => keepAsking(replica, cookie, over.signal))
  const done = await meanwhile()
  over.abort()
  return { done, tookMs: (await Promise.all(asking)).flat().sort((a, b) => a - b) }
}

function print(when: string, tookMs: readonly number[]): void {
  const quantile = (q: number) => (tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * q))] ?? 0).toFixed(1)
  const quantiles = `p50 ${quantile(0.5)}, p99 ${quantile(0.99)}, max ${quantile(1)}`
  console.log(`/me of the others ${when}, ms: ${quantiles} (${tookMs.length} answers)`)
}

const members = [await start('replica-1'), await start('replica-2')] as const
try {
  introduce(members)
  const replicas = await Promise.all(members.map(({ ready }) => ready))
  const cookie = await logIn(replicas[0] as Replica, 1)
  let next = 1
  const fill = async () => {
    while (next++ < sessions) await logIn(replicas[next % 2] as Replica, (next % 1000) + 1)
  }
  await Promise.all(Array.from({ length: 32 }, fill))

  const joiner = await start('replica-3')
  try {
    // The same before it joins: what the machine itself takes.
    print('before', (await askAll(replicas, cookie, () => sleep(2_000))).tookMs)
    const startedAt = performance.now()
    const { done, tookMs } = await askAll(replicas, cookie, async () => {
      introduce([...members, joiner])
      return { joined: await joiner.ready, readyMs: performance.now() - startedAt }
    })
    console.log(`sessions at the others: ${(await Promise.all(replicas.map(held))).join(', ')}`)
    console.log(`ready after ${Math.round(done.readyMs)} ms, then holds ${await held(done.joined)} sessions`)
    print('meanwhile', tookMs)
  } finally {
    joiner.process.kill()
  }
} finally {
  for (const member of members) member.process.kill()
  await rm(folder, { recursive: true })
}
