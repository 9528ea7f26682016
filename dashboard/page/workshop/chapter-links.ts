/** Parses a chapter's links to steps (`#do:me=10`) and to observations (`#see:me=401`). Pure. */
import type { ChapterPart } from '../../protocol/chapter.ts'
import { type Action, actions } from '../actions.ts'

/** The parts of every chapter, in order. */
export const chapterParts = [
  'question',
  'predict',
  'do',
  'observe',
  'explain',
  'exercise',
] as const satisfies readonly ChapterPart[]

/** A step for the page to perform: `login=alice`, `kill=mine`, `rate=50`, `me=10` (ten times). */
export interface Step {
  readonly verb: string
  readonly argument: string
}

/** The verbs of steps, with the arguments that each accepts. */
const steps: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(actions.map((action) => [action, /^([1-9]|10|)$/])),
  login: /^(alice|bob|admin)$/,
  mode: /^[a-z][a-z0-9-]*$/,
  'as-cookie': /^(on|off)$/,
  ...Object.fromEntries(['forge', 'steal', 'attacker', 'clear', 'add-replica'].map((verb) => [verb, /^$/])),
  ...Object.fromEntries(['kill', 'pause', 'resume', 'start'].map((verb) => [verb, /^(replica-[1-9]\d*|mine|redis)$/])),
  ...Object.fromEntries(['restart', 'remove'].map((verb) => [verb, /^(replica-[1-9]\d*|mine)$/])),
  rate: /^\d+$/,
  client: /^(browser|frozen)$/,
}

/** @returns undefined where the page cannot do this */
export function parseStep(text: string): Step | undefined {
  const [verb = '', argument = ''] = text.split(/=(.*)/s)
  return Object.hasOwn(steps, verb) && steps[verb]?.test(argument) ? { verb, argument } : undefined
}

/** What observations are checked against. */
export interface ObservedState {
  /** Requests since the chapter was opened, in any order. */
  readonly exchanges: readonly {
    readonly action: Action | 'attacker'
    readonly status: number | undefined
    readonly reason: string | undefined
    readonly replica: string | undefined
  }[]
  /** The kind of credential that the browser holds. */
  readonly holds: 'nothing' | 'password' | 'cookie' | 'token'
  /** The user who logged in here and whose credential is gone without a logout. */
  readonly lost: string | undefined
  /** Replicas that hold a session of this browser; undefined where it has not logged in. */
  readonly mine: number | undefined
  /** State of every part, Redis included. */
  readonly states: Readonly<Record<string, string>>
  /** Parts that were not up at some time since the chapter was opened. */
  readonly wentDown: ReadonlySet<string>
  /** Mismatch rate of the virtual users, 0–1; undefined while no session is complete. */
  readonly mismatchRate: number | undefined
}

type IsObserved = (argument: string, state: ObservedState) => boolean

const percent = (argument: string) => Number(argument) / 100

const observations: Readonly<Record<string, { readonly pattern: RegExp; readonly isObserved: IsObserved }>> = {
  ...Object.fromEntries(
    [...actions, 'attacker' as const].map((action) => [
      action,
      {
        pattern: /^\d{3}$/,
        isObserved: (status: string, { exchanges }: ObservedState) =>
          exchanges.some((exchange) => exchange.action === action && exchange.status === Number(status)),
      },
    ]),
  ),
  reason: {
    pattern: /^[a-z-]+$/,
    isObserved: (reason, { exchanges }) => exchanges.some((exchange) => exchange.reason === reason),
  },
  replicas: {
    pattern: /^[1-6]$/,
    isObserved: (count, { exchanges }) =>
      new Set(exchanges.flatMap(({ status, replica }) => (status === 200 && replica ? [replica] : []))).size >=
      Number(count),
  },
  holds: { pattern: /^(nothing|password|cookie|token)$/, isObserved: (what, { holds }) => holds === what },
  lost: { pattern: /^(alice|bob|admin)$/, isObserved: (user, { lost }) => lost === user },
  mine: { pattern: /^[0-6]$/, isObserved: (count, { mine }) => mine === Number(count) },
  /** Up again after it was not. */
  up: {
    pattern: /^(replica-[1-9]\d*|redis)$/,
    isObserved: (part, { states, wentDown }) => wentDown.has(part) && states[part] === 'up',
  },
  down: { pattern: /^(replica-[1-9]\d*|redis)$/, isObserved: (part, { states }) => states[part] === 'down' },
  'mismatches-above': {
    pattern: /^\d{1,3}$/,
    isObserved: (bound, { mismatchRate = -1 }) => mismatchRate > percent(bound),
  },
  'mismatches-below': {
    pattern: /^\d{1,3}$/,
    isObserved: (bound, { mismatchRate = 2 }) => mismatchRate < percent(bound),
  },
}

/** @returns a check of the observation; undefined where the page cannot confirm it */
export function parseObservation(text: string): ((state: ObservedState) => boolean) | undefined {
  const [name = '', argument = ''] = text.split(/=(.*)/s)
  const observation = Object.hasOwn(observations, name) ? observations[name] : undefined
  return observation?.pattern.test(argument) ? (state) => observation.isObserved(argument, state) : undefined
}
