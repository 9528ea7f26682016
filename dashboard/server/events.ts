/** What server and page tell each other: types alone, shared by both. */
import type { ChapterPart } from '../page/workshop/chapter-words.ts'

/** One request as the load balancer logged it, when it was over. */
export interface SeenRequest {
  /** `X-Request-Id`: a page knows its own by it. */
  readonly id: string
  /** `-` where the path belongs to no mode. */
  readonly mode: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** Who answered; undefined where the load balancer did itself. */
  readonly replica?: string
  /** Replicas that were asked before, in vain. */
  readonly inVain: readonly string[]
  readonly tookMs: number
  /** Request line, headers and body; the same of the answer. */
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** `event: requests`: what the access log told since the last one. All are counted, some are shown. */
export interface RequestsEvent {
  readonly shown: readonly SeenRequest[]
  readonly count: number
}

/** How a part is doing, as far as anybody can know: `silent` is up as far as we know, and does not answer. */
export type PartState = 'up' | 'starting' | 'stopping' | 'paused' | 'down' | 'silent'

export interface ReplicaView {
  readonly name: string
  readonly state: PartState
  /** Another one than before: it began anew, and has forgotten what it held. */
  readonly pid?: number
  /** By mode; `null` where the strategy keeps nothing on replicas. */
  readonly sessions: Readonly<Record<string, number | null>>
  /** Of one core, since the last look. Whole, as it is shown: what nobody sees needs no telling. */
  readonly cpuPercent?: number
  /** Whole, in units of 2^20 bytes. */
  readonly memoryMegabytes?: number
}

/** `event: stack`: the parts as they are now. */
export interface StackEvent {
  readonly replicas: readonly ReplicaView[]
  /** Absent where no mode needs one. */
  readonly redis?: { readonly state: PartState; readonly commandsPerSecond: number }
}

/** What the load slider asks for. */
export interface LoadWish {
  readonly mode: string
  readonly client: 'frozen' | 'browser'
  /** 0 for none. */
  readonly ratePerSecond: number
}

/** `event: load`: the virtual users, and what became of their sessions since the last change of anything. */
export interface LoadEvent extends LoadWish {
  readonly replicas: number
  /** Requests judged: those of finished sessions after their login. */
  readonly judged: number
  /** Refused although their credential was good, by cause. */
  readonly mismatches: number
  readonly causes: Readonly<Record<string, number>>
  /** Answered 5xx, or not at all. */
  readonly unavailable: number
  /** Sent in the last second. */
  readonly sentPerSecond: number
  /** What theory says the share of mismatches is; absent where it says nothing. */
  readonly predicted?: { readonly rate: number; readonly formula: string; readonly because: string }
}

/** `event: hello`: the first of each stream. Another boot than before: the lab was started anew. */
export interface HelloEvent {
  readonly boot: string
}

export interface ModeInfo {
  readonly name: string
  readonly strategy: string
  readonly policy: string
  readonly summary: string
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  readonly credential: 'password' | 'cookie' | 'token'
  /** Whether replicas ask Redis while they answer. */
  readonly asksStore: boolean
  /** The load slider goes up to here. */
  readonly maxRatePerSecond: number
}

/** `GET /lab/api/lab`: what does not change while the lab is up. */
export interface LabInfo {
  readonly modes: readonly ModeInfo[]
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: string }[]
  readonly versions: Readonly<Record<string, string>>
  readonly maxReplicas: number
  /** Whether the key that came with the question is the one that may change the stack. */
  readonly mayControl: boolean
}

export type RedisVerb = 'kill' | 'pause' | 'resume' | 'start'

/** `POST /lab/api/stack`: what a button does. */
export type StackAction =
  /** All as it was at the beginning: every part up, as many replicas, no load. */
  | { readonly verb: 'restore' }
  | { readonly verb: 'add-replica' }
  | { readonly verb: RedisVerb | 'restart' | 'remove'; readonly replica: string }
  | { readonly verb: RedisVerb; readonly redis: true }

/** `GET /<mode>/lab-echo`: what the browser sent of its own accord to say who it is. */
export interface Echo {
  readonly cookie?: string
  readonly authorization?: string
}

/** A piece of running text. `do` is something that the page can do, `see` something that it can tell whether it was seen. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link' | 'do' | 'see'; readonly inlines: readonly Inline[]; readonly target: string }

/** A chapter's text as data: a page makes elements of it, so that nothing in it can be markup. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }

/** One chapter of the workshop. */
export interface Chapter {
  readonly number: number
  readonly title: string
  readonly minutes: number
  readonly parts: Readonly<Record<ChapterPart, readonly Block[]>>
  /** What can be predicted, and which of it the lab will show, from 0. */
  readonly choices: readonly (readonly Inline[])[]
  readonly answer: number
}
