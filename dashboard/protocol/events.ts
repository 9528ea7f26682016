/** What the server sends to the page: types only. */
import type { LoadRequest } from './requests.ts'

/** One finished request, from nginx's access log. */
export interface SeenRequest {
  /** The `X-Request-Id` header. A page recognises its own requests by it. */
  readonly id: string
  /** `-` where the path belongs to no mode. */
  readonly mode: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** The replica that answered; undefined where nginx answered itself. */
  readonly replica?: string
  /** Replicas that nginx tried before and that failed. */
  readonly inVain: readonly string[]
  readonly tookMs: number
  /** Bytes of the whole request: request line, headers and body. */
  readonly bytesSent: number
  /** Bytes of the whole response. */
  readonly bytesReceived: number
}

/** `event: requests`: the requests logged since the previous event. `count` is exact; `shown` is a sample. */
export interface RequestsEvent {
  readonly shown: readonly SeenRequest[]
  readonly count: number
}

/** State of a replica or of Redis. `silent`: the lab did not stop it, and its status page does not answer. */
export type PartState = 'up' | 'starting' | 'stopping' | 'paused' | 'down' | 'silent'

export interface ReplicaView {
  readonly name: string
  readonly state: PartState
  /** A new value means that the replica was restarted and lost its memory. */
  readonly pid?: number
  /** Sessions held, by mode; `null` where the strategy keeps none on replicas. */
  readonly sessions: Readonly<Record<string, number | null>>
  /** Percent of one core since the previous poll, rounded to what the page shows, so that unseen changes send no event. */
  readonly cpuPercent?: number
  /** Units of 2^20 bytes, rounded. */
  readonly memoryMegabytes?: number
}

/** `event: stack`: the current state of every part. */
export interface StackEvent {
  readonly replicas: readonly ReplicaView[]
  /** Absent where no mode needs Redis. */
  readonly redis?: { readonly state: PartState; readonly commandsPerSecond: number }
}

/** `event: load`: the virtual users' load, and what was counted since the last change of the load or the stack. */
export interface LoadEvent extends Readonly<LoadRequest> {
  readonly replicas: number
  /** Checked requests: those after the login in completed sessions. */
  readonly judged: number
  /** Checked requests that were refused although the credential was valid. */
  readonly mismatches: number
  /** Mismatches by cause. */
  readonly causes: Readonly<Record<string, number>>
  /** Requests with a 5xx response or none. */
  readonly unavailable: number
  /** Responses in the last whole second. */
  readonly sentPerSecond: number
  /** Predicted mismatch rate; absent where theory makes no prediction. */
  readonly predicted?: { readonly rate: number; readonly formula: string; readonly because: string }
}

/** `event: hello`: the first event of each stream. A new `boot` means that the lab was restarted. */
export interface HelloEvent {
  readonly boot: string
}

/** A mode, as the page shows it. */
export interface ModeInfo {
  readonly name: string
  readonly strategy: string
  readonly policy: string
  readonly summary: string
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  readonly credential: 'password' | 'cookie' | 'token'
  /** Whether replicas query Redis while they answer a request. */
  readonly asksStore: boolean
  /** Upper end of the load slider. */
  readonly maxRatePerSecond: number
}

/** `GET /lab/api/lab`: what does not change while the lab runs. */
export interface LabInfo {
  readonly modes: readonly ModeInfo[]
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: string }[]
  readonly versions: Readonly<Record<string, string>>
  readonly maxReplicas: number
  /** Whether the request carried the key that allows changing the stack and the load. */
  readonly mayControl: boolean
}

/** `GET /<mode>/lab-echo`: the credential headers that the browser sent. */
export interface Echo {
  readonly cookie?: string
  readonly authorization?: string
}
