/**
 * Fuzzes a running stack: sends mutated requests through the load balancer and directly to the replicas, in every mode,
 * while valid users keep requesting `/me`. All randomness depends on the seed, so each request can be repeated alone.
 */

import type { ReplicaHandle } from '../../stack/stack.ts'
import type { ModeRecord } from '../history/records.ts'
import { accountsPassword } from '../load/users/virtual-users.ts'
import { secretsOf } from '../probes/secrets.ts'
import { type Complaint, judgeAnswer, judgeRest } from './check-answer.ts'
import { type Held, logInAt } from './fuzz-credentials.ts'
import { createMutant, type Mutant } from './mutant.ts'
import { patientFetch } from './patient-fetch.ts'
import { type Exchange, exchange } from './raw-socket.ts'

export interface CampaignOptions {
  /** The load balancer's address. */
  readonly origin: string
  readonly replicas: readonly ReplicaHandle[]
  readonly modes: Readonly<Record<string, ModeRecord>>
  readonly seed: number
  /** Requests are numbered over all campaigns of a seed: from this one on, so many. */
  readonly from: number
  readonly count: number
  readonly onProgress?: (sent: number) => void
}

/** A finding: a violation of the rules for answers. */
export interface Found {
  readonly request: number
  readonly mode: string
  /** `load-balancer`, or a replica's name. */
  readonly sentTo: string
  readonly changes: readonly string[]
  readonly complaint: Complaint | { readonly is: 'no-connection'; readonly says: string }
  /** What was sent, one character each. */
  readonly bytes: string
}

export interface CampaignResult {
  readonly sent: number
  /** Answers by status; `silence` and `closed` without an answer, which is correct for an incomplete request. */
  readonly answers: Readonly<Record<string, number>>
  readonly found: readonly Found[]
  /** The valid users: the number of their requests, and wrong answers to them. */
  readonly controls: { readonly asked: number; readonly wrong: readonly string[] }
  /** The secrets of all credentials sent, by which they are found in logs. */
  readonly secrets: readonly string[]
}

/** Each batch has new accounts and client addresses, because the limits on wrong passwords lock out the previous ones. */
const batchSize = 2_000
const requestsAtOnce = 48
/** An honest user asks after so many requests. */
const controlEvery = 20
const patienceMs = 400

/** So many accounts `user-1…` a campaign needs. */
export function accountsNeeded(requests: number, modes: number): number {
  return (Math.ceil(requests / batchSize) + 1) * 2 * modes
}

export async function fuzz(options: CampaignOptions): Promise<CampaignResult> {
  const { from, count, onProgress = () => {} } = options
  const tally = createTally()
  for (let next = from; next < from + count; ) {
    const batch = Math.floor(next / batchSize)
    const end = Math.min(from + count, (batch + 1) * batchSize)
    await runBatch(options, batch, next, end, tally)
    next = end
    onProgress(next - from)
  }
  return tally.result()
}

/** The server at which an account is logged in, and to which its requests go. */
interface Place {
  readonly origin: string
  readonly sentTo: string
}

interface Holder extends Place {
  readonly mode: string
  readonly logIn: () => Promise<Held>
  held: Held
}

async function runBatch(on: CampaignOptions, batch: number, from: number, end: number, tally: Tally): Promise<void> {
  const holders = await holdersOf(on, batch)
  const controls = await controlsOf(on)
  let next = from
  const work = async () => {
    while (next < end) {
      const request = next++
      const holder = holders[request % holders.length] as Holder
      await sendMutant(on.seed, request, holder, tally)
      if (request % controlEvery !== 0) continue
      const control = controls[(request / controlEvery) % controls.length] as Holder
      tally.control(await askWhoIAm(control))
    }
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, work))
  await Promise.all([...holders, ...controls].map(leave))
}

/** In each mode one through the load balancer, and one directly at a replica, which changes with each batch. */
async function holdersOf({ origin, replicas, modes }: CampaignOptions, batch: number): Promise<Holder[]> {
  const replica = replicas[batch % replicas.length] as ReplicaHandle
  const places: Place[] = [
    { origin, sentTo: 'load-balancer' },
    { origin: replica.origin, sentTo: replica.name },
  ]
  const all = Object.entries(modes).flatMap(([mode, { credential }]) =>
    places.map((place) => ({ mode, credential, place })),
  )
  return Promise.all(
    all.map(({ mode, credential, place }, index) => {
      const name = `user-${batch * all.length + index + 1}`
      return holderOf({ mode, place, credential, name, address: addressOf(batch) })
    }),
  )
}

/** In each mode a valid user that is not attacked; directly at a replica if round robin would lose its session. */
function controlsOf({ origin, replicas, modes }: CampaignOptions): Promise<Holder[]> {
  return Promise.all(
    Object.entries(modes).map(([mode, { credential, sessionLivesIn, policy }], index) => {
      const isLost = sessionLivesIn === 'replica' && policy === 'round-robin'
      const place = { origin: (isLost && replicas[0]?.origin) || origin, sentTo: 'control' }
      return holderOf({ mode, place, credential, name: `admin-${index + 1}`, address: '10.255.0.1' })
    }),
  )
}

interface HolderOptions {
  readonly mode: string
  readonly place: Place
  readonly credential: ModeRecord['credential']
  readonly name: string
  readonly address: string
}

async function holderOf({ place, ...who }: HolderOptions): Promise<Holder> {
  const logIn = () => logInAt({ ...who, origin: place.origin, password: accountsPassword })
  return { ...place, mode: who.mode, logIn, held: await logIn() }
}

/** Attacks come from another address than logins; otherwise the login limit would lock the attackers out. */
const addressOf = (batch: number) => `10.254.${batch % 250}.1`
const attackFrom = (request: number) => `10.1.${Math.floor(request / batchSize) % 250}.1`

async function sendMutant(seed: number, request: number, holder: Holder, tally: Tally): Promise<void> {
  const { held } = holder
  tally.secretsOf(held)
  const { hostname, port, host } = new URL(holder.origin)
  const mutant = createMutant(seed * 1_000_003 + request, held, host, attackFrom(request))
  const { bytes, method, requests } = mutant
  const outcome = await exchange(bytes, { host: hostname, port: Number(port), method, expected: requests, patienceMs })
  tally.mutant({ request, holder, held, mutant, outcome })
  const isLoggedOut = outcome.answers.some(({ status }) => status === 204) && bytes.includes('/logout')
  if (isLoggedOut) holder.held = await holder.logIn()
}

/** @returns the problem; undefined if the answer names the right user */
async function askWhoIAm({ origin, mode, held }: Holder): Promise<string | undefined> {
  try {
    const headers = { ...held.headers, 'x-forwarded-for': '10.255.0.1' }
    const answer = await patientFetch(`${origin}/${mode}/me`, { headers })
    const body = await answer.text()
    const isRight = answer.status === 200 && (JSON.parse(body) as { name?: string }).name === held.name
    return isRight ? undefined : `${held.name} in mode ${mode}: ${answer.status} ${body}`
  } catch (error) {
    return `${held.name} in mode ${mode}: ${error instanceof Error ? error.message : error}`
  }
}

/** Logs the account out everywhere, so that replicas do not keep its unused sessions. */
async function leave({ origin, mode, logIn }: Holder): Promise<void> {
  const { headers } = await logIn()
  await patientFetch(`${origin}/${mode}/logout-all`, { method: 'POST', headers })
}

interface Sent {
  readonly request: number
  readonly holder: Holder
  /** What it held when it sent this. */
  readonly held: Held
  readonly mutant: Mutant
  readonly outcome: Exchange
}

type Tally = ReturnType<typeof createTally>

function createTally() {
  const answers: Record<string, number> = {}
  const found: Found[] = []
  const wrong: string[] = []
  const secrets = new Set<string>()
  let [sent, asked] = [0, 0]
  const count = (what: string | number) => {
    answers[what] = (answers[what] ?? 0) + 1
  }
  return {
    mutant({ request, holder, held, mutant, outcome }: Sent): void {
      sent += 1
      const text = mutant.bytes.toString('latin1')
      if (outcome.answers.length === 0) count(outcome.ended)
      for (const { status } of outcome.answers) count(status)
      const complaints = [
        ...outcome.answers.map((answer) => judgeAnswer(answer, text, held)),
        judgeRest(outcome.rest, text),
        outcome.error === 'ECONNREFUSED' ? ({ is: 'no-connection', says: outcome.error } as const) : undefined,
      ]
      const { mode, sentTo } = holder
      for (const complaint of complaints) {
        if (complaint) found.push({ request, mode, sentTo, changes: mutant.changes, complaint, bytes: text })
      }
    },
    secretsOf({ headers, refreshToken }: Held): void {
      for (const secret of secretsOf(headers, refreshToken)) secrets.add(secret)
    },
    control(says: string | undefined): void {
      asked += 1
      if (says !== undefined) wrong.push(says)
    },
    result: (): CampaignResult => ({ sent, answers, found, controls: { asked, wrong }, secrets: [...secrets] }),
  }
}
