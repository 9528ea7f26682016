/** What a chapter may ask the page to do, and what it may ask whether it was seen: `#do:me=10`, `#see:me=401`. Pure. */
import { type Action, actions } from '../actions.ts'

/** The parts of every chapter, in their order. */
export const chapterParts = ['question', 'predict', 'do', 'observe', 'explain', 'exercise'] as const
export type ChapterPart = (typeof chapterParts)[number]

/** Something to do, and with what: `login=alice`, `kill=mine`, `rate=50`, `me=10` (ten times). */
export interface Deed {
  readonly verb: string
  readonly with: string
}

/** Verbs by what must stand behind them. */
const deeds: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(actions.map((action) => [action, /^([1-9]|10|)$/])),
  login: /^(alice|bob|admin)$/,
  mode: /^[a-z][a-z0-9-]*$/,
  'as-cookie': /^(on|off)$/,
  ...Object.fromEntries(['forge', 'steal', 'thief', 'clear', 'add-replica'].map((verb) => [verb, /^$/])),
  ...Object.fromEntries(['kill', 'pause', 'resume', 'start'].map((verb) => [verb, /^(replica-[1-9]\d*|mine|redis)$/])),
  ...Object.fromEntries(['restart', 'remove'].map((verb) => [verb, /^(replica-[1-9]\d*|mine)$/])),
  rate: /^\d+$/,
  client: /^(browser|frozen)$/,
}

/** undefined where there is no such deed. */
export function parseDeed(text: string): Deed | undefined {
  const [verb = '', argument = ''] = text.split(/=(.*)/s)
  return Object.hasOwn(deeds, verb) && deeds[verb]?.test(argument) ? { verb, with: argument } : undefined
}

/** What the page knows when it is asked whether something was seen. */
export interface Sight {
  /** Requests since the chapter was opened, in any order. */
  readonly exchanges: readonly {
    readonly action: Action | 'thief'
    readonly status: number | undefined
    readonly reason: string | undefined
    readonly replica: string | undefined
  }[]
  /** What the browser holds to say who it is. */
  readonly holds: 'nothing' | 'password' | 'cookie' | 'token'
  /** Who was logged in, and whose credential is gone without a logout. */
  readonly lost: string | undefined
  /** Replicas that hold a session of this browser; undefined where it has not logged in. */
  readonly mine: number | undefined
  /** Parts and their states, `redis` among them. */
  readonly states: Readonly<Record<string, string>>
  /** Those that were not up at some time since the chapter was opened. */
  readonly wereAway: ReadonlySet<string>
  /** Share of mismatches among what was judged of the virtual users, 0–1; undefined before there is any. */
  readonly mismatchRate: number | undefined
}

type Sign = (argument: string, sight: Sight) => boolean

const percent = (argument: string) => Number(argument) / 100

const signs: Readonly<Record<string, { readonly shape: RegExp; readonly isSeen: Sign }>> = {
  ...Object.fromEntries(
    [...actions, 'thief' as const].map((action) => [
      action,
      {
        shape: /^\d{3}$/,
        isSeen: (status: string, { exchanges }: Sight) =>
          exchanges.some((exchange) => exchange.action === action && exchange.status === Number(status)),
      },
    ]),
  ),
  reason: {
    shape: /^[a-z-]+$/,
    isSeen: (reason, { exchanges }) => exchanges.some((exchange) => exchange.reason === reason),
  },
  replicas: {
    shape: /^[1-6]$/,
    isSeen: (count, { exchanges }) =>
      new Set(exchanges.flatMap(({ status, replica }) => (status === 200 && replica ? [replica] : []))).size >=
      Number(count),
  },
  holds: { shape: /^(nothing|password|cookie|token)$/, isSeen: (what, { holds }) => holds === what },
  lost: { shape: /^(alice|bob|admin)$/, isSeen: (user, { lost }) => lost === user },
  mine: { shape: /^[0-6]$/, isSeen: (count, { mine }) => mine === Number(count) },
  /** Up again. */
  up: {
    shape: /^(replica-[1-9]\d*|redis)$/,
    isSeen: (part, { states, wereAway }) => wereAway.has(part) && states[part] === 'up',
  },
  down: { shape: /^(replica-[1-9]\d*|redis)$/, isSeen: (part, { states }) => states[part] === 'down' },
  'mismatches-above': {
    shape: /^\d{1,3}$/,
    isSeen: (bound, { mismatchRate = -1 }) => mismatchRate > percent(bound),
  },
  'mismatches-below': {
    shape: /^\d{1,3}$/,
    isSeen: (bound, { mismatchRate = 2 }) => mismatchRate < percent(bound),
  },
}

/** How to tell whether it was seen; undefined where nobody could. */
export function parseSign(text: string): ((sight: Sight) => boolean) | undefined {
  const [name = '', argument = ''] = text.split(/=(.*)/s)
  const sign = Object.hasOwn(signs, name) ? signs[name] : undefined
  return sign?.shape.test(argument) ? (sight) => sign.isSeen(argument, sight) : undefined
}
